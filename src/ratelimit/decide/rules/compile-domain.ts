import { appendPointer } from "../../../kit/json-pointer.ts";
import type { Problem } from "../../../kit/problem.ts";
import type { RateLimitDescriptorSpec, RateLimitDomainSpec } from "../../../model/object/rate-limit-domain.ts";
import { compileRule } from "./compile-rule.ts";
import { emptyNode, type RuleNode } from "./rule-tree.ts";

/** What compiling appends to. */
interface Compilation {
  readonly problems: Problem[];
  readonly path: string;
  readonly pointer: string;
}

/**
 * Adds a configuration to a domain (a new one when there is none) and answers everything that does not fit. What the schema takes is expected;
 * `pointer` is where the configuration stands in what was written.
 */
export function compileDomain(
  spec: RateLimitDomainSpec,
  root: RuleNode = emptyNode(),
  pointer = "",
): { readonly root: RuleNode; readonly problems: Problem[] } {
  const problems: Problem[] = [];
  if (spec.domain === "")
    problems.push({ code: "OUT_OF_RANGE", pointer: `${pointer}/domain`, detail: "Field domain is empty", hint: "Name the domain that requests name" });
  addLevel(root, spec.descriptors ?? [], { problems, path: spec.domain, pointer: `${pointer}/descriptors` });
  return { root, problems };
}

function addLevel(level: RuleNode, descriptors: readonly RateLimitDescriptorSpec[], { problems, path, pointer }: Compilation): void {
  for (const [index, descriptor] of descriptors.entries()) {
    const at = appendPointer(pointer, index);
    const value = descriptor.value === undefined ? "" : String(descriptor.value);
    const own = `${path}.${descriptor.key}${value === "" ? "" : `_${value}`}`;
    problems.push(...problemsOf(descriptor, value, at));
    const node = emptyNode();
    if (!place(level, descriptor.key, { value, node })) {
      problems.push({
        code: "DUPLICATE_NAME",
        pointer: at,
        detail: `Descriptor ${own} stands twice on its level`,
        hint: "Join both, or give them different values",
      });
      continue;
    }
    node.rule = compileRule(descriptor, { problems, path: own, pointer: at });
    node.valueToMetric = descriptor.value_to_metric === true;
    node.shareThreshold = descriptor.share_threshold === true;
    addLevel(node, descriptor.descriptors ?? [], { problems, path: own, pointer: appendPointer(at, "descriptors") });
  }
}

function problemsOf({ key, share_threshold: shares }: RateLimitDescriptorSpec, value: string, pointer: string): readonly Problem[] {
  const problems: Problem[] = [];
  if (key === "") problems.push({ code: "OUT_OF_RANGE", pointer: `${pointer}/key`, detail: "Descriptor has an empty key", hint: "Name the key of the entry" });
  if (shares === true && !value.includes("*")) {
    const detail = `Field share_threshold of ${key} needs a value with a wildcard, the value is ${JSON.stringify(value)}`;
    problems.push({ code: "INVALID_VALUE", pointer: `${pointer}/share_threshold`, detail, hint: "Write for example value: files/*" });
  }
  return problems;
}

/** False when the level has this key and value already. */
function place(level: RuleNode, key: string, { value, node }: { readonly value: string; readonly node: RuleNode }): boolean {
  if (value === "") return putOnce(level.anyValue, key, node);
  if (value.includes("*")) {
    if (level.wildcards.some((other) => other.key === key && other.pattern === value)) return false;
    level.wildcards.push({ key, pattern: value, node });
    return true;
  }
  const values = level.exact.get(key) ?? new Map<string, RuleNode>();
  level.exact.set(key, values);
  return putOnce(values, value, node);
}

function putOnce(map: Map<string, RuleNode>, key: string, node: RuleNode): boolean {
  if (map.has(key)) return false;
  map.set(key, node);
  return true;
}
