import { z } from "zod";
import type { PlanShelf } from "../../authz/decide/plan/plan-shelf.ts";
import { unpackAny } from "../../gen/codec.ts";
import type { Json } from "../../kit/json.ts";
import { authPlanHash, planExtensions, type TargetPlan } from "../../model/auth/auth-plan.ts";
import { authSchema } from "../../model/auth/auth-schema.ts";
import type { RolePlans } from "../quarantine/kept-plans.ts";

const layerSchema = z.object({ source: z.string(), namespace: z.string(), spec: authSchema });

const planSchema = z.object({ target: z.string(), hash: z.string(), layers: z.array(layerSchema).readonly() });

/** The plans of the role authz, for last good routes that name them; `onKept` is told when others are kept. */
export function authRolePlans(shelf: PlanShelf, onKept: () => void): RolePlans {
  return {
    role: "authz",
    planIn: (settings) => {
      const perRoute = unpackAny("envoy.extensions.filters.http.ext_authz.v3.ExtAuthzPerRoute", settings);
      const { [planExtensions.target]: target, [planExtensions.hash]: hash } = perRoute?.check_settings?.context_extensions ?? {};
      const known = target === undefined || hash === undefined ? undefined : shelf.get(target, hash);
      return known === undefined ? undefined : ({ target, hash, layers: known.plan.layers } as unknown as Json);
    },
    keepFor: (holder, plans) => {
      shelf.keepFor(holder, plans.flatMap(readPlan));
      onKept();
    },
  };
}

/** A newer program may know more of policies than this one, which must not decide by half of them. */
function readPlan(value: Json): readonly TargetPlan[] {
  const plan = planSchema.safeParse(value).data;
  return plan === undefined || authPlanHash(plan) !== plan.hash ? [] : [plan];
}
