import type { Rule } from "./rule.ts";
import type { RuleNode } from "./rule-tree.ts";

/** The rules of domains as the reference service prints them on `/rlconfig`, one line each, in the order written. */
export function dumpRules(domains: Iterable<RuleNode>): string {
  return [...domains]
    .flatMap((root) => [...rulesIn(root)])
    .map(lineOf)
    .join("");
}

/** Every rule of a domain. */
function* rulesIn(node: RuleNode): Iterable<Rule> {
  if (node.rule !== undefined) yield node.rule;
  for (const values of node.exact.values()) for (const inner of values.values()) yield* rulesIn(inner);
  for (const wildcard of node.wildcards) yield* rulesIn(wildcard.node);
  for (const inner of node.anyValue.values()) yield* rulesIn(inner);
}

function lineOf({ path, shown, limit, mode }: Rule): string {
  const unit = limit === undefined ? "UNKNOWN" : shown.unit.toUpperCase();
  return `${path}: unit=${unit} requests_per_unit=${shown.requestsPerUnit}, shadow_mode: ${mode === "shadow"}, quota_mode: ${mode === "quota"}\n`;
}
