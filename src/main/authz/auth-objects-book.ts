import { LastUses } from "../../authz/last-uses.ts";
import { StorePlans } from "../../authz/source/plans/store-plans.ts";
import type { Random } from "../../kit/clock.ts";
import type { SealKey } from "../../kit/seal.ts";
import type { Model } from "../../model/model.ts";
import type { Store } from "../../store/store.ts";
import type { World } from "../fleet/world.ts";
import { type AuthBook, createAuthFacts } from "./auth-book.ts";
import { loginsEnder } from "./end-logins.ts";
import { followAuthObjects } from "./follow-auth-objects.ts";
import { LastUseKeeper } from "./last-use-keeper.ts";
import { StoreSight, type StoreSightOptions } from "./store-sight.ts";

/** What it is made with. */
export interface AuthObjectsBookOptions extends StoreSightOptions {
  readonly store: StoreSightOptions["store"] & Pick<Store, "getRecord" | "putRecord">;
  readonly fleet: StoreSightOptions["fleet"] & { readonly world: World };
  readonly model: Model;
  /** What secrets of objects were hashed and sealed with. */
  readonly sealKey: SealKey;
  readonly random: Random;
  /** Gets what has to be closed. */
  readonly stack: AsyncDisposableStack;
}

/** Policies, consumers and revocations from the store. Must be called before the fleet has its first state. */
export function authObjectsBook({ model, sealKey, stack, ...options }: AuthObjectsBookOptions): AuthBook {
  const facts = createAuthFacts(sealKey);
  const objects = followAuthObjects(options.fleet.world, { model, facts, logger: options.logger });
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
