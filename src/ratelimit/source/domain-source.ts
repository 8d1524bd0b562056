import type { RateLimitDomainSpec } from "../../model/object/rate-limit-domain.ts";
import { type DomainOptions, prepareDomain } from "../decide/prepare-domain.ts";
import { compileDomain } from "../decide/rules/compile-domain.ts";
import type { RuleNode } from "../decide/rules/rule-tree.ts";
import type { LimitSource } from "../limit-source.ts";

/** Compiled domains by name. */
export type Domains = ReadonlyMap<string, RuleNode>;

/** Decides by domains of the reference service's format; what no domain knows passes. */
export function domainSource(domains: Domains, options: DomainOptions): LimitSource {
  return { prepare: (request) => prepareDomain(request, domains.get(request.domain), options) };
}

/** Compiles configurations that are known to be right; several of one domain are joined. */
export function compileDomains(specs: Iterable<RateLimitDomainSpec>): Map<string, RuleNode> {
  const domains = new Map<string, RuleNode>();
  for (const spec of specs) domains.set(spec.domain, compileDomain(spec, domains.get(spec.domain)).root);
  return domains;
}
