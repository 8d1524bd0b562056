import type { AuthExplanation } from "../../model/auth/auth-explanation.ts";
import { printable } from "./table.ts";

type Layer = AuthExplanation["layers"][number];
type Condition = Layer["rules"][number]["conditions"][number];

/** What authorization makes of a request, in lines that are indented by `indent`. */
export function authExplanationText(explanation: AuthExplanation, indent = ""): string {
  const { summary, layers, upstream, cache } = explanation;
  const lines = [summary, ...layers.flatMap(layerLines), ...(upstream === undefined ? [] : upstreamLines(upstream)), ...cacheLines(cache)];
  return lines.map((line) => `${indent}${printable(line)}\n`).join("");
}

function layerLines({ source, shadow, outcome, failure, excuse, identify, identity, rules, refusal }: Layer): readonly string[] {
  return [
    `  ${mark(outcome !== "refused")} ${source}${shadow ? " (in shadow: it decides nothing)" : ""}: ${outcome}${failure === undefined ? "" : ` (${failure})`}`,
    ...(excuse ?? []).map((condition) => `      unless: ${conditionText(condition)}`),
    ...identify.flatMap(({ method, outcome: came, read, detail, why }) => [
      `      ${mark(came === "identified")} identify ${method}: ${came}${read.length === 0 ? "" : `, read ${read.map(({ input, value }) => `${input} (${value})`).join(", ")}`}`,
      ...(detail === undefined ? [] : [`          ${detail}${why === undefined ? "" : `. ${why}`}`]),
    ]),
    ...(identity === undefined ? [] : [`      caller ${identityText(identity)}`]),
    ...rules.flatMap(({ rule, effect, decides, conditions }) => [
      `      ${mark(decides)} rule ${rule} (${effect})${decides ? " decides" : ""}`,
      ...conditions.map((condition) => `          ${mark(condition.holds)} ${conditionText(condition)}`),
    ]),
    ...(refusal === undefined ? [] : [`      ${refusal.code}: ${refusal.detail}`]),
  ];
}

function mark(good: boolean): string {
  return good ? "✓" : "✗";
}

function conditionText({ field, wanted, had, error }: Condition): string {
  return `${field}: wants ${JSON.stringify(wanted)}, read ${JSON.stringify(had)}${error === undefined ? "" : `; it has no value: ${error}`}`;
}

function identityText({ kind, subject, consumer, credential, groups, scopes }: NonNullable<Layer["identity"]>): string {
  const parts = [
    subject === "" ? "anonymous" : subject,
    `by ${kind}`,
    ...(consumer === undefined ? [] : [`Consumer ${consumer}${credential === undefined ? "" : `, credential ${credential}`}`]),
    ...(groups.length === 0 ? [] : [`groups ${groups.join(", ")}`]),
    ...(scopes.length === 0 ? [] : [`scopes ${scopes.join(" ")}`]),
  ];
  return parts.join("; ");
}

function upstreamLines({ headers, removed, query, queryRemoved, responseHeaders, metadata }: NonNullable<AuthExplanation["upstream"]>): readonly string[] {
  return [
    ...Object.entries(headers).map(([name, value]) => `  → sets ${name}: ${value}`),
    ...removed.map((name) => `  → removes ${name}`),
    ...Object.entries(query).map(([name, value]) => `  → sets query ${name}=${value}`),
    ...queryRemoved.map((name) => `  → removes query ${name}`),
    ...Object.entries(responseHeaders).map(([name, value]) => `  ← sets ${name}: ${value}`),
    ...(Object.keys(metadata).length === 0 ? [] : [`  → metadata ${JSON.stringify(metadata)}`]),
  ];
}

function cacheLines(cache: AuthExplanation["cache"]): readonly string[] {
  if (cache === undefined) return [];
  return [`  ${keptText(cache)}`, ...heldLines(cache)];
}

function keptText({ seconds, bound, inputs }: NonNullable<AuthExplanation["cache"]>): string {
  if (seconds === 0) return `not kept: ${bound}`;
  const equal = inputs.length === 0 ? "every request" : `requests with the same ${inputs.join(", ")}`;
  return `may be used again for ${seconds} s (${bound}), for ${equal}`;
}

function heldLines({ held }: NonNullable<AuthExplanation["cache"]>): readonly string[] {
  if (held === undefined) return [];
  return [
    held === null
      ? "  this replica has nothing kept for such requests"
      : `  this replica has kept for such requests, ${held.seconds} s longer: ${held.outcome}`,
  ];
}
