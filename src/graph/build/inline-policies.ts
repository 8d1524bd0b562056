import type { Model } from "../../model/model.ts";
import { keyOf, type StoredObject } from "../../model/object/object.ts";
import type { PolicySource } from "../policy/graph-policy.ts";
import { inlineSources } from "../policy/policy-index.ts";

/** The policies that stand in a route and, by identity, in its rules. */
export interface InlinePolicies {
  readonly own: readonly PolicySource[];
  readonly rules: ReadonlyMap<string, readonly PolicySource[]>;
}

const none: InlinePolicies = { own: [], rules: new Map() };

/** Reads the policy blocks out of a route. */
export function inlinePolicies(object: StoredObject, model: Model): InlinePolicies {
  const blocks = model.policiesIn(object);
  if (blocks.length === 0) return none;
  const place = { key: keyOf(object), createdAt: object.createdAt };
  const rules = new Map<string, readonly PolicySource[]>();
  for (const rule of new Set(blocks.flatMap((block) => block.rule ?? []))) {
    const own = blocks.filter((block) => block.rule === rule);
    rules.set(rule, inlineSources(own, { ...place, level: "rule" }));
  }
  const own = blocks.filter((block) => block.rule === undefined);
  return { own: inlineSources(own, { ...place, level: "route" }), rules };
}
