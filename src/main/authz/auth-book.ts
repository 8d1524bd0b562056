import { ConsumerDirectory } from "../../authz/decide/directory/consumer-directory.ts";
import type { KeySource, Sources } from "../../authz/decide/need.ts";
import type { PlanFinder } from "../../authz/decide/plan/plan-finder.ts";
import { RevocationIndex } from "../../authz/decide/revocation/revocation-index.ts";
import type { LastUses } from "../../authz/last-uses.ts";
import type { Freshness } from "../../authz/source/freshness.ts";
import { type OpenSealed, SecretBook } from "../../authz/source/secrets/secret-book.ts";
import { hashSecret, openSeal, type SealKey } from "../../kit/seal.ts";

/** What decisions are made by, beside the policies: who may call, who may not any more, and what was sealed. */
export interface AuthFacts {
  readonly consumers: ConsumerDirectory;
  readonly revocations: RevocationIndex;
  readonly secrets: SecretBook;
  readonly open: OpenSealed;
  /** What values were hashed and sealed with. */
  readonly key: SealKey;
}

/** Everything that the role authz decides by, from files or from objects. */
export interface AuthBook {
  readonly facts: AuthFacts;
  readonly plans: PlanFinder;
  readonly freshness: Freshness;
  /** Ends sessions of logins at every replica. */
  readonly endLogins: Sources["endLogins"];
  /** Notes which credentials are used; undefined where there is no store to keep it. */
  readonly uses: LastUses | undefined;
  /** Whose keys the plans in force need. */
  keySources(): readonly KeySource[];
  /** Tells each time that other plans are in force. */
  onPlans(listener: () => void): void;
}

/** Starts with nobody and nothing; `key` is what values were hashed and sealed with. */
export function createAuthFacts(key: SealKey): AuthFacts {
  const open: OpenSealed = (value, context) => Buffer.from(openSeal(key, value, context)).toString("utf8");
  return { consumers: new ConsumerDirectory((plain) => hashSecret(key, plain)), revocations: new RevocationIndex(), secrets: new SecretBook(open), open, key };
}
