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
  const known = candidates(token, first.keys);
  const issuer = known.length > 0 ? first : yield* ask("keys", { source, unknown: token.keyId ?? "" });
  const keys = known.length > 0 ? known : candidates(token, issuer.keys);
  const { evidence } = issuer;
  if (keys.length === 0) return { ok: false, detail: noKey(token, issuer), evidence };
  for (const key of keys.slice(0, mostTries)) {
    if (yield* ask("signature", { key, token })) return { ok: true, detail: `Signed by key ${key.id ?? "without name"}`, evidence };
  }
  return { ok: false, detail: "The signature is wrong", evidence };
}

function candidates({ keyId, algorithm }: CompactToken, keys: readonly VerificationKey[]): readonly VerificationKey[] {
  const named = keyId === undefined ? keys : keys.filter(({ id }) => id === keyId || id === undefined);
  return named.filter(({ algorithms }) => algorithms.includes(algorithm));
}

function noKey({ keyId, algorithm }: CompactToken, { keys }: IssuerKeys): string {
  const known = keys.map(({ id, algorithms }) => `${id ?? "one without name"} (${algorithms.join(", ")})`).join("; ");
  return `No key fits ${keyId === undefined ? "the token" : `the name ${cutJson(keyId)}`} and algorithm ${algorithm}; the issuer's keys: ${known}`;
}
