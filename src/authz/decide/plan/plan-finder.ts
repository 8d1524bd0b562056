import type { CompiledPlan } from "./compiled-plan.ts";

/** Knows what requests have to pass. */
export interface PlanFinder {
  /**
   * The plan that a route names, by its target and, where Sluice wrote the route, its hash. It may take a while to learn of one that has just been made. Undefined
   * when there is none; an `AuthzError` when that cannot be known here.
   */
  find(target: string, hash: string | undefined): CompiledPlan | undefined | Promise<CompiledPlan | undefined>;
}
