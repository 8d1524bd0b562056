import type { RateLimitDescriptor, RateLimitPolicy, RateLimitUnit } from "../../gen/ratelimit/config/ratelimit/v3.ts";
import { RateLimitUnit as units } from "../../gen/ratelimit/config/ratelimit/v3.ts";
import type { Parsed } from "../../graph/build/inputs.ts";
import type { Finding } from "../../graph/node/finding.ts";
import type { LimitConfigNode } from "../../graph/node/limit-config-node.ts";
import { descriptorIdentity } from "../../model/limit/descriptor-identity.ts";
import type { RateLimitDescriptorSpec, RateLimitDomainSpec, RateLimitRuleSpec } from "../../model/object/rate-limit-domain.ts";
import { type EncodedPiece, encodeResource } from "../encode-resource.ts";
import { inexpressible } from "./inexpressible.ts";

/**
 * A `ratelimit.config.ratelimit.v3.RateLimitConfig`, named by its domain. An object with a field that the message cannot carry and that decides who passes is
 * left out, and says so; what only changes how limits are told is left out of the message alone.
 */
export function encodeLimitConfig({ group, domain, parts }: LimitConfigNode): EncodedPiece {
  const judged = parts.map((part) => ({ part, findings: findingsOf(part, group) }));
  const findings = judged.flatMap((each) => each.findings);
  const kept = judged.filter((each) => each.findings.every(({ severity }) => severity === "warning")).map(({ part }) => part);
  if (kept.length === 0) return { resource: undefined, findings };
  const piece = encodeResource({
    message: "ratelimit.config.ratelimit.v3.RateLimitConfig",
    value: { name: domain, domain, descriptors: firstOfEach(kept).map(descriptorMessage) },
    type: "rate-limit",
    name: domain,
    origins: kept.map(({ key }) => ({ object: key, pointer: "/spec" })),
  });
  return { ...piece, findings: [...piece.findings, ...findings] };
}

function findingsOf({ key, spec }: Parsed<RateLimitDomainSpec>, group: string): readonly Finding[] {
  return inexpressible(spec).map(({ pointer, field, decides }): Finding => {
    const what = `Rate limit services of NodeGroup ${group} get their limits by xDS, which cannot carry ${field}`;
    return {
      object: key,
      pointer: `/spec${pointer}`,
      condition: "Accepted",
      code: "NOT_FOR_RATE_LIMIT_SERVICES",
      detail: decides ? what : `${what}; they go without it`,
      ...(decides ? { hint: `Leave it out, or put the object into a namespace that the group does not serve` } : { severity: "warning" as const }),
    };
  });
}

/** Of two objects that speak of one descriptor the older has its way, as it has in our own service. */
function firstOfEach(parts: readonly Parsed<RateLimitDomainSpec>[]): readonly RateLimitDescriptorSpec[] {
  const found = new Map<string, RateLimitDescriptorSpec>();
  for (const { spec } of parts) {
    for (const descriptor of spec.descriptors ?? []) {
      const identity = descriptorIdentity(descriptor);
      if (!found.has(identity)) found.set(identity, descriptor);
    }
  }
  return [...found.values()];
}

function descriptorMessage(spec: RateLimitDescriptorSpec): RateLimitDescriptor {
  return {
    key: spec.key,
    value: textOf(spec.value),
    ...(spec.rate_limit !== undefined && { rate_limit: policyMessage(spec.rate_limit) }),
    descriptors: (spec.descriptors ?? []).map(descriptorMessage),
    shadow_mode: spec.shadow_mode === true,
    detailed_metric: spec.detailed_metric === true,
  };
}

function policyMessage(spec: RateLimitRuleSpec): RateLimitPolicy {
  return {
    unit: unitOf(spec.unit),
    requests_per_unit: spec.requests_per_unit ?? 0,
    unlimited: spec.unlimited === true,
    name: spec.name ?? "",
    replaces: (spec.replaces ?? []).map(({ name }) => ({ name })),
  };
}

function unitOf(unit: string | undefined): RateLimitUnit {
  const name = unit?.toUpperCase() ?? "UNKNOWN";
  return name in units ? units[name as keyof typeof units] : units.UNKNOWN;
}

function textOf(value: RateLimitDescriptorSpec["value"]): string {
  return value === undefined ? "" : String(value);
}
