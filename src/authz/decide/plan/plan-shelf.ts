import type { TargetPlan } from "../../../model/auth/auth-plan.ts";
import type { KeySource } from "../need.ts";
import { compilePlan } from "./compile-plan.ts";
import type { CompiledPlan } from "./compiled-plan.ts";

/** Plans that nothing refers to any more, and that proxies may still ask by: so many of one target, and of all together. */
const mostOld = { ofTarget: 16, together: 4096 } as const;

/** References to plans that are gone are swept when there are so many, or twice as many as were left the last time. */
const leastSweep = 1024;

/** The plans of a fleet. What stands on many entries is compiled once, and its decisions are shared. */
export class PlanShelf {
  readonly #inForce = new Map<string, Map<string, CompiledPlan>>();
  /** Oldest first; keys are target and hash. */
  readonly #old = new Map<string, { readonly target: string; readonly compiled: CompiledPlan }>();
  readonly #compiled = new Map<string, WeakRef<CompiledPlan>>();
  #sweepAt = leastSweep;

  /** Puts a plan in force, beside others of its target. */
  put(plan: TargetPlan): void {
    const { target, hash } = plan;
    const plans = this.#inForce.get(target) ?? new Map<string, CompiledPlan>();
    plans.set(hash, this.#compile(plan));
    this.#inForce.set(target, plans);
    this.#old.delete(keyOf(target, hash));
  }

  /** Takes a plan out of force; it stays among the last ones. */
  retire({ target, hash }: Pick<TargetPlan, "target" | "hash">): void {
    const plans = this.#inForce.get(target);
    const compiled = plans?.get(hash);
    if (plans === undefined || compiled === undefined) return;
    plans.delete(hash);
    if (plans.size === 0) this.#inForce.delete(target);
    this.#old.set(keyOf(target, hash), { target, compiled });
    this.#forget(target);
  }

  /** A plan in force, or one of the last. */
  get(target: string, hash: string): CompiledPlan | undefined {
    return this.#inForce.get(target)?.get(hash) ?? this.#old.get(keyOf(target, hash))?.compiled;
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

  #forget(target: string): void {
    const own = [...this.#old].filter(([, old]) => old.target === target);
    for (const [key] of own.slice(0, Math.max(0, own.length - mostOld.ofTarget))) this.#old.delete(key);
    const [oldest] = this.#old.keys();
    if (this.#old.size > mostOld.together && oldest !== undefined) this.#old.delete(oldest);
  }
}

function keyOf(target: string, hash: string): string {
  return `${hash} ${target}`;
}
