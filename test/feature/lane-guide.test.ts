import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { resolveLaneLimits } from "../../src/http2/limits/lane-limits.ts";
import { laneMeters } from "../../src/http2/serve/lane-meters.ts";
import { noMetrics } from "../../src/kit/telemetry.ts";

const page = readFileSync(fileURLToPath(new URL("../../docs/guide/lane.md", import.meta.url)), "utf8");

it("has every bound of the lane with its default, and none that is not there", () => {
  const rows = [...page.matchAll(/^\| `(?<name>\w+)` \| (?<value>\d+) \|/gmu)].map(({ groups }) => [groups?.["name"], Number(groups?.["value"])]);
  expect(Object.fromEntries(rows)).toEqual(resolveLaneLimits());
});

it("has every metric of the lane with its labels", () => {
  const names: string[] = [];
  const note = ({ name, labels = [] }: { readonly name: string; readonly labels?: readonly string[] }): void =>
    void names.push(`${name}{${labels.join(", ")}}`);
  laneMeters(
    {
      ...noMetrics,
      collected: (description) => note(description),
      counter: (description) => {
        note(description);
        return noMetrics.counter(description);
      },
      gauge: (description) => {
        note(description);
        return noMetrics.gauge(description);
      },
    },
    "test",
    new Map(),
  );
  const told = [...page.matchAll(/^\| `(?<metric>sluice_\w+\{[^}]*\})` \|/gmu)].map(({ groups }) => groups?.["metric"]);
  expect(new Set(told)).toEqual(new Set(names));
});
