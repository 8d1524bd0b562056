import { appendPointer } from "../../kit/json-pointer.ts";
import type { Problem } from "../../kit/problem.ts";
import { descriptorIdentity } from "../limit/descriptor-identity.ts";
import { planDomainPrefix } from "../limit/limit-plan.ts";
import { type RateLimitDescriptorSpec, type RateLimitDomainSpec, type RateLimitRuleSpec, rateLimitDomainSchema } from "../object/rate-limit-domain.ts";
import { placed } from "./placed-check.ts";

/** What a domain's schema cannot say. */
export const rateLimitDomainChecks = [placed("", rateLimitDomainSchema, checkRateLimitDomain)];

interface Place {
  readonly path: string;
  readonly pointer: string;
}

/** Everything that is wrong with a domain that the schema takes, what stands twice included. */
export function checkRateLimitDomain(spec: RateLimitDomainSpec, pointer: string): readonly Problem[] {
  const problems: Problem[] = [];
  const at = `${pointer}/domain`;
  if (spec.domain === "") problems.push({ code: "OUT_OF_RANGE", pointer: at, detail: "Field domain is empty", hint: "Name the domain that requests name" });
  if (spec.domain.startsWith(planDomainPrefix)) {
    const detail = `Domain ${spec.domain} begins with ${planDomainPrefix}`;
    problems.push({ code: "NOT_ALLOWED", pointer: at, detail, hint: "Such domains are made by rateLimit policies" });
  }
  return [...problems, ...levelProblems(spec.descriptors ?? [], { path: spec.domain, pointer: `${pointer}/descriptors` })];
}

function levelProblems(descriptors: readonly RateLimitDescriptorSpec[], { path, pointer }: Place): readonly Problem[] {
  const seen = new Set<string>();
  return descriptors.flatMap((descriptor, index) => {
    const at = appendPointer(pointer, index);
    const value = descriptor.value === undefined ? "" : String(descriptor.value);
    const own = `${path}.${descriptor.key}${value === "" ? "" : `_${value}`}`;
    const identity = descriptorIdentity(descriptor);
    const twice = seen.has(identity);
    seen.add(identity);
    const inner = levelProblems(descriptor.descriptors ?? [], { path: own, pointer: appendPointer(at, "descriptors") });
    return [
      ...(twice ? [duplicate(own, at)] : []),
      ...descriptorProblems(descriptor, value, at),
      ...ruleProblems(descriptor.rate_limit, { path: own, pointer: at }),
      ...inner,
    ];
  });
}

function duplicate(path: string, pointer: string): Problem {
  return { code: "DUPLICATE_NAME", pointer, detail: `Descriptor ${path} stands twice on its level`, hint: "Join both, or give them different values" };
}

function descriptorProblems({ key, share_threshold: shares }: RateLimitDescriptorSpec, value: string, pointer: string): readonly Problem[] {
  const problems: Problem[] = [];
  if (key === "") problems.push({ code: "OUT_OF_RANGE", pointer: `${pointer}/key`, detail: "Descriptor has an empty key", hint: "Name the key of the entry" });
  if (shares === true && !value.includes("*")) {
    const detail = `Field share_threshold of ${key} needs a value with a wildcard, the value is ${JSON.stringify(value)}`;
    problems.push({ code: "INVALID_VALUE", pointer: `${pointer}/share_threshold`, detail, hint: "Write for example value: files/*" });
  }
  return problems;
}

function ruleProblems(spec: RateLimitRuleSpec | undefined, place: Place): readonly Problem[] {
  return spec === undefined ? [] : [...unitProblems(spec, place), ...replacesProblems(spec, place), ...burstProblems(spec, place)];
}

function unitProblems({ unlimited, unit }: RateLimitRuleSpec, { path, pointer }: Place): readonly Problem[] {
  const at = `${pointer}/rate_limit/unit`;
  const hasUnit = unit !== undefined && unit.toLowerCase() !== "unknown";
  if (unlimited === true && hasUnit) {
    return [{ code: "CONFLICTING_FIELDS", pointer: at, detail: `Limit ${path} is unlimited and has a unit`, hint: "Leave one of both out" }];
  }
  if (unlimited === true || hasUnit) return [];
  return [{ code: "MISSING_FIELD", pointer: at, detail: `Limit ${path} has no unit of time`, hint: "Write for example unit: minute" }];
}

function replacesProblems({ name, replaces }: RateLimitRuleSpec, { path, pointer }: Place): readonly Problem[] {
  return (replaces ?? []).flatMap((replaced, index): readonly Problem[] => {
    const at = `${pointer}/rate_limit/replaces/${index}/name`;
    if (replaced.name === "") return [{ code: "OUT_OF_RANGE", pointer: at, detail: `Limit ${path} replaces a limit without a name`, hint: "Name the limit" }];
    if (replaced.name !== name) return [];
    return [{ code: "INVALID_VALUE", pointer: at, detail: `Limit ${path} replaces itself`, hint: "Name a limit of another descriptor" }];
  });
}

function burstProblems({ algorithm, burst }: RateLimitRuleSpec, { path, pointer }: Place): readonly Problem[] {
  if (burst === undefined || algorithm === "token-bucket") return [];
  const detail = `Limit ${path} has a burst and is no token bucket`;
  return [{ code: "CONFLICTING_FIELDS", pointer: `${pointer}/rate_limit/burst`, detail, hint: "Add algorithm: token-bucket, or leave burst out" }];
}
