import { codec } from "../../gen/codec.ts";
import type { Any } from "../../gen/google/protobuf.ts";
import type { RateLimitConfig, RateLimitDescriptor, RateLimitPolicy } from "../../gen/ratelimit/config/ratelimit/v3.ts";
import { RateLimitUnit } from "../../gen/ratelimit/config/ratelimit/v3.ts";
import type { Problem } from "../../kit/problem.ts";
import type { RuleNode } from "../decide/rules/rule-tree.ts";
import { addDomain } from "../source/add-domain.ts";
import type { Domains } from "../source/domain-source.ts";

/** Type URL of what rate limit services get by xDS. */
export const limitConfigUrl = "type.googleapis.com/ratelimit.config.ratelimit.v3.RateLimitConfig";

/** A problem and the name of the configuration that has it. */
export interface ConfigProblem extends Problem {
  readonly name: string;
}

/** Domains by name, or everything that is wrong. */
export type ReadLimitConfigs = { readonly domains: Domains } | { readonly problems: readonly ConfigProblem[] };

/** Reads what a response has: all of it is right, or none of it is used. Two configurations of one domain are an error unless `merge`. */
export function readLimitConfigs(resources: readonly Any[], { merge }: { readonly merge: boolean }): ReadLimitConfigs {
  const domains = new Map<string, RuleNode>();
  const problems = resources.flatMap((resource, index) => {
    const config = decode(resource);
    if ("code" in config) return [{ ...config, name: String(index) }];
    const found = addDomain(specOf(config), { domains, merge });
    return found.map((problem) => ({ ...problem, name: config.name ?? "" }));
  });
  return problems.length > 0 ? { problems } : { domains };
}

function decode({ type_url: url = "", value = new Uint8Array() }: Any): RateLimitConfig | Problem {
  if (url !== limitConfigUrl) return { code: "INVALID_VALUE", pointer: "", detail: `Resource is a ${url}, not a ${limitConfigUrl}` };
  try {
    return codec("ratelimit.config.ratelimit.v3.RateLimitConfig").decode(value);
  } catch (error) {
    return { code: "INVALID_VALUE", pointer: "", detail: `Resource cannot be read: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** In the form in which files have it; protobuf has no absence of a text. */
function specOf({ domain = "", descriptors = [] }: RateLimitConfig): object {
  return { domain, descriptors: descriptors.map(descriptorOf) };
}

function descriptorOf({ key = "", value = "", rate_limit: limit, descriptors = [], ...marks }: RateLimitDescriptor): object {
  return {
    key,
    ...(value !== "" && { value }),
    ...(limit && { rate_limit: limitOf(limit) }),
    ...(descriptors.length > 0 && { descriptors: descriptors.map(descriptorOf) }),
    ...(marks.shadow_mode === true && { shadow_mode: true }),
    ...(marks.detailed_metric === true && { detailed_metric: true }),
  };
}

const unitNames = new Map<number, string>(Object.entries(RateLimitUnit).map(([name, number]) => [number, name.toLowerCase()]));

function limitOf({ unit = 0, requests_per_unit: count = 0, unlimited = false, name = "", replaces = [] }: RateLimitPolicy): object {
  return {
    ...(unlimited ? { unlimited } : { requests_per_unit: count }),
    // A limit without a unit is told as one.
    ...((unit !== RateLimitUnit.UNKNOWN || !unlimited) && { unit: unitNames.get(unit) ?? String(unit) }),
    ...(name !== "" && { name }),
    ...(replaces.length > 0 && { replaces: replaces.map((each) => ({ name: each.name ?? "" })) }),
  };
}
