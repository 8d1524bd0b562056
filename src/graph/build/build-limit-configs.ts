import type { Collection } from "../../kit/query/collection.ts";
import type { NodeGroupSpec } from "../../model/object/node-group.ts";
import type { RateLimitDomainSpec } from "../../model/object/rate-limit-domain.ts";
import { byAge, domainClashes } from "../limit/domain-clashes.ts";
import type { Finding } from "../node/finding.ts";
import type { LimitConfigNode } from "../node/limit-config-node.ts";
import { inputKey, type Parsed } from "./inputs.ts";
import { admitsGateways } from "./projections.ts";

interface Part {
  readonly group: string;
  readonly part: Parsed<RateLimitDomainSpec>;
}

/** What groups of rate limit services get, by `group|domain`: the domains of the namespaces that they serve. */
export function buildLimitConfigs(
  domains: Collection<Parsed<RateLimitDomainSpec>>,
  nodeGroups: Collection<Parsed<NodeGroupSpec>>,
): Collection<LimitConfigNode> {
  const groups = nodeGroups
    .map("rate limit services", ({ key, spec: { proxy, allowedFrom } }) => (proxy === "ratelimit" ? { name: key.name, allowedFrom } : undefined))
    .groupBy("all rate limit services", () => "all");
  return domains
    .flatMap<Part>("domains of groups", (part, _, read) =>
      [...(read.get(groups, "all")?.values() ?? [])]
        .filter((group) => admitsGateways(group, part.key.namespace))
        .map(({ name: group }) => [`${group}|${inputKey(part.key)}`, { group, part }] as const),
    )
    .groupBy("domains by group", ({ group, part }) => `${group}|${part.spec.domain}`)
    .map("limit configurations", (members) => {
      const parts = [...members.values()];
      const [first] = parts;
      return first && { group: first.group, domain: first.part.spec.domain, parts: parts.map(({ part }) => part).sort(byAge) };
    });
}

/** What RateLimitDomains of all namespaces say twice, by domain: our own service joins all of them. */
export function limitFindings(domains: Collection<Parsed<RateLimitDomainSpec>>): Collection<readonly Finding[]> {
  return domains
    .groupBy("objects of domains", ({ spec }) => spec.domain)
    .map("limit findings", (members) => {
      const findings = domainClashes([...members.values()]);
      return findings.length === 0 ? undefined : findings;
    });
}
