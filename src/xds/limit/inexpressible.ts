import { appendPointer } from "../../kit/json-pointer.ts";
import type { RateLimitDescriptorSpec, RateLimitDomainSpec, RateLimitRuleSpec } from "../../model/object/rate-limit-domain.ts";

/** A field of a RateLimitDomain that `ratelimit.config.ratelimit.v3.RateLimitConfig` has no place for. */
export interface InexpressibleField {
  /** In the spec. */
  readonly pointer: string;
  readonly field: string;
  /** Without it other requests would pass; else only what is told of them changes. */
  readonly decides: boolean;
}

/** Fields of a descriptor, by whether they decide who passes. */
const ofDescriptor: readonly (readonly [field: keyof RateLimitDescriptorSpec, decides: boolean])[] = [
  ["share_threshold", true],
  ["quota_mode", true],
  ["value_to_metric", false],
  ["metadata", false],
];

/** Fields of a limit; a value that is the default changes nothing. */
const ofLimit: readonly (readonly [field: keyof RateLimitRuleSpec, decides: boolean, byDefault: unknown])[] = [
  ["unit_multiplier", true, 1],
  ["algorithm", true, "fixed-window"],
  ["burst", true, undefined],
  ["on_outage", false, "error"],
  ["metadata", false, undefined],
];

/** Every such field, in the order written. */
export function inexpressible(spec: RateLimitDomainSpec): readonly InexpressibleField[] {
  return inLevel(spec.descriptors ?? [], "/descriptors");
}

function inLevel(descriptors: readonly RateLimitDescriptorSpec[], pointer: string): readonly InexpressibleField[] {
  return descriptors.flatMap((descriptor, index) => {
    const at = appendPointer(pointer, index);
    const own = ofDescriptor.filter(([field]) => descriptor[field] !== undefined && descriptor[field] !== false);
    return [
      ...own.map(([field, decides]) => ({ pointer: appendPointer(at, field), field, decides })),
      ...inLimit(descriptor.rate_limit, `${at}/rate_limit`),
      ...inLevel(descriptor.descriptors ?? [], `${at}/descriptors`),
    ];
  });
}

function inLimit(limit: RateLimitRuleSpec | undefined, at: string): readonly InexpressibleField[] {
  if (limit === undefined) return [];
  const given = ofLimit.filter(([field, , byDefault]) => limit[field] !== undefined && limit[field] !== byDefault);
  return given.map(([field, decides]) => ({ pointer: `${at}/${field}`, field, decides }));
}
