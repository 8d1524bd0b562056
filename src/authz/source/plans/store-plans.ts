import type { Counter, Metrics } from "../../../kit/telemetry.ts";
import type { CompiledPlan } from "../../decide/plan/compiled-plan.ts";
import type { PlanFinder } from "../../decide/plan/plan-finder.ts";
import type { PlanShelf } from "../../decide/plan/plan-shelf.ts";
import { AuthzError } from "../../errors.ts";

/** What it is made with. */
export interface StorePlansOptions {
  readonly shelf: Pick<PlanShelf, "get" | "current">;
  /** Resolves when the shelf has everything that was in the store at the time of the call; rejects when that cannot be known. */
  readonly caughtUp: () => Promise<void>;
  readonly metrics: Metrics;
}

/** So many plans are known to be older than everything that is kept. */
const mostStrangers = 10_000;

/**
 * Finds the plans that routes name. A route may be live before this replica has heard of its plan: it is waited for until this replica knows all that the
 * store had when the request came. What is unknown then is older than all that is kept, and the plan in force takes its place.
 */
export class StorePlans implements PlanFinder {
  readonly #options: StorePlansOptions;
  readonly #waits: Counter;
  readonly #stranger: Counter;
  readonly #strangers = new Set<string>();

  constructor(options: StorePlansOptions) {
    this.#options = options;
    this.#waits = options.metrics.counter({ name: "sluice_authz_plan_waits_total", help: "Requests that waited for their plan to arrive from the store" });
    this.#stranger = options.metrics.counter({
      name: "sluice_authz_plan_strangers_total",
      help: "Requests whose plan is older than all that are kept, decided by the one in force",
    });
  }

  find(target: string, hash: string | undefined): CompiledPlan | undefined | Promise<CompiledPlan | undefined> {
    const { shelf } = this.#options;
    if (hash === undefined) return shelf.current(target);
    const known = shelf.get(target, hash);
    if (known !== undefined) return known;
    return this.#strangers.has(`${hash} ${target}`) ? this.#inPlaceOf(target, hash) : this.#wait(target, hash);
  }

  async #wait(target: string, hash: string): Promise<CompiledPlan | undefined> {
    this.#waits.add();
    await this.#options.caughtUp().catch((cause: unknown) => {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new AuthzError("ERR_AUTHZ_PLAN_UNKNOWN", `Plan ${hash} of ${target} is not here, and the store cannot be asked: ${reason}`, {
        cause,
        retryable: true,
      });
    });
    return this.#options.shelf.get(target, hash) ?? this.#inPlaceOf(target, hash);
  }

  #inPlaceOf(target: string, hash: string): CompiledPlan {
    const current = this.#options.shelf.current(target);
    if (current === undefined) throw new AuthzError("ERR_AUTHZ_PLAN_UNKNOWN", `Plan ${hash} of ${target} is not in the store`);
    if (this.#strangers.size >= mostStrangers) this.#strangers.clear();
    this.#strangers.add(`${hash} ${target}`);
    this.#stranger.add();
    return current;
  }
}
