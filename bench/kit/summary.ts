import type { Bench, Cell, Measures, Ratio } from "./bench.ts";

/** The runs of one metric of one case. */
export interface Summary {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** One ratio and the verdict; `holds` is undefined when it is not judged. */
export interface RatioResult extends Ratio {
  readonly value: number;
  readonly holds?: boolean;
}

/** All numbers of a bench: by case, then by metric. */
export type Summaries = Readonly<Record<string, Readonly<Record<string, Summary>>>>;

/** The middle value, or the mean of the two in the middle. Throws on an empty list. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) throw new RangeError("There is no median of no values");
  return (lower + upper) / 2;
}

/** Median, least and most of every metric of every case where it is measured. Throws when a run lacks a metric or has a number that is none. */
export function summarize(bench: Bench, runs: Readonly<Record<string, readonly Measures[]>>): Summaries {
  return Object.fromEntries(
    bench.cases.map((caseName) => {
      const measured = bench.metrics.filter(({ cases }) => cases?.includes(caseName) ?? true);
      const byMetric = measured.map((metric) => {
        const values = (runs[caseName] ?? []).map((measures) => finite(measures[metric.name], `${bench.name}, case ${caseName}, metric ${metric.name}`));
        return [metric.name, { median: median(values), least: Math.min(...values), most: Math.max(...values) }] as const;
      });
      return [caseName, Object.fromEntries(byMetric)];
    }),
  );
}

/** The bench's ratios, judged. */
export function judge(bench: Bench, summaries: Summaries): readonly RatioResult[] {
  return bench.ratios.map((ratio) => {
    const value = medianAt(summaries, ratio.of) / (ratio.to === undefined ? 1 : medianAt(summaries, ratio.to));
    return ratio.atMost === undefined ? { ...ratio, value } : { ...ratio, value, holds: value <= ratio.atMost };
  });
}

function medianAt(summaries: Summaries, cell: Cell): number {
  const summary = summaries[cell.case]?.[cell.metric];
  if (summary === undefined) throw new RangeError(`There is no metric ${cell.metric} of case ${cell.case}`);
  return summary.median;
}

function finite(value: number | undefined, where: string): number {
  if (value === undefined || !Number.isFinite(value)) throw new RangeError(`${where}: measured ${value}, which is no number`);
  return value;
}
