import { LastOfEach } from "../../kit/last-of-each.ts";
import { type LimitPlan, parsePlanDomain } from "../../model/limit/limit-plan.ts";
import type { Prepared } from "../decide/prepare.ts";
import { type CompiledPlan, compilePlan, planSteps, preparePlan } from "../decide/prepare-plan.ts";
import type { Entry, LimitRequest, RequestRefusal } from "../decide/request.ts";
import type { MatchStep } from "../decide/rules/match-descriptor.ts";

/**
 * Plans that are kept though nothing refers to them any more, because proxies may still ask by them: so many of one route entry, and of all together – or as many as
 * have plans in force, so that an edit of what stands on all entries leaves to each the plan that it had.
 */
const mostOld = { ofTarget: 16, together: 4096 } as const;

/** The plans of a fleet, by what they are for. */
export class PlanShelf {
  readonly #inForce = new Map<string, Map<string, CompiledPlan>>();
  readonly #old = new LastOfEach<CompiledPlan>({ ofOwner: mostOld.ofTarget, together: () => Math.max(mostOld.together, this.#inForce.size) });
  #strangers = 0;

  /** Requests that were answered by another plan than they named. */
  get strangers(): number {
    return this.#strangers;
  }

  /** Puts a plan in force; others of its target stay. */
  put(plan: LimitPlan): void {
    const { target, hash } = plan;
    const plans = this.#inForce.get(target) ?? new Map<string, CompiledPlan>();
    plans.delete(hash);
    this.#inForce.set(target, plans.set(hash, compilePlan(plan)));
    this.#old.delete(target, hash);
  }

  /** Takes a plan out of force; it is kept among the last of its target. */
  retire({ target, hash }: Pick<LimitPlan, "target" | "hash">): void {
    const plans = this.#inForce.get(target);
    const compiled = plans?.get(hash);
    if (plans === undefined || compiled === undefined) return;
    plans.delete(hash);
    if (plans.size === 0) this.#inForce.delete(target);
    this.#old.add(target, hash, compiled);
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
    const plans = this.#inForce.get(target);
    const named = plans?.get(hash) ?? this.#old.get(target, hash);
    return { compiled: named ?? [...(plans?.values() ?? [])].at(-1) ?? this.#old.newest(target), isNamed: named !== undefined, target };
  }
}
