import type { MessageName, Messages } from "../gen/messages.ts";
import type { Finding } from "../graph/node/finding.ts";
import type { PolicyNodes, PolicyOrigins } from "../graph/node/route-node.ts";
import type { Origin } from "../model/object/object.ts";
import { violationsOf } from "./encode-resource.ts";
import type { ResourceType } from "./encoded-resource.ts";
import type { AnyEmittingPolicy } from "./policy.ts";
import { validateMessage } from "./validate/validate-message.ts";

/** A message and the policies that are to be in it. */
export interface PolicyFitting<N extends MessageName> {
  readonly message: N;
  /** Makes the message with these policies. */
  readonly build: (nodes: PolicyNodes) => Messages[N];
  readonly nodes: PolicyNodes;
  readonly nodeOrigins: PolicyOrigins;
  readonly policies: readonly AnyEmittingPolicy[];
  readonly piece: { readonly type: ResourceType; readonly name: string; readonly origins: readonly Origin[] };
}

/** The message with every policy that Envoy takes; undefined when it would refuse the message without any. */
export interface FittedMessage<N extends MessageName> {
  readonly value: Messages[N] | undefined;
  /** The policies that are in it; undefined where there is no message. */
  readonly nodes: PolicyNodes | undefined;
  readonly findings: readonly Finding[];
  /** True: there is no message because Envoy would refuse a policy that guards it. */
  readonly unguarded?: true;
}

/**
 * Makes a message that Envoy takes. A policy that it would refuse is left out, and its owner is told: who wrote a bad policy must not take
 * somebody else's service away, and every replica leaves out the same. A policy that guards is not left out: there is no message without it.
 */
export function fitPolicies<N extends MessageName>(fitting: PolicyFitting<N>): FittedMessage<N> {
  const { message, build, nodes, piece } = fitting;
  const whole = build(nodes);
  if (validateMessage(message, whole).length === 0) return { value: whole, nodes, findings: [] };
  const bare = violationsOf(message, build({}), piece);
  return bare.length > 0 ? { value: undefined, nodes: undefined, findings: bare } : oneByOne(fitting);
}

function oneByOne<N extends MessageName>({ message, build, nodes, nodeOrigins, policies, piece }: PolicyFitting<N>): FittedMessage<N> {
  const findings: Finding[] = [];
  let kept: PolicyNodes = {};
  for (const { name, guards } of policies) {
    if (nodes[name] === undefined) continue;
    const tried = { ...kept, [name]: nodes[name] };
    const refused = violationsOf(message, build(tried), { ...piece, origins: nodeOrigins[name] ?? piece.origins });
    findings.push(...refused.map((finding) => ({ ...finding, detail: `Policy ${name} is left out: ${finding.detail}` })));
    if (refused.length === 0) kept = tried;
    else if (guards === true) return { value: undefined, nodes: undefined, findings, unguarded: true };
  }
  return { value: build(kept), nodes: kept, findings };
}
