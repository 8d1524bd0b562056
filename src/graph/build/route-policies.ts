import type { Collection, Read } from "../../kit/query/collection.ts";
import type { ObjectKey } from "../../model/object/object.ts";
import type { PolicySource } from "../policy/graph-policy.ts";
import { broadSourcesOf, type PolicyIndex, type PolicySubject, sourcesOf } from "../policy/policy-index.ts";
import type { InlinePolicies } from "./inline-policies.ts";
import { inputKey } from "./inputs.ts";

/** What policies of routes come from, beside the routes themselves. */
export interface RoutePolicySources {
  readonly policyIndex: PolicyIndex;
  readonly gatewaySubjects: Collection<PolicySubject>;
  readonly accumulating: ReadonlySet<string>;
}

/** A route where its policies are looked for. */
export interface RouteSubject {
  readonly key: ObjectKey;
  readonly labels: Readonly<Record<string, string>>;
  readonly inline: InlinePolicies;
}

interface Sources {
  readonly read: Read;
  readonly sources: RoutePolicySources;
}

/** Policies of fleet, namespace, gateway and route: the same for every rule. */
export function commonSources(route: RouteSubject, gatewayKey: ObjectKey, { read, sources }: Sources): readonly PolicySource[] {
  const gateway = read.get(sources.gatewaySubjects, inputKey(gatewayKey));
  return [
    ...broadSourcesOf(read, sources.policyIndex, route.key.namespace),
    ...(gateway === undefined ? [] : sourcesOf(read, sources.policyIndex, gateway)),
    ...sourcesOf(read, sources.policyIndex, { level: "route", key: route.key, labels: route.labels, inline: route.inline.own }),
  ];
}

/** Policies of one rule. */
export function ruleSources(route: RouteSubject, rule: string, { read, sources }: Sources): readonly PolicySource[] {
  const inline = route.inline.rules.get(rule) ?? [];
  return sourcesOf(read, sources.policyIndex, { level: "rule", key: route.key, labels: route.labels, section: rule, inline });
}
