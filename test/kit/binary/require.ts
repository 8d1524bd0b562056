import { describe, it, type TestContext } from "vitest";
import type { BinaryName } from "../../../src/main/binary/binary-name.ts";
import { type FoundBinary, findBinary } from "../../../src/main/binary/find-binary.ts";
import { findChromium } from "./chromium.ts";
import { findFullRedis } from "./full-redis.ts";
import { findSafeEtcd } from "./safe-etcd.ts";

/** The real programs that tests use. `etcd-safe` is an etcd that keeps its data when it is killed; fault suites use it. `redis-full` has TLS. */
export type RealPart = BinaryName | "etcd-safe" | "redis-full" | "chromium";

/** A program that is there. */
export type Binary = Extract<FoundBinary, { path: string }>;

const found = new Map<RealPart, Promise<FoundBinary>>();

/** Finds or fetches the program once in this test process. */
export function lookUp(part: RealPart): Promise<FoundBinary> {
  const known = found.get(part) ?? find(part);
  found.set(part, known);
  return known;
}

function find(part: RealPart): Promise<FoundBinary> {
  if (part === "etcd-safe") return findSafeEtcd();
  if (part === "chromium") return findChromium();
  return part === "redis-full" ? findFullRedis() : findBinary(part);
}

/**
 * A suite that uses real programs: `describeWith("Envoy validates", ["envoy"], ({ envoy }) => { it(…) })`. Where one is missing the suite is
 * one skipped test that says why, or a failed one where `SLUICE_REQUIRE` names the program.
 */
export function describeWith<Part extends RealPart>(
  title: string,
  parts: readonly Part[],
  body: (binaries: Record<Part, Binary>) => void | Promise<void>,
): void {
  describe(title, async () => {
    const binaries: Partial<Record<Part, Binary>> = {};
    for (const part of parts) {
      const answer = await lookUp(part);
      if ("missing" in answer) {
        it(`needs ${part}`, (context) => skipOrFail(part, answer.missing, context));
        return;
      }
      binaries[part] = answer;
    }
    await body(binaries as Record<Part, Binary>);
  });
}

/** The program's path, from inside a test: `const path = await needBinary("envoy", context)`. Skips the test, or fails it, as `describeWith` does. */
export async function needBinary(part: RealPart, context: TestContext): Promise<string> {
  const answer = await lookUp(part);
  return "missing" in answer ? skipOrFail(part, answer.missing, context) : answer.path;
}

/** Ends the running test because a part of the machine is missing: as skipped with the reason, or as failed where `SLUICE_REQUIRE` names the part. */
export function skipOrFail(part: string, reason: string, context: TestContext): never {
  if (isRequired(part)) throw new Error(`SLUICE_REQUIRE names ${part}, but there is none: ${reason}`);
  return context.skip(reason);
}

/** Whether `SLUICE_REQUIRE` (a list with commas) names the part; `etcd` covers `etcd-safe`, `redis` covers `redis-full`. */
export function isRequired(part: string, list: string = process.env["SLUICE_REQUIRE"] ?? ""): boolean {
  const names = list.split(",").map((name) => name.trim());
  return names.includes(part) || (part === "etcd-safe" && names.includes("etcd")) || (part === "redis-full" && names.includes("redis"));
}
