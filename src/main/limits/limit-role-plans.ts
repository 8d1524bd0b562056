import { z } from "zod";
import { unpackAny } from "../../gen/codec.ts";
import type { Json } from "../../kit/json.ts";
import { type LimitPlan, limitPlanHash, parsePlanDomain } from "../../model/limit/limit-plan.ts";
import type { PlanShelf } from "../../ratelimit/source/plan-shelf.ts";
import type { RolePlans } from "../quarantine/kept-plans.ts";

const limitSchema = z.looseObject({ limit: z.looseObject({ kind: z.enum(["fixed-window", "sliding-window", "token-bucket", "concurrency"]) }) });

const planSchema = z.object({ target: z.string(), hash: z.string(), chargeDenied: z.boolean(), limits: z.array(limitSchema).min(1) });

/** The plans of the role ratelimit, for last good routes that name them; `onKept` is told of which targets others are kept. */
export function limitRolePlans(shelf: PlanShelf, onKept: (targets: ReadonlySet<string>) => void): RolePlans {
  const targets = new Map<string, ReadonlySet<string>>();
  return {
    role: "ratelimit",
    planIn: (settings) => {
      const perRoute = unpackAny("envoy.extensions.filters.http.ratelimit.v3.RateLimitPerRoute", settings);
      const named = parsePlanDomain(perRoute?.domain ?? "");
      return named === undefined ? undefined : (shelf.get(named.target, named.hash) as unknown as Json | undefined);
    },
    keepFor: (holder, plans) => {
      const read = plans.flatMap(readPlan);
      shelf.keepFor(holder, read);
      const before = targets.get(holder) ?? new Set();
      const now = new Set(read.map(({ target }) => target));
      if (now.size === 0) targets.delete(holder);
      else targets.set(holder, now);
      onKept(before.union(now));
    },
  };
}

/** What a newer program has in it has another hash by what this one knows. */
function readPlan(value: Json): readonly LimitPlan[] {
  const plan = planSchema.safeParse(value).data as unknown as LimitPlan | undefined;
  return plan === undefined || limitPlanHash(plan) !== plan.hash ? [] : [plan];
}
