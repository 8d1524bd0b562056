import { byAge } from "../../graph/limit/domain-clashes.ts";
import type { CollectionChange } from "../../kit/query/collection.ts";
import type { LimitPlan } from "../../model/limit/limit-plan.ts";
import { planDomain } from "../../model/limit/limit-plan.ts";
import type { Model } from "../../model/model.ts";
import { keyOf, type StoredObject } from "../../model/object/object.ts";
import type { RateLimitNode } from "../../policy/rate-limit/lower.ts";
import { rateLimit } from "../../policy/rate-limit/rate-limit.ts";
import { compileDomains, type Domains } from "../../ratelimit/source/domain-source.ts";
import { PlanShelf } from "../../ratelimit/source/plan-shelf.ts";
import type { World } from "../fleet/world.ts";

/** Limits that come from objects. */
export interface LimitObjects {
  readonly plans: PlanShelf;
  domains(): Domains;
  /** Tells each time that plans or domains have changed. */
  onChange(listener: () => void): void;
}

/** Takes the plans of rateLimit policies and the RateLimitDomains out of a world, as they change. Must be called before the world is flushed. */
export function followLimitObjects(world: World, model: Model): LimitObjects {
  const plans = new PlanShelf();
  const state = { domains: new Map() as Domains, listener: () => undefined as unknown };
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
    state.listener();
  });
  world.inputs.RateLimitDomain.observe(() => {
    state.domains = compileDomains(oldestFirst(world).map((object) => model.specOf("RateLimitDomain", object)));
    state.listener();
  });
  return {
    plans,
    domains: () => state.domains,
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
function oldestFirst(world: World): readonly StoredObject[] {
  const aged = [...world.inputs.RateLimitDomain.entries()].map(([, object]) => ({ key: keyOf(object), createdAt: object.createdAt, object }));
  return aged.sort(byAge).map(({ object }) => object);
}
