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

/** Adds a configuration that is right by itself to a domain – a new one when there is none – and answers what stands in it already. */
export function compileDomain(spec: RateLimitDomainSpec, root: RuleNode = emptyNode()): { readonly root: RuleNode; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  addLevel(root, spec.descriptors ?? [], { problems, path: spec.domain, pointer: "/descriptors" });
  return { root, problems };
}

function addLevel(level: RuleNode, descriptors: readonly RateLimitDescriptorSpec[], { problems, path, pointer }: Compilation): void {
  for (const [index, descriptor] of descriptors.entries()) {
    const at = appendPointer(pointer, index);
    const value = descriptor.value === undefined ? "" : String(descriptor.value);
    const own = `${path}.${descriptor.key}${value === "" ? "" : `_${value}`}`;
    const node = emptyNode();
    if (!place(level, descriptor.key, { value, node })) {
      problems.push({ code: "DUPLICATE_NAME", pointer: at, detail: `Descriptor ${own} stands in another configuration of the domain too` });
      continue;
    }
    node.rule = compileRule(descriptor, own);
    node.valueToMetric = descriptor.value_to_metric === true;
    node.shareThreshold = descriptor.share_threshold === true;
    addLevel(node, descriptor.descriptors ?? [], { problems, path: own, pointer: appendPointer(at, "descriptors") });
  }
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
