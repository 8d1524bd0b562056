import type { Problem } from "../../kit/problem.ts";
import { checkRateLimitDomain } from "../../model/check/check-rate-limit-domain.ts";
import { type RateLimitDomainSpec, rateLimitDomainSchema } from "../../model/object/rate-limit-domain.ts";
import { problemsIn } from "../../model/schema/problems-in.ts";
import { compileDomain } from "../decide/rules/compile-domain.ts";
import type { RuleNode } from "../decide/rules/rule-tree.ts";

/** Options of {@link addDomain}. */
export interface AddDomainOptions {
  /** Gets the domain. */
  readonly domains: Map<string, RuleNode>;
  /** Another configuration of the domain is added to; else it is a problem. */
  readonly merge: boolean;
}

/** Checks a configuration that comes from outside, in the form in which files have it, and compiles it into a set. Answers what is wrong with it. */
export function addDomain(value: unknown, { domains, merge }: AddDomainOptions): readonly Problem[] {
  const wrong = problemsIn(rateLimitDomainSchema, value);
  if (wrong.length > 0) return wrong;
  const spec = value as RateLimitDomainSpec;
  const problems = checkRateLimitDomain(spec, "");
  if (problems.length > 0) return problems;
  const known = domains.get(spec.domain);
  if (known !== undefined && !merge) {
    const detail = `Domain ${spec.domain} stands in another configuration too`;
    return [{ code: "DUPLICATE_NAME", pointer: "/domain", detail, hint: "Join both, or say --limits-merge" }];
  }
  const compiled = compileDomain(spec, known);
  domains.set(spec.domain, compiled.root);
  return compiled.problems;
}
