import { expect, it } from "vitest";
import { filesSource, newTestLimiter, request } from "../../test/kit/limits/decide.ts";
import { type MetricSample, noMetrics } from "../kit/telemetry.ts";
import { limitMetrics } from "./limit-metrics.ts";
import { Tallies } from "./tallies.ts";

const rule = "rate_limit: {unit: minute, requests_per_unit: 2}";
const detailed = `domain: d\ndescriptors: [{key: k, detailed_metric: true, ${rule}}]`;
const twins = `domain: d\ndescriptors: [{key: real, ${rule}}, {key: trial, shadow_mode: true, ${rule}}]`;

/** What the page of metrics would have, by name and label. */
function samplesOf(tallies: Tallies) {
  const series = new Map<string, () => Iterable<MetricSample>>();
  const observer = limitMetrics({ ...noMetrics, collected: ({ name }, samples) => void series.set(name, samples) }, tallies);
  const read = (name: string): Record<string, number> =>
    Object.fromEntries([...(series.get(`sluice_ratelimit_${name}_total`)?.() ?? [])].map(({ labels, value }) => [Object.values(labels).join(), value]));
  return { observer, read };
}

it("beyond the cap, limits are one series that says so, and none of their hits is lost", async () => {
  const tallies = new Tallies(2);
  const { decide } = newTestLimiter(filesSource([detailed]), undefined, tallies);
  const { read } = samplesOf(tallies);
  for (const value of ["a", "b", "c", "e", "a", "c", "c", "c"]) await decide(request("d", `k=${value}`));
  expect(read("total_hits")).toEqual({ "d.k_a": 2, "d.k_b": 1, other: 5 });
  expect(read("over_limit")).toEqual({ "d.k_a": 0, "d.k_b": 0, other: 2 });
});

it("what a shadow would have refused stands beside what was refused", async () => {
  const tallies = new Tallies();
  const { decide } = newTestLimiter(filesSource([twins]), undefined, tallies);
  const { read } = samplesOf(tallies);
  for (let time = 0; time < 5; time += 1) await decide(request("d", "real=x", "trial=x"));
  expect(read("over_limit")).toEqual({ "d.real": 3, "d.trial": 3 });
  expect(read("shadow_mode")).toEqual({ "d.real": 0, "d.trial": 3 });
});

it.each([
  { globalShadow: false, calls: { ok: 2, over_limit: 3, shadow: 0 } },
  { globalShadow: true, calls: { ok: 2, over_limit: 0, shadow: 3 } },
])("calls that would have been refused are counted apart: every limit a shadow is $globalShadow", async ({ globalShadow, calls }) => {
  const { decide } = newTestLimiter(filesSource([twins], { globalShadow }));
  const { observer, read } = samplesOf(new Tallies());
  for (let time = 0; time < 5; time += 1) observer.onAnswer(await decide(request("d", "real=x")));
  expect(read("calls")).toEqual({ ...calls, invalid: 0, unavailable: 0 });
});
