import type { GraphPolicy, SlotUse } from "../graph/policy/graph-policy.ts";
import type { PolicySchema } from "../model/policy-schema.ts";
import type { AnyEmittingPolicy, EmittingPolicy, SlotFilter, StandingFilter, TableFilter } from "../xds/policy.ts";

/**
 * A policy is a folder: `schema.ts` (what users write), `lower.ts` (object → graph), `emit.ts` (graph → Envoy message), and one line in
 * `registry.ts`. `Node` is what the graph holds for it; nobody else knows its shape.
 */
export interface Policy<Node> extends PolicySchema, GraphPolicy<Node>, EmittingPolicy<Node> {
  readonly name: string;
  readonly side: "listener" | "route" | "upstream";
  readonly merge: "overlay" | "accumulate";
  readonly filter?: StandingFilter;
  readonly slots?: SlotFilter;
  readonly tables?: readonly TableFilter<Node>[];
  readonly guards?: true;
  slotOf?(node: Node): SlotUse | undefined;
}

/** A policy in the registry: its node type is its own business. */
export type AnyPolicy = PolicySchema & GraphPolicy<unknown> & AnyEmittingPolicy;

/** Hides a policy's node type, for the registry. */
export function registered<Node>(policy: Policy<Node>): AnyPolicy {
  return policy;
}
