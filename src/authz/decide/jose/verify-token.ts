import type { JwsAlgorithm } from "../../../kit/jose/algorithm.ts";
import type { CompactToken } from "../../../kit/jose/compact-token.ts";
import type { Evidence } from "../evidence.ts";
import { cutJson } from "../explain/cut.ts";
import { type Asking, ask, type IssuerKeys, type KeySource, type VerificationKey } from "../need.ts";

/** Whether a token was signed by a key of the issuer. */
export interface Verified {
  readonly ok: boolean;
  /** For the log and for explanations. */
  readonly detail: string;
  readonly evidence: Evidence;
}

/** A token without the name of a key is tried with so many keys at most. */
const mostTries = 4;

/** Verifies the signature of a token. The key decides which algorithms are possible, and the policy which are allowed; the token only chooses among them. */
export function* verifyToken(token: CompactToken, source: KeySource, allowed: readonly JwsAlgorithm[]): Asking<Verified> {
  const first: IssuerKeys = yield* ask("keys", { source, unknown: undefined });
  if (!allowed.includes(token.algorithm)) return { ok: false, detail: `Algorithm ${token.algorithm} is not allowed`, evidence: first.evidence };
  const verified = yield* tryKeys(token, first);
  if (verified.ok || fitting(token, first.keys).some(({ id }) => id === token.keyId)) return verified;
  // What the token names may be a key that the issuer has made since.
  const second: IssuerKeys = yield* ask("keys", { source, unknown: token.keyId ?? "" });
  return second === first ? verified : yield* tryKeys(token, second);
}

function* tryKeys(token: CompactToken, { keys, evidence }: IssuerKeys): Asking<Verified> {
  const candidates = fitting(token, keys);
  if (candidates.length === 0) return { ok: false, detail: noKey(token, keys), evidence };
  for (const key of candidates.slice(0, mostTries)) {
    if (yield* ask("signature", { key, token })) return { ok: true, detail: `Signed by key ${key.id ?? "without name"}`, evidence };
  }
  return { ok: false, detail: "The signature is wrong", evidence };
}

/** Those that the token names; else, those without name. */
function fitting({ keyId, algorithm }: CompactToken, keys: readonly VerificationKey[]): readonly VerificationKey[] {
  const possible = keys.filter(({ algorithms }) => algorithms.includes(algorithm));
  if (keyId === undefined) return possible;
  const named = possible.filter(({ id }) => id === keyId);
  return named.length > 0 ? named : possible.filter(({ id }) => id === undefined);
}

function noKey({ keyId, algorithm }: CompactToken, keys: readonly VerificationKey[]): string {
  const known = keys.map(({ id, algorithms }) => `${id ?? "one without name"} (${algorithms.join(", ")})`).join("; ");
  return `No key fits ${keyId === undefined ? "the token" : `the name ${cutJson(keyId)}`} and algorithm ${algorithm}; the issuer's keys: ${known}`;
}
