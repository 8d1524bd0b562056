import { LastOfEach } from "../../../kit/last-of-each.ts";
import type { TargetPlan } from "../../../model/auth/auth-plan.ts";
import type { KeySource } from "../need.ts";
import { compilePlan } from "./compile-plan.ts";
import type { CompiledPlan } from "./compiled-plan.ts";

/**
 * Plans that nothing refers to any more, and that proxies may still ask by: so many of one target, and of all together – or as many as are in force, so that an edit
 * of what stands on all entries leaves to each the plan that it had.
 */
const mostOld = { ofTarget: 16, together: 4096 } as const;

/** References to plans that are gone are swept when there are so many, or twice as many as were left the last time. */
const leastSweep = 1024;

/** The plans of a fleet. What stands on many entries is compiled once, and its decisions are shared. */
export class PlanShelf {
  readonly #inForce = new Map<string, Map<string, CompiledPlan>>();
  readonly #old = new LastOfEach<CompiledPlan>({ ofOwner: mostOld.ofTarget, together: () => Math.max(mostOld.together, this.#inForce.size) });
  readonly #compiled = new Map<string, WeakRef<CompiledPlan>>();
  #sweepAt = leastSweep;

  /** Puts a plan in force, beside others of its target. */
  put(plan: TargetPlan): void {
    const { target, hash } = plan;
    const plans = this.#inForce.get(target) ?? new Map<string, CompiledPlan>();
    plans.set(hash, this.#compile(plan));
    this.#inForce.set(target, plans);
    this.#old.delete(target, hash);
  }

  /** Takes a plan out of force; it stays among the last ones. */
  retire({ target, hash }: Pick<TargetPlan, "target" | "hash">): void {
    const plans = this.#inForce.get(target);
    const compiled = plans?.get(hash);
    if (plans === undefined || compiled === undefined) return;
    plans.delete(hash);
    if (plans.size === 0) this.#inForce.delete(target);
    this.#old.add(target, hash, compiled);
  }

  /** A plan in force, or one of the last. */
  get(target: string, hash: string): CompiledPlan | undefined {
    return this.#inForce.get(target)?.get(hash) ?? this.#old.get(target, hash);
  }

  /** The plan in force on a target; undefined when there is none, or more than one. */
  current(target: string): CompiledPlan | undefined {
    const plans = this.#inForce.get(target);
    if (plans?.size !== 1) return undefined;
    const [only] = plans.values();
    return only;
  }

  /** Whose keys the plans in force need. */
  keySources(): readonly KeySource[] {
    const all = new Set([...this.#inForce.values()].flatMap((plans) => [...plans.values()]));
    return [...all].flatMap(({ keySources }) => keySources);
  }

  #compile(plan: TargetPlan): CompiledPlan {
    const known = this.#compiled.get(plan.hash)?.deref();
    if (known !== undefined) return known;
    const compiled = compilePlan(plan, plan.hash);
    this.#compiled.set(plan.hash, new WeakRef(compiled));
    if (this.#compiled.size >= this.#sweepAt) this.#sweep();
    return compiled;
  }

  #sweep(): void {
    for (const [hash, reference] of this.#compiled) if (reference.deref() === undefined) this.#compiled.delete(hash);
    this.#sweepAt = Math.max(leastSweep, this.#compiled.size * 2);
  }
}
