import { HeldVersions } from "../../kit/held-versions.ts";
import { type LimitPlan, parsePlanDomain } from "../../model/limit/limit-plan.ts";
import type { Prepared } from "../decide/prepare.ts";
import { type CompiledPlan, compilePlan, planSteps, preparePlan } from "../decide/prepare-plan.ts";
import type { Entry, LimitRequest, RequestRefusal } from "../decide/request.ts";
import type { MatchStep } from "../decide/rules/match-descriptor.ts";

/** The plans of a fleet, by what they are for. */
export class PlanShelf {
  readonly #plans = new HeldVersions<CompiledPlan>();
  #strangers = 0;

  /** Requests that were answered by another plan than they named. */
  get strangers(): number {
    return this.#strangers;
  }

  /** Puts a plan in force; others of its target stay. */
  put(plan: LimitPlan): void {
    this.#plans.put(plan.target, plan.hash, compilePlan(plan));
  }

  /** Takes a plan out of force; it is kept among the last of its target. */
  retire({ target, hash }: Pick<LimitPlan, "target" | "hash">): void {
    this.#plans.retire(target, hash);
  }

  /** Keeps plans that somebody names, in force or not, in place of those that were kept for the same one before. */
  keepFor(holder: string, plans: readonly LimitPlan[]): void {
    this.#plans.keepFor(
      holder,
      plans.map((plan) => ({ owner: plan.target, key: plan.hash, value: compilePlan(plan) })),
    );
  }

  /** A plan in force, one that somebody names, or one of the last. */
  get(target: string, hash: string): LimitPlan | undefined {
    return this.#plans.get(target, hash)?.plan;
  }

  /**
   * Prepares a request for a plan's domain. One that names a plan which is not here – it has just been made, or is too old – is held against the newest
   * of its target. A target that was never heard of is not this replica's to decide: another one may know it.
   */
  prepare(request: LimitRequest, { isLook }: { readonly isLook: boolean } = { isLook: false }): Prepared | RequestRefusal {
    const { compiled, isNamed, target } = this.#find(request.domain);
    if (compiled === undefined) return { kind: "unavailable", detail: `Plan of ${target} is not known here yet` };
    if (!isNamed && !isLook) this.#strangers += 1;
    return preparePlan(request, compiled, { isLook });
  }

  /** What a descriptor's entries mean to the plan that {@link prepare} takes. */
  steps(domain: string, entries: readonly Entry[]): readonly MatchStep[] {
    const { compiled } = this.#find(domain);
    return compiled === undefined ? [] : planSteps(entries, compiled);
  }

  #find(domain: string): { readonly compiled: CompiledPlan | undefined; readonly isNamed: boolean; readonly target: string } {
    const { target, hash } = parsePlanDomain(domain) ?? { target: domain, hash: "" };
    const named = this.#plans.get(target, hash);
    return { compiled: named ?? this.#plans.newest(target), isNamed: named !== undefined, target };
  }
}
