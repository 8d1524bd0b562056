import { HeldVersions } from "../../../kit/held-versions.ts";
import type { TargetPlan } from "../../../model/auth/auth-plan.ts";
import type { KeySource } from "../need.ts";
import { compilePlan } from "./compile-plan.ts";
import type { CompiledPlan } from "./compiled-plan.ts";

/** References to plans that are gone are swept when there are so many, or twice as many as were left the last time. */
const leastSweep = 1024;

/** The plans of a fleet. What stands on many entries is compiled once, and its decisions are shared. */
export class PlanShelf {
  readonly #plans = new HeldVersions<CompiledPlan>();
  readonly #compiled = new Map<string, WeakRef<CompiledPlan>>();
  #sweepAt = leastSweep;

  /** Puts a plan in force, beside others of its target. */
  put(plan: TargetPlan): void {
    this.#plans.put(plan.target, plan.hash, this.#compile(plan));
  }

  /** Takes a plan out of force; it stays among the last ones. */
  retire({ target, hash }: Pick<TargetPlan, "target" | "hash">): void {
    this.#plans.retire(target, hash);
  }

  /** Keeps plans that somebody names, in force or not, in place of those that were kept for the same one before. */
  keepFor(holder: string, plans: readonly TargetPlan[]): void {
    this.#plans.keepFor(
      holder,
      plans.map((plan) => ({ owner: plan.target, key: plan.hash, value: this.#compile(plan) })),
    );
  }

  /** A plan in force, one that somebody names, or one of the last. */
  get(target: string, hash: string): CompiledPlan | undefined {
    return this.#plans.get(target, hash);
  }

  /** The plan in force on a target; undefined when there is none, or more than one. */
  current(target: string): CompiledPlan | undefined {
    return this.#plans.only(target);
  }

  /** Whose keys the plans need that are in force, or that somebody names. */
  keySources(): readonly KeySource[] {
    return [...new Set(this.#plans.inUse())].flatMap(({ keySources }) => keySources);
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
