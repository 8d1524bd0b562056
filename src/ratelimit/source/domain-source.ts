import { planDomainPrefix } from "../../model/limit/limit-plan.ts";
import type { RateLimitDomainSpec } from "../../model/object/rate-limit-domain.ts";
import { type DomainOptions, prepareDomain } from "../decide/prepare-domain.ts";
import { compileDomain } from "../decide/rules/compile-domain.ts";
import { type MatchStep, matchDescriptor } from "../decide/rules/match-descriptor.ts";
import type { RuleNode } from "../decide/rules/rule-tree.ts";
import type { LimitSource } from "../limit-source.ts";
import type { PlanShelf } from "./plan-shelf.ts";

/** Compiled domains by name. */
export type Domains = ReadonlyMap<string, RuleNode>;

/** Where the compiled domain of a name is found now. */
export type DomainLookup = Pick<Domains, "get">;

/** Decides by domains of the reference service's format – what no domain knows passes – and by the plans of rateLimit policies. */
export function limitSource(domains: DomainLookup, options: DomainOptions, plans: PlanShelf): LimitSource {
  return {
    prepare: (request, asked) =>
      request.domain.startsWith(planDomainPrefix) ? plans.prepare(request, asked) : prepareDomain(request, domains.get(request.domain), options),
    steps: (domain, { entries }) => {
      if (domain.startsWith(planDomainPrefix)) return plans.steps(domain, entries);
      const steps: MatchStep[] = [];
      const root = domains.get(domain);
      if (root !== undefined) matchDescriptor(root, entries, { domain, onStep: (step) => steps.push(step) });
      return steps;
    },
  };
}
/** Compiles configurations that are known to be right; several of one domain are joined. */
export function compileDomains(specs: Iterable<RateLimitDomainSpec>): Map<string, RuleNode> {
  const domains = new Map<string, RuleNode>();
  for (const spec of specs) domains.set(spec.domain, compileDomain(spec, domains.get(spec.domain)).root);
  return domains;
}
