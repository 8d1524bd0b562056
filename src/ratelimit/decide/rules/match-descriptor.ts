import type { Entry } from "../request.ts";
import type { Rule } from "./rule.ts";
import { type FoundNode, findNode, isLeaf, type RuleNode } from "./rule-tree.ts";

/** One step of the way through the rules, for explanations. */
export interface MatchStep {
  readonly entry: Entry;
  /** By what the entry was found; undefined: nothing fits it. */
  readonly by: "value" | "key" | "wildcard" | undefined;
  /** The wildcard that fits. */
  readonly pattern: string | undefined;
  readonly rule: Pick<Rule, "path"> | undefined;
}

/** The rule that a descriptor ends at. */
export interface Match {
  readonly rule: Rule;
  /** Parts of the counter's key: key and value of each entry, or the pattern that all its values share. */
  readonly key: readonly string[];
  /** Name in metrics; of bounded number unless detailed or by value. */
  readonly metric: string;
}

/** Of which domain the rules are, and who wants to know the way. */
export interface MatchOptions {
  readonly domain: string;
  readonly onStep?: (step: MatchStep) => void;
}

interface Walk {
  readonly domain: string;
  readonly found: (readonly [entry: Entry, found: FoundNode])[];
}

/** Finds the rule for a descriptor: it must end where a rule stands, neither before nor behind it. */
export function matchDescriptor(root: RuleNode, entries: readonly Entry[], { domain, onStep }: MatchOptions): Match | undefined {
  const walk: Walk = { domain, found: [] };
  let level = root;
  for (const [index, entry] of entries.entries()) {
    const found = findNode(level, entry.key, entry.value);
    onStep?.(stepOf(entry, found));
    if (found === undefined) return undefined;
    walk.found.push([entry, found]);
    if (index === entries.length - 1) return found.node.rule && matchOf(found.node.rule, walk);
    if (isLeaf(found.node)) return undefined;
    level = found.node;
  }
  return undefined;
}

function stepOf(entry: Entry, found: FoundNode | undefined): MatchStep {
  if (found === undefined) return { entry, by: undefined, pattern: undefined, rule: undefined };
  const { by, node } = found;
  return typeof by === "string" ? { entry, by, pattern: undefined, rule: node.rule } : { entry, by: "wildcard", pattern: by.pattern, rule: node.rule };
}

function matchOf(rule: Rule, { domain, found }: Walk): Match {
  const key = found.flatMap(([entry, at]) => [entry.key, sharedPattern(at) ?? `=${entry.value}`]);
  const names = found.map(([entry, at]) => metricPart(entry, at, rule.detailedMetric));
  return { rule, key, metric: [domain, ...names].join(".") };
}

/** The pattern whose values share a counter, marked so that no value can be mistaken for it. */
function sharedPattern({ by, node }: FoundNode): string | undefined {
  return typeof by !== "string" && node.shareThreshold ? `*${by.pattern}` : undefined;
}

function metricPart({ key, value }: Entry, at: FoundNode, detailed: boolean): string {
  const shown = metricValue(value, at, detailed);
  return shown === "" ? key : `${key}_${shown}`;
}

function metricValue(value: string, { by, node }: FoundNode, detailed: boolean): string {
  if (typeof by !== "string" && node.shareThreshold) return by.pattern;
  if (detailed || node.valueToMetric || by === "value") return value;
  return typeof by === "string" ? "" : by.pattern;
}
