import { describe, expect, it } from "vitest";
import type { Bench, Ratio } from "./bench.ts";
import { toMarkdown } from "./markdown.ts";
import { judge, median, summarize } from "./summary.ts";

const ratio: Ratio = { title: "large to small", of: { case: "large", metric: "time" }, to: { case: "small", metric: "time" }, atMost: 2 };
const bench: Bench = {
  name: "sample",
  about: "A sample.",
  cases: ["small", "large"],
  metrics: [
    { name: "time", unit: "µs", about: "Time." },
    { name: "calls", unit: "calls", about: "Calls." },
  ],
  ratios: [ratio],
  measure: () => ({}),
};
const runs = {
  small: [
    { time: 30, calls: 1 },
    { time: 10, calls: 1 },
    { time: 20.06, calls: 1 },
  ],
  large: [
    { time: 1040, calls: 1200 },
    { time: 1060, calls: 1300 },
  ],
};

describe("bench summaries", () => {
  it.each([
    [[3, 1, 2], 2],
    [[4, 1, 2, 3], 2.5],
    [[7], 7],
  ])("median of %j", (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  it("has no median of nothing", () => {
    expect(() => median([])).toThrow(RangeError);
  });

  it("summarizes runs and judges ratios", () => {
    const summaries = summarize(bench, runs);
    expect(summaries["small"]?.["time"]).toEqual({ median: 20.06, least: 10, most: 30 });
    expect(judge(bench, summaries)).toEqual([{ ...ratio, value: 1050 / 20.06, holds: false }]);
    expect(judge({ ...bench, ratios: [{ ...ratio, atMost: 53 }] }, summaries)[0]?.holds).toBe(true);
    expect(judge({ ...bench, ratios: [{ title: "large", of: ratio.of, atMost: 1050 }] }, summaries)).toEqual([
      { title: "large", of: ratio.of, atMost: 1050, value: 1050, holds: true },
    ]);
    const { atMost: _, ...unjudged } = ratio;
    expect(judge({ ...bench, ratios: [unjudged] }, summaries)[0]).not.toHaveProperty("holds");
  });

  it("leaves out what is not measured in a case", () => {
    const some = { ...bench, metrics: bench.metrics.map((metric) => (metric.name === "calls" ? { ...metric, cases: ["large"] } : metric)) };
    expect(summarize(some, { ...runs, small: [{ time: 5 }] })["small"]).toEqual({ time: { median: 5, least: 5, most: 5 } });
    expect(() => summarize(some, { ...runs, large: [{ time: 5 }] })).toThrow("sample, case large, metric calls: measured undefined");
  });

  it.each([
    ["a missing metric", [{ time: 1 }]],
    ["a number that is none", [{ time: Number.NaN, calls: 1 }]],
  ])("refuses %s", (_, broken) => {
    expect(() => summarize(bench, { ...runs, large: broken })).toThrow(/sample, case large, metric (time|calls): measured (undefined|NaN)/);
  });

  it("names a cell of a ratio that is not there", () => {
    const other = { ...bench, ratios: [{ ...ratio, to: { case: "huge", metric: "time" } }] };
    expect(() => judge(other, summarize(bench, runs))).toThrow("There is no metric time of case huge");
  });

  it("makes the longer list of a page the rows", () => {
    const single = { ...bench, metrics: bench.metrics.slice(0, 1) };
    const machine = { cpu: "Abacus 3000", cores: 2, memoryGiB: 24, system: "Linux 6.1 x64", node: "v26.10.0" };
    const page = toMarkdown({ bench: single, machine, revision: { commit: "0", isDirty: false }, runs: 3, summaries: summarize(single, runs), ratios: [] });
    expect(page).toContain("|  | time (µs) |\n|---|---|\n| small | **20.1** (10 – 30) |\n| large | **1,050** (1,040 – 1,060) |\n");
  });

  it("makes a page", () => {
    const summaries = summarize(bench, runs);
    const machine = { cpu: "Abacus 3000", cores: 2, memoryGiB: 24, system: "Linux 6.1 x64", node: "v26.10.0" };
    const page = toMarkdown({
      bench,
      machine,
      revision: { commit: "0123456789abcdef0123", isDirty: true },
      runs: 3,
      summaries,
      ratios: [...judge(bench, summaries), ...judge({ ...bench, ratios: [{ title: "unjudged", of: ratio.of, to: ratio.of }] }, summaries)],
    });
    expect(page).toBe(`# Bench: sample

A sample.

Abacus 3000, 2 cores, 24 GiB, Linux 6.1 x64, Node v26.10.0; commit \`0123456789ab\` with changes. Medians of 3 runs, each in a process of its own, with least and most.

|  | small | large |
|---|---|---|
| time (µs) | **20.1** (10 – 30) | **1,050** (1,040 – 1,060) |
| calls | 1 | **1,250** (1,200 – 1,300) |

- *time*: Time.
- *calls*: Calls.

| figure | value | bound |
|---|---|---|
| large to small | 52.3 | ≤ 2: **broken** |
| unjudged | 1 | – |
`);
  });
});
