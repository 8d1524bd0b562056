import { LastUses } from "../../authz/last-uses.ts";
import { StorePlans } from "../../authz/source/plans/store-plans.ts";
import type { Random } from "../../kit/clock.ts";
import type { Store } from "../../store/store.ts";
import type { AuthBook, AuthFacts } from "./auth-book.ts";
import { loginsEnder } from "./end-logins.ts";
import type { AuthObjects } from "./follow-auth-objects.ts";
import { LastUseKeeper } from "./last-use-keeper.ts";
import { StoreSight, type StoreSightOptions } from "./store-sight.ts";

/** What it is made with. */
export interface AuthObjectsBookOptions extends StoreSightOptions {
  readonly store: StoreSightOptions["store"] & Pick<Store, "getRecord" | "putRecord">;
  readonly facts: AuthFacts;
  readonly objects: AuthObjects;
  readonly random: Random;
  /** Gets what has to be closed. */
  readonly stack: AsyncDisposableStack;
}

/** Policies, consumers and revocations from the store. */
export function authObjectsBook({ facts, objects, stack, ...options }: AuthObjectsBookOptions): AuthBook {
  const sight = new StoreSight(options);
  stack.defer(() => sight.close());
  const uses = new LastUses();
  const keeper = new LastUseKeeper({ ...options, uses });
  stack.defer(() => keeper.close());
  return {
    facts,
    plans: new StorePlans({ shelf: objects.shelf, caughtUp: () => sight.caughtUp(), metrics: options.metrics }),
    freshness: {
      get silentMs() {
        return sight.silentMs;
      },
      unreadable: objects.unreadable,
    },
    endLogins: loginsEnder(options),
    uses,
    keySources: () => objects.shelf.keySources(),
    onPlans: (listener) => objects.onPlans(listener),
  };
}
