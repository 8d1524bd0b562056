import { type DomainOptions, prepareDomain } from "../decide/prepare-domain.ts";
import type { RuleNode } from "../decide/rules/rule-tree.ts";
import type { LimitSource } from "../limit-source.ts";

/** Compiled domains by name. */
export type Domains = ReadonlyMap<string, RuleNode>;

/** Decides by domains of the reference service's format; what no domain knows passes. */
export function domainSource(domains: Domains, options: DomainOptions): LimitSource {
  return { prepare: (request) => prepareDomain(request, domains.get(request.domain), options) };
}
