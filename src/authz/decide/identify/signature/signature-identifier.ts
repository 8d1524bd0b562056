import { twinSignature } from "../../../../kit/jose/twin.ts";
import type { InnerList } from "../../../../kit/structured-field/field-value.ts";
import type { SignatureSpec } from "../../../../model/auth/signature-schema.ts";
import { durationMs } from "../../../../model/object/common.ts";
import { type ConsumerScope, type Credential, credentialFault, type SigningKey, type SigningKeySearch } from "../../directory/consumer.ts";
import type { Evidence } from "../../evidence.ts";
import type { Facts } from "../../facts.ts";
import { type Asking, ask, type FirstSight } from "../../need.ts";
import { headerInput } from "../../plan/input.ts";
import type { DecisionRequest } from "../../request/decision-request.ts";
import { credentialMarks } from "../../revocation/revocation-mark.ts";
import type { Attempt, Identifier } from "../attempt.ts";
import { bodyFault } from "./content-digest.ts";
import { readSignatures, type ShownSignature } from "./shown-signature.ts";
import { type RequiredComponent, requiredComponent, signatureBase } from "./signature-base.ts";

const usualComponents = ["@method", "@authority", "@path", "@query"] as const;
const usualMaxAge = "5m";
const usualLeeway = "30s";

/**
 * Identification by a signature of the request (RFC 9421) with a consumer's key. What it comes to is never kept: it is good for one request, and
 * anything of that may be signed.
 */
export function signatureIdentifier(name: string, spec: SignatureSpec, scope: ConsumerScope): Identifier {
  const policy: SignaturePolicy = {
    name,
    scope,
    required: (spec.components ?? usualComponents).map(requiredComponent),
    tag: spec.tag,
    maxAgeMs: durationMs(spec.maxAge ?? usualMaxAge),
    leewayMs: durationMs(spec.leeway ?? usualLeeway),
    needsNonce: spec.nonce === "required",
    replays: spec.replay === "allowed",
    readsBody: spec.body !== "ignored",
  };
  return {
    name,
    inputs: [headerInput("signature-input"), headerInput("signature")],
    challenge: "Signature",
    *identify(request, facts) {
      const shown = readSignatures(request);
      if (shown === undefined) return { kind: "absent" };
      const judged = yield* judge(shown, policy, { request, facts });
      return judged.kind === "refused" ? { ...judged, until: request.now } : judged;
    },
  };
}

interface SignaturePolicy {
  readonly name: string;
  readonly scope: ConsumerScope;
  readonly required: readonly RequiredComponent[];
  readonly tag: string | undefined;
  readonly maxAgeMs: number;
  readonly leewayMs: number;
  readonly needsNonce: boolean;
  readonly replays: boolean;
  readonly readsBody: boolean;
}

interface Question {
  readonly request: DecisionRequest;
  readonly facts: Facts;
}

/** Somebody else may have signed, too: the first signature of a key that is known here is looked at. */
function* judge(shown: readonly ShownSignature[], policy: SignaturePolicy, question: Question): Asking<Attempt> {
  const own = policy.tag === undefined ? shown : shown.filter(({ tag }) => tag === policy.tag);
  if (own.length === 0) return refused("No signature can be read and is for this purpose", []);
  const evidence: Evidence[] = [];
  for (const signature of own) {
    const search = question.facts.consumers.findSigningKey(signature.keyId ?? "", policy.scope);
    evidence.push(...search.evidence);
    if (search.key !== undefined) return yield* verify(signature, { search, policy, question });
  }
  return refused("The key of the signature is not known", evidence);
}

interface Verification {
  readonly search: SigningKeySearch;
  readonly policy: SignaturePolicy;
  readonly question: Question;
}

