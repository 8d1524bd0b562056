import { type LimitPlan, parsePlanDomain } from "../../model/limit/limit-plan.ts";
import type { Prepared } from "../decide/prepare.ts";
import { type CompiledPlan, compilePlan, planSteps, preparePlan } from "../decide/prepare-plan.ts";
import type { Entry, LimitRequest, RequestRefusal } from "../decide/request.ts";
import type { MatchStep } from "../decide/rules/match-descriptor.ts";

/** Plans of one route entry that are kept though nothing refers to them any more: proxies may still ask by them. */
const keptPlans = 16;

interface Kept {
  readonly compiled: CompiledPlan;
  inForce: boolean;
}

/** The plans of a fleet, by what they are for. */
export class PlanShelf {
  readonly #targets = new Map<string, Map<string, Kept>>();
  #strangers = 0;

  /** Requests that were answered by another plan than they named. */
  get strangers(): number {
    return this.#strangers;
  }

  /** Puts a plan in force; others of its target stay. */
  put(plan: LimitPlan): void {
    const plans = this.#targets.get(plan.target) ?? new Map<string, Kept>();
    plans.delete(plan.hash);
    plans.set(plan.hash, { compiled: compilePlan(plan), inForce: true });
    this.#targets.set(plan.target, plans);
  }

  /** Takes a plan out of force; it is kept among the last of its target. */
  retire({ target, hash }: Pick<LimitPlan, "target" | "hash">): void {
    const plans = this.#targets.get(target);
    const kept = plans?.get(hash);
    if (plans === undefined || kept === undefined) return;
    kept.inForce = false;
    const old = [...plans].filter(([, plan]) => !plan.inForce);
    for (const [oldHash] of old.slice(0, Math.max(0, old.length - keptPlans))) plans.delete(oldHash);
  }

  /**
   * Prepares a request for a plan's domain. One that names a plan which is not here – it has just been made, or is too old – is held against the newest
   * of its target. A target that was never heard of is not this replica's to decide: another one may know it.
   */
  prepare(request: LimitRequest, { isLook }: { readonly isLook: boolean } = { isLook: false }): Prepared | RequestRefusal {
    const { kept, isNamed, target } = this.#find(request.domain);
    if (kept === undefined) return { kind: "unavailable", detail: `Plan of ${target} is not known here yet` };
    if (!isNamed && !isLook) this.#strangers += 1;
    return preparePlan(request, kept.compiled, { isLook });
  }

  /** What a descriptor's entries mean to the plan that {@link prepare} takes. */
  steps(domain: string, entries: readonly Entry[]): readonly MatchStep[] {
    const { kept } = this.#find(domain);
    return kept === undefined ? [] : planSteps(entries, kept.compiled);
  }

  #find(domain: string): { readonly kept: Kept | undefined; readonly isNamed: boolean; readonly target: string } {
    const { target, hash } = parsePlanDomain(domain) ?? { target: domain, hash: "" };
    const plans = this.#targets.get(target);
    const named = plans?.get(hash);
    return { kept: named ?? newestOf(plans), isNamed: named !== undefined, target };
  }
}

function newestOf(plans: ReadonlyMap<string, Kept> | undefined): Kept | undefined {
  const all = [...(plans?.values() ?? [])];
  return all.findLast(({ inForce }) => inForce) ?? all.at(-1);
}
