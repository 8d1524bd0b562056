import type { JudgedLimit } from "./judged-limit.ts";
import { type RuleMode, type ShownLimit, unitMs } from "./rules/rule.ts";

type Header = readonly [name: string, value: string];

/**
 * The headers that tell callers of their limits: `RateLimit-Limit`, `-Remaining` and `-Reset` of the tightest one (draft-03 of the IETF's
 * "RateLimit header fields for HTTP", as the reference service sends them), or `RateLimit-Policy` and `RateLimit` of all (draft-10). A refusal has `Retry-After`.
 */
export function limitHeaders(judged: readonly JudgedLimit[], over: boolean): readonly Header[] {
  const told = judged.filter(({ facts }) => facts.headers !== "off");
  if (told.length === 0) return [];
  const headers: Header[] = [];
  const tightest = tightestOf(told.filter(({ facts }) => facts.headers === "draft-03"));
  if (tightest !== undefined) headers.push(...draft03(tightest));
  const all = told.filter(({ facts }) => facts.headers === "draft-10");
  if (all.length > 0) headers.push(...draft10(all));
  if (over) headers.push(["retry-after", String(retrySeconds(told))]);
  return headers;
}

/** The last one that refuses, else the first of those with the least left. */
function tightestOf(judged: readonly JudgedLimit[]): JudgedLimit | undefined {
  const refusing = judged.findLast(({ verdict, mode }) => !verdict.admitted && mode === "enforce");
  if (refusing !== undefined) return refusing;
  return judged.reduce<JudgedLimit | undefined>((best, one) => (best === undefined || leftOf(one) < leftOf(best) ? one : best), undefined);
}

function leftOf({ verdict }: JudgedLimit): number {
  return verdict.admitted ? verdict.remaining : 0;
}

function secondsOf(ms: number): number {
  return Math.ceil(ms / 1000);
}

function draft03(one: JudgedLimit): readonly Header[] {
  return [
    ["ratelimit-limit", String(one.facts.shown.requestsPerUnit)],
    ["ratelimit-remaining", String(leftOf(one))],
    ["ratelimit-reset", String(secondsOf(one.verdict.resetMs))],
  ];
}

function draft10(judged: readonly JudgedLimit[]): readonly Header[] {
  const policies = judged.map(({ facts: { shown } }) => `${quoted(shown)};q=${shown.requestsPerUnit}${windowText(shown)}`);
  const limits = judged.map((one) => `${quoted(one.facts.shown)};r=${leftOf(one)};t=${secondsOf(one.verdict.resetMs)}`);
  return [
    ["ratelimit-policy", policies.join(", ")],
    ["ratelimit", limits.join(", ")],
  ];
}

/** A string of RFC 9651: printable ASCII, quotes and backslashes escaped. */
function quoted({ name }: ShownLimit): string {
  const text = name === "" ? "default" : name;
  return `"${text.replaceAll(/[^\x20-\x7e]/gu, "?").replaceAll(/["\\]/gu, "\\$&")}"`;
}

function windowText({ unit, multiplier }: ShownLimit): string {
  return unit === "unknown" ? "" : `;w=${Math.ceil((unitMs[unit] * multiplier) / 1000)}`;
}

/** Until every limit would let the request through or, where quotas alone refuse it, one of them. */
function retrySeconds(judged: readonly JudgedLimit[]): number {
  const waits = (wanted: RuleMode): number[] =>
    judged.filter(({ verdict, mode }) => !verdict.admitted && mode === wanted).map(({ verdict }) => verdict.retryMs);
  const [limits, quotas] = [waits("enforce"), waits("quota")];
  const wait = limits.length > 0 || quotas.length === 0 ? Math.max(0, ...limits) : Math.min(...quotas);
  return Math.max(1, secondsOf(wait));
}
