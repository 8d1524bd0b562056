import { PlanBook } from "../../authz/decide/plan/plan-book.ts";
import { AuthzError } from "../../authz/errors.ts";
import type { Clock, Random } from "../../kit/clock.ts";
import { sealKey } from "../../kit/seal.ts";
import type { Logger, Metrics } from "../../kit/telemetry.ts";
import { readSealKey } from "../state/seal-key-file.ts";
import { type AuthBook, createAuthFacts } from "./auth-book.ts";
import { followAuthFiles } from "./follow-auth-files.ts";
import type { AuthFiles } from "./read-auth-files.ts";

/** What it is made with. */
export interface AuthFilesBookOptions {
  readonly folder: string;
  /** Where the seal key may be; without one sessions of logins end with the process. */
  readonly sealKeyFile: string | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Gets what has to be closed. */
  readonly stack: AsyncDisposableStack;
}

/** Policies from a folder of files, followed as they change. Throws a `StartError` when they cannot be used at the start. */
export async function authFilesBook({ folder, sealKeyFile, random, stack, ...rest }: AuthFilesBookOptions): Promise<AuthBook> {
  // Keys stand in the files as they are; their hashes are for this process alone. Sessions of logins are for every process that has the key.
  const facts = createAuthFacts((sealKeyFile === undefined ? undefined : await readSealKey(sealKeyFile)) ?? sealKey(random.bytes(32)));
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
    endLogins: () => {
      throw new AuthzError("ERR_AUTHZ_STATE", "Logouts that an identity provider tells of need a store: this process has its policies from files");
    },
    uses: undefined,
    keySources: () => plans.keySources(),
    onPlans: (listener) => {
      state.listener = listener;
    },
  };
}
