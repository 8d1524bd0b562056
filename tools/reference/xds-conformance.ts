import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { differences } from "../../test/conformance/xds/differences.ts";
import type { CaseOutcome, ConformanceResult } from "../../test/conformance/xds/kit/conformance-result.ts";
import { type Variant, variants } from "../../test/conformance/xds/kit/variant.ts";
import { type Rule, ruleTable } from "../../test/conformance/xds/rule-table.ts";

/** A result and the name of its file, without `.json`. */
export interface NamedResult extends ConformanceResult {
  readonly name: string;
}

/** The results that are committed, Sluice's first. */
export function readResults(root: string): readonly NamedResult[] {
  const folder = join(root, "test", "conformance", "xds", "results");
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  const named = files.map((file) => ({ name: file.slice(0, -5), ...(JSON.parse(readFileSync(join(folder, file), "utf8")) as ConformanceResult) }));
  return named.toSorted((left, right) => Number(right.name === "sluice") - Number(left.name === "sluice") || left.name.localeCompare(right.name));
}

/** The table of what the conformance kit found, as Markdown. */
export function xdsConformanceReference(results: readonly NamedResult[]): string {
  return [
    "# xDS conformance",
    "",
    "Made by `npm run reference` from the results of `npm run conformance:xds -- --record`. The [kit](../../test/conformance/xds/README.md) has the cases, and runs against any server.",
    "",
    "The variants are state of the world (`sotw`) and `delta`, each on an aggregated stream (`ads`) and on a stream a type (`types`). ✓: every case passes in every variant",
    "that the rule applies to. ✗: those in which a case fails. “not possible”: the server cannot be put into the state that a case needs.",
    "",
    `| | rule | applies to | ${results.map(({ server }) => server).join(" | ")} |`,
    `| --- | --- | --- | ${results.map(() => "---").join(" | ")} |`,
    ...ruleTable.map((rule) => `| ${rule.number} | ${rule.title} | ${appliesTo(rule)} | ${results.map((result) => cell(rule, result)).join(" | ")} |`),
    "",
    `Cases passed: ${results.map(countOf).join("; ")}.`,
    "",
    "## Why they differ",
    ...results.flatMap(reasons),
  ].join("\n");
}

function appliesTo({ applies, otherwise }: Rule): string {
  if (applies.length === variants.length) return "all";
  if (applies.length === 0) return `none: ${otherwise ?? ""}`;
  return `${together(applies)}; ${otherwise ?? ""}`;
}

function cell(rule: Rule, { cases }: ConformanceResult): string {
  if (rule.applies.length === 0) return "–";
  const own = cases.filter((one) => one.rule === rule.number);
  const failed = variantsWith(own, "fail");
  const impossible = variantsWith(own, "impossible");
  if (failed.length > 0) return `✗ ${sameSet(failed, rule.applies) ? "" : together(failed)}`.trimEnd();
  return impossible.length > 0 ? "not possible" : "✓";
}

function variantsWith(cases: readonly CaseOutcome[], outcome: CaseOutcome["outcome"]): readonly Variant[] {
  return variants.filter((variant) => cases.some((one) => one.variant === variant && one.outcome === outcome));
}

const groups: readonly (readonly [name: string, members: readonly Variant[]])[] = [
  ["sotw", ["sotw-ads", "sotw-types"]],
  ["delta", ["delta-ads", "delta-types"]],
  ["ads", ["sotw-ads", "delta-ads"]],
  ["types", ["sotw-types", "delta-types"]],
];

/** `sotw` for both of its variants, and so on. */
function together(some: readonly Variant[]): string {
  return groups.find(([, members]) => sameSet(members, some))?.[0] ?? some.join(", ");
}

function sameSet(left: readonly Variant[], right: readonly Variant[]): boolean {
  return left.length === right.length && left.every((variant) => right.includes(variant));
}

function countOf({ server, cases }: ConformanceResult): string {
  return `${server} ${cases.filter(({ outcome }) => outcome === "pass").length} of ${cases.length}`;
}

function reasons({ name, server }: NamedResult): readonly string[] {
  const known = Object.entries(differences[name] ?? {});
  if (known.length === 0) return [];
  return ["", `### ${server}`, "", "| rule | |", "| --- | --- |", ...known.map(([rule, reason]) => `| ${rule} | ${reason} |`)];
}
