import type { Rule } from "./rule.ts";

/** A value with wildcards: the parts between its stars. */
export interface Wildcard {
  readonly key: string;
  /** As it was written, with stars. */
  readonly pattern: string;
  readonly node: RuleNode;
}

/** One level of a domain: what may follow, by key and value. Grows while it is compiled, and is not changed afterwards. */
export interface RuleNode {
  rule: Rule | undefined;
  valueToMetric: boolean;
  shareThreshold: boolean;
  /** By key, then by value. */
  readonly exact: Map<string, Map<string, RuleNode>>;
  /** In the order written. */
  readonly wildcards: Wildcard[];
  /** Nodes for every value of a key. */
  readonly anyValue: Map<string, RuleNode>;
}

/** A level without anything in it. */
export function emptyNode(): RuleNode {
  return { rule: undefined, valueToMetric: false, shareThreshold: false, exact: new Map(), wildcards: [], anyValue: new Map() };
}

/** True when nothing may follow. */
export function isLeaf({ exact, wildcards, anyValue }: RuleNode): boolean {
  return exact.size === 0 && wildcards.length === 0 && anyValue.size === 0;
}

/** The node for an entry, and by what it was found. */
export interface FoundNode {
  readonly node: RuleNode;
  readonly by: "value" | "key" | Wildcard;
}

/** Looks an entry up: its very value first, then the wildcards in their order, then any value of its key. */
export function findNode(level: RuleNode, key: string, value: string): FoundNode | undefined {
  const exact = level.exact.get(key)?.get(value);
  if (exact !== undefined) return { node: exact, by: "value" };
  const wildcard = level.wildcards.find((candidate) => candidate.key === key && matchesPattern(candidate.pattern, value));
  if (wildcard !== undefined) return { node: wildcard.node, by: wildcard };
  const any = level.anyValue.get(key);
  return any === undefined ? undefined : { node: any, by: "key" };
}

/** Whether a text fits a pattern in which `*` stands for any text, the empty one included. Linear in the length of both. */
function matchesPattern(pattern: string, text: string): boolean {
  const parts = pattern.split("*");
  const [first = "", ...rest] = parts;
  if (rest.length === 0) return pattern === text;
  const last = rest.pop() ?? "";
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false;
  const end = text.length - last.length;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}
