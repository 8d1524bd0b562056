import type { PolicySchema, PolicySide } from "../policy-schema.ts";

/** Where a policy block may stand: in a gateway, a route, a rule of a route, a service, or a Policy object. */
export type PolicyPlace = "gateway" | "route" | "rule" | "service" | "policy";

const sides: Readonly<Record<PolicyPlace, readonly PolicySide[]>> = {
  gateway: ["listener", "route"],
  route: ["route"],
  rule: ["route"],
  service: ["upstream"],
  policy: ["listener", "route", "upstream"],
};

/** What a target of a Policy object can be. */
export type PolicyTargetKind = "Gateway" | "Route" | "Service" | "Namespace" | "Fleet";

const targetSides: Readonly<Record<PolicyTargetKind, readonly PolicySide[]>> = {
  Gateway: ["listener", "route"],
  Route: ["route"],
  Service: ["upstream"],
  Namespace: ["listener", "route", "upstream"],
  Fleet: ["listener", "route", "upstream"],
};

const placesOfSide: Readonly<Record<PolicySide, string>> = {
  listener: "a Gateway's spec",
  route: "the spec of a Gateway or Route, or a rule of a Route",
  upstream: "a Service's spec",
};

/** The policies that may stand in a place. */
export function policiesAt(policies: readonly PolicySchema[], place: PolicyPlace): readonly PolicySchema[] {
  return policies.filter(({ side }) => sides[place].includes(side));
}

/** True when a Policy object may bring this policy to such a target. */
export function mayTarget(policy: PolicySchema, kind: PolicyTargetKind): boolean {
  return targetSides[kind].includes(policy.side);
}

/** Where a policy may stand, for hints. */
export function whereAllowed({ name, side }: PolicySchema): string {
  return `Policy ${name} may stand in ${placesOfSide[side]}, or in a Policy that targets ${targetsOf(side).join(", ")}`;
}

/** The kinds of target that a side has. */
export function targetsOf(side: PolicySide): readonly string[] {
  return Object.entries(targetSides).flatMap(([kind, list]) => (list.includes(side) ? [kind] : []));
}
