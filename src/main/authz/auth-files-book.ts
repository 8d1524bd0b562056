import { PlanBook } from "../../authz/decide/plan/plan-book.ts";
import type { Clock, Random } from "../../kit/clock.ts";
import { sealKey } from "../../kit/seal.ts";
import type { Logger, Metrics } from "../../kit/telemetry.ts";
import { type AuthBook, createAuthFacts } from "./auth-book.ts";
import { followAuthFiles } from "./follow-auth-files.ts";
import type { AuthFiles } from "./read-auth-files.ts";

/** What it is made with. */
export interface AuthFilesBookOptions {
  readonly folder: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Gets what has to be closed. */
  readonly stack: AsyncDisposableStack;
}

/** Policies from a folder of files, followed as they change. Throws a `StartError` when they cannot be used at the start. */
export async function authFilesBook({ folder, random, stack, ...rest }: AuthFilesBookOptions): Promise<AuthBook> {
  // Keys stand in the files as they are; their hashes are for this process alone.
  const facts = createAuthFacts(sealKey(random.bytes(32)));
  const plans = new PlanBook();
  const state = { listener: () => undefined as unknown };
  const onFiles = (files: AuthFiles): void => {
    facts.consumers.replace(files.consumers);
    facts.revocations.replace(files.revocations);
    facts.secrets.replace(files.secrets);
    plans.replace(files.plans);
    state.listener();
  };
  stack.defer(await followAuthFiles({ folder, onFiles, ...rest }));
  return {
    facts,
    plans,
    freshness: { silentMs: 0 },
    keySources: () => plans.keySources(),
    onPlans: (listener) => {
      state.listener = listener;
    },
  };
}