/** Nonces come last: who has no key can use up none. */
function* verify(signature: ShownSignature, verification: Verification): Asking<Attempt> {
  const { search, policy, question } = verification;
  const { credential, key, evidence } = search;
  const { request } = question;
  if (credential === undefined || key === undefined) return refused("The key of the signature is not known", evidence);
  const fault = keyFault(signature, { credential, key, now: request.now }) ?? timeFault(signature, policy, request.now) ?? nonceFault(signature, policy);
  if (fault !== undefined) return refused(fault, evidence);
  const signed = readSigned(signature.input, policy, request);
  if ("fault" in signed) return refused(signed.fault, evidence);
  if (!(yield* ask("messageSignature", { key, base: signed.base, signature: signature.bytes }))) return refused("The signature is wrong", evidence);
  const body = policy.readsBody ? bodyFault(request, signed.covered) : undefined;
  if (body !== undefined) return refused(body, evidence);
  const sight = policy.replays ? "first" : yield* lookUp(signature, { credential, key }, { policy, request });
  if (sight !== "first") return refused(repeated[sight], evidence);
  return identified(credential, signature, { evidence, method: policy.name, now: request.now });
}

const repeated: Readonly<Record<"again" | "forgotten", string>> = {
  again: "The request was sent before",
  forgotten: "The request was signed before this service began, which cannot tell whether it was sent before; sign it anew",
};

/** A signature without a nonce is one itself, with its twin: whoever has seen it could send that one. */
function* lookUp(
  { nonce, bytes, created = 0 }: ShownSignature,
  { credential: { consumer, name }, key }: { readonly credential: Credential; readonly key: SigningKey },
  { policy, request }: { readonly policy: SignaturePolicy; readonly request: DecisionRequest },
): Asking<FirstSight> {
  const word = nonce === undefined ? `signature ${oneOfTwins(key, bytes)}` : `nonce ${nonce}`;
  return yield* ask("nonce", {
    nonce: `${consumer.namespace}/${consumer.name}/${name} ${word}`,
    owner: request.view.id,
    madeMs: created * 1000,
    untilMs: created * 1000 + policy.maxAgeMs + policy.leewayMs,
  });
}

function oneOfTwins({ algorithm }: SigningKey, bytes: Uint8Array): string {
  const twin = twinSignature(algorithm, bytes);
  return Buffer.from(twin !== undefined && Buffer.compare(twin, bytes) < 0 ? twin : bytes).toString("base64");
}

function identified(
  { consumer, name: credential }: Credential,
  { keyId = "" }: ShownSignature,
  { evidence, method, now }: { readonly evidence: readonly Evidence[]; readonly method: string; readonly now: number },
): Attempt {
  const { groups } = consumer;
  const marks = credentialMarks(consumer, credential);
  return {
    kind: "identified",
    identity: { kind: "signature", method, subject: keyId, consumer, credential, groups, scopes: [], claims: {}, marks },
    evidence,
    until: now,
  };
}

function keyFault(
  { algorithm }: ShownSignature,
  { credential, key, now }: { readonly credential: Credential; readonly key: SigningKey; readonly now: number },
): string | undefined {
  if (credentialFault(credential, now) !== undefined) return "The key of the signature is not valid now";
  return algorithm !== undefined && algorithm !== key.name ? "The signature is of another algorithm than its key" : undefined;
}

function readSigned(input: InnerList, { required }: SignaturePolicy, request: DecisionRequest): ReturnType<typeof signatureBase> {
  const signed = signatureBase(input, request);
  if ("fault" in signed) return signed;
  const missing = required.find(({ identifiers }) => !identifiers.some((identifier) => signed.covered.has(identifier)));
  return missing === undefined ? signed : { fault: `Component ${missing.title} is not signed` };
}

function timeFault({ created, expires }: ShownSignature, { maxAgeMs, leewayMs }: SignaturePolicy, now: number): string | undefined {
  if (created === undefined) return "The signature lacks the parameter created";
  if (created * 1000 > now + leewayMs) return "The signature is of the future";
  if (created * 1000 + maxAgeMs + leewayMs <= now) return "The signature is too old";
  return expires !== undefined && expires * 1000 + leewayMs <= now ? "The signature is expired" : undefined;
}

function nonceFault({ nonce }: ShownSignature, { needsNonce }: SignaturePolicy): string | undefined {
  return needsNonce && nonce === undefined ? "The signature lacks the parameter nonce" : undefined;
}

function refused(detail: string, evidence: readonly Evidence[]): Extract<Attempt, { kind: "refused" }> {
  return { kind: "refused", refusal: { kind: "unauthenticated", code: "credential_invalid", detail }, evidence };
}
