import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { resolveLaneLimits } from "../../src/http2/limits/lane-limits.ts";
import { noMetrics } from "../../src/kit/telemetry.ts";
import { serveOptions } from "../../src/main/settings/serve-options.ts";
import { limitMetrics } from "../../src/ratelimit/limit-metrics.ts";
import { Tallies } from "../../src/ratelimit/tallies.ts";
import { filesSource, newTestLimiter, request } from "../kit/limits/decide.ts";

const page = readFileSync(fileURLToPath(new URL("../../docs/guide/from-envoyproxy-ratelimit.md", import.meta.url)), "utf8");

it("names options and bounds that are there", () => {
  const flags = new Set<string>(Object.values(serveOptions).map(({ flag }) => flag.split(" ")[0] ?? ""));
  const told = [...page.matchAll(/--[a-z][a-z-]+/gu)].map(([flag]) => flag);
  expect(told.length).toBeGreaterThan(30);
  expect(told.filter((flag) => !flags.has(flag))).toEqual([]);
  const bounds = [...page.matchAll(/(?<name>\w+Ms)=…/gu)].map(({ groups }) => groups?.["name"] ?? "");
  expect(bounds.filter((bound) => !(bound in resolveLaneLimits()))).toEqual([]);
  expect(bounds).toHaveLength(2);
});

it("has limits that do what it says", async () => {
  const file = /```yaml\n(?<file>[^`]+)```/u.exec(page)?.groups?.["file"]?.replaceAll(/^ {3}/gmu, "") ?? "";
  const { decide } = newTestLimiter(filesSource([file]));
  const over = async (user: string): Promise<boolean> => (await decide(request("shop", `user=${user}`))).over;
  expect([await over("ann"), await over("ann"), await over("ann")]).toEqual([false, false, true]);
  expect([await over("vip"), await over("vip"), await over("vip")]).toEqual([false, false, false]);
});

it("has the metrics of the reference service", () => {
  const names: string[] = [];
  limitMetrics({ ...noMetrics, collected: ({ name }) => void names.push(name) }, new Tallies());
  const told = [...page.matchAll(/`(?<name>sluice_ratelimit_\w+)`/gu)].map(({ groups }) => groups?.["name"] ?? "");
  expect(told).toHaveLength(6);
  expect(told.filter((name) => !names.includes(name))).toEqual([]);
});
