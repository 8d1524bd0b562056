import { type Parsed, parse } from "../../graph/build/inputs.ts";
import { byAge } from "../../graph/limit/domain-clashes.ts";
import type { CollectionChange, Group } from "../../kit/query/collection.ts";
import type { LimitPlan } from "../../model/limit/limit-plan.ts";
import { parsePlanDomain, planDomain } from "../../model/limit/limit-plan.ts";
import type { Model } from "../../model/model.ts";
import type { RateLimitDomainSpec } from "../../model/object/rate-limit-domain.ts";
import type { RateLimitNode } from "../../policy/rate-limit/lower.ts";
import { rateLimit } from "../../policy/rate-limit/rate-limit.ts";
import type { RuleNode } from "../../ratelimit/decide/rules/rule-tree.ts";
import { compileDomains, type Domains } from "../../ratelimit/source/domain-source.ts";
import { PlanShelf } from "../../ratelimit/source/plan-shelf.ts";
import type { World } from "../fleet/world.ts";
import type { RolePlans } from "../quarantine/kept-plans.ts";
import { limitRolePlans } from "./limit-role-plans.ts";

/** Limits that come from objects. */
export interface LimitObjects {
  readonly plans: PlanShelf;
  /** The plans, for last good routes that name them. */
  readonly rolePlans: RolePlans;
  /** The domains now: a map that changes with the objects. */
  readonly domains: Domains;
  /** Tells each time that plans or domains have changed, and whether those of a request's domain have. */
  onChange(listener: (isChanged: IsDomain) => void): void;
}

/** Whether a domain, as requests name it, is one of those that are meant. */
export type IsDomain = (domain: string) => boolean;

/** Takes the plans of rateLimit policies and the RateLimitDomains out of a world, as they change. Must be called before the world is flushed. */
export function followLimitObjects(world: World, model: Model): LimitObjects {
  const plans = new PlanShelf();
  const domains = new Map<string, RuleNode>();
  const state = { listener: (_: IsDomain) => undefined as unknown };
  const collection = world.graph.routes.flatMap("limit plans", ({ tables }) =>
    tables.flatMap(({ entries }) =>
      entries.flatMap(({ node }): readonly (readonly [key: string, plan: LimitPlan])[] => {
        const plan = (node.policies[rateLimit.name] as RateLimitNode | undefined)?.plan;
        return plan === undefined ? [] : [[planDomain(plan), plan]];
      }),
    ),
  );
  collection.observe((changes) => {
    for (const change of changes) applyPlan(plans, change);
    const targets = new Set(changes.map(({ key }) => parsePlanDomain(key)?.target));
    state.listener((domain) => targets.has(parsePlanDomain(domain)?.target));
  });
  const parts = world.inputs.RateLimitDomain.map("parts of domains", (object) => parse("RateLimitDomain", object, model));
  parts
    .groupBy("limits of domains", ({ spec }) => spec.domain)
    .observe((changes) => {
      for (const change of changes) applyDomain(domains, change);
      const changed = new Set(changes.map(({ key }) => key));
      state.listener((domain) => changed.has(domain));
    });
  return {
    plans,
    rolePlans: limitRolePlans(plans, (targets) => state.listener((domain) => targets.has(parsePlanDomain(domain)?.target ?? ""))),
    domains,
    onChange: (listener) => {
      state.listener = listener;
    },
  };
}

function applyPlan(plans: PlanShelf, { before, after }: CollectionChange<LimitPlan>): void {
  if (after !== undefined) plans.put(after);
  else if (before !== undefined) plans.retire(before);
}

/** Of two objects that say something of one descriptor the older has its way. */
function applyDomain(domains: Map<string, RuleNode>, { key, after }: CollectionChange<Group<Parsed<RateLimitDomainSpec>>>): void {
  const root = after && compileDomains([...after.values()].sort(byAge).map(({ spec }) => spec)).get(key);
  if (root === undefined) domains.delete(key);
  else domains.set(key, root);
}
