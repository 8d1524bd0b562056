import { type AuthPlan, authPlanHash } from "../../../model/auth/auth-plan.ts";
import type { KeySource } from "../need.ts";
import { compilePlan } from "./compile-plan.ts";
import type { CompiledPlan } from "./compiled-plan.ts";
import type { PlanFinder } from "./plan-finder.ts";

/** The plans in force, by the target that a route names. Targets with equal plans share one, and its cache. */
export class PlanBook implements PlanFinder {
  #byTarget = new Map<string, CompiledPlan>();

  /** The plan of a target; undefined when there is none. */
  find(target: string): CompiledPlan | undefined {
    return this.#byTarget.get(target);
  }

  /** Whose keys the plans need. */
  keySources(): readonly KeySource[] {
    return [...new Set(this.#byTarget.values())].flatMap(({ keySources }) => keySources);
  }

  /** Makes the plans exactly these, by target. A plan that stays is not made anew. */
  replace(plans: ReadonlyMap<string, AuthPlan>): void {
    const known = new Map([...this.#byTarget.values()].map((compiled) => [compiled.hash, compiled]));
    const next = new Map<string, CompiledPlan>();
    for (const [target, plan] of plans) {
      const hash = authPlanHash(plan);
      const compiled = known.get(hash) ?? compilePlan(plan, hash);
      known.set(hash, compiled);
      next.set(target, compiled);
    }
    this.#byTarget = next;
  }
}
