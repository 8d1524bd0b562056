import { execFile } from "node:child_process";
import { access, mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { z } from "zod";
import { binaryCache } from "../../../src/main/binary/find-binary.ts";

const run = promisify(execFile);
const source = fileURLToPath(new URL("./check", import.meta.url));
/** The version of the compose specification's library that `check/go.mod` requires. */
const version = "2.16.2";
const buildMs = 10 * 60_000;

const mount = z.looseObject({ type: z.string(), source: z.string(), target: z.string(), read_only: z.boolean().exactOptional() });

const service = z.looseObject({
  image: z.string(),
  command: z.array(z.string()).nullable().default(null),
  entrypoint: z.array(z.string()).nullable().default(null),
  environment: z.record(z.string(), z.string().nullable()).default({}),
  volumes: z.array(mount).default([]),
  ports: z.array(z.looseObject({ host_ip: z.string().exactOptional(), target: z.number(), published: z.string() })).default([]),
  depends_on: z.record(z.string(), z.looseObject({ condition: z.string() })).default({}),
  healthcheck: z.looseObject({ test: z.array(z.string()) }).exactOptional(),
});

const model = z.looseObject({ name: z.string(), services: z.record(z.string(), service) });

/** A compose file as the specification's own library understands it: merged, with absolute paths. */
export type ComposeModel = z.infer<typeof model>;

/** One service of it. */
export type ComposeService = ComposeModel["services"][string];

/** Loads a compose file with compose-go; rejects with its words when the file breaks the specification. Built once with Go (half a minute). */
export async function loadCompose(file: string, go: string): Promise<ComposeModel> {
  const { stdout } = await run(await buildCheck(go), [file], { maxBuffer: 16 * 2 ** 20 });
  return model.parse(JSON.parse(stdout));
}

async function buildCheck(go: string): Promise<string> {
  const path = join(binaryCache, `compose-check-${version}-${process.platform}-${process.arch}`, "compose-check");
  if (
    await access(path).then(
      () => true,
      () => false,
    )
  )
    return path;
  const draft = `${path}.${process.pid}`;
  await mkdir(dirname(path), { recursive: true });
  try {
    const env = { ...process.env, CGO_ENABLED: "0", GOTOOLCHAIN: "local", GOFLAGS: "-mod=readonly", GOWORK: "off" };
    await run(go, ["build", "-trimpath", "-ldflags", "-s -w", "-o", draft, "."], { cwd: source, env, timeout: buildMs });
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
  return path;
}
