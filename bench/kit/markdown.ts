import type { Bench, Metric, Unit } from "./bench.ts";
import type { BenchResult } from "./bench-result.ts";
import type { Machine, Revision } from "./machine.ts";
import type { RatioResult, Summaries, Summary } from "./summary.ts";

/** The result as a page: what was measured, where, the medians with their spread, the ratios. */
export function toMarkdown({ bench, machine, revision, runs, summaries, ratios }: BenchResult): string {
  const sections = [
    `# Bench: ${bench.name}`,
    bench.about,
    `${machineText(machine)}; ${revisionText(revision)}. Medians of ${runs} runs, each in a process of its own, with least and most.`,
    resultTable(bench, summaries),
    bench.metrics.map((metric) => `- *${metric.name}*: ${metric.about}`).join("\n"),
  ];
  const ratioRows = ratios.map((ratio) => [ratio.title, quotient(ratio.value), verdict(ratio)]);
  return `${[...sections, ...(ratioRows.length === 0 ? [] : [table(["figure", "value", "bound"], ratioRows)])].join("\n\n")}\n`;
}

/** The longer list, of cases or of metrics, goes down the page. */
function resultTable({ cases, metrics }: Bench, summaries: Summaries): string {
  const text = (name: string, { unit, name: metric }: Metric): string => cellText(unit, summaries[name]?.[metric]);
  if (cases.length > metrics.length)
    return table(
      ["", ...metrics.map(metricTitle)],
      cases.map((name) => [name, ...metrics.map((metric) => text(name, metric))]),
    );
  return table(
    ["", ...cases],
    metrics.map((metric) => [metricTitle(metric), ...cases.map((name) => text(name, metric))]),
  );
}

function machineText({ cpu, cores, memoryGiB, system, node }: Machine): string {
  return `${cpu}, ${cores} cores, ${memoryGiB} GiB, ${system}, Node ${node}`;
}

function revisionText({ commit, isDirty }: Revision): string {
  return `commit \`${commit.slice(0, 12)}\`${isDirty ? " with changes" : ""}`;
}

function metricTitle({ name, unit }: Metric): string {
  return unit === "calls" || unit === "ratio" ? name : `${name} (${unit})`;
}

function cellText(unit: Unit, summary: Summary | undefined): string {
  if (summary === undefined) return "–";
  const text = (value: number) => (unit === "bytes" || unit === "calls" ? Math.round(value).toLocaleString("en-US") : quotient(value));
  const spread = [summary.least, summary.most].map(text);
  return spread[0] === spread[1] ? text(summary.median) : `**${text(summary.median)}** (${spread.join(" – ")})`;
}

/** Three significant digits, without exponent. */
function quotient(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString("en-US") : String(Number(value.toPrecision(3)));
}

function verdict({ atMost, holds }: RatioResult): string {
  return atMost === undefined ? "–" : `≤ ${quotient(atMost)}: ${holds === true ? "holds" : "**broken**"}`;
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(header), `|${"---|".repeat(header.length)}`, ...rows.map(line)].join("\n");
}
