import type { JwsAlgorithm } from "../../../kit/jose/algorithm.ts";
import type { JsonObject } from "../../../kit/json.ts";
import type { SealedValue } from "../../../kit/seal.ts";
import type { MessageAlgorithm } from "../../../model/auth/message-algorithm.ts";
import type { Evidence } from "../evidence.ts";

/** A consumer as decisions know it. */
export interface Consumer {
  readonly namespace: string;
  readonly name: string;
  readonly groups: readonly string[];
  readonly plan: string | undefined;
  readonly priority: string | undefined;
  readonly disabled: boolean;
  /** Retired when the consumer changes or goes. Another one may stand here later. */
  readonly evidence: Evidence;
}

/** One credential of a consumer. */
export interface Credential {
  readonly consumer: Consumer;
  readonly name: string;
  /** Milliseconds since the Unix epoch. */
  readonly notBefore: number;
  readonly expires: number;
}

/**
 * A consumer as a policy names it: by its name alone in the policy's own namespace, `namespace/name` in others, so that nobody is taken for a namesake. No name of a
 * consumer or namespace has a slash.
 */
export function consumerName({ namespace, name }: Pick<Consumer, "namespace" | "name">, home: string | undefined): string {
  return namespace === home ? name : `${namespace}/${name}`;
}

/** Whose consumers a layer knows. */
export interface ConsumerScope {
  /** The layer's own namespace: where several are known by the same thing, its consumers come first, so that no other tenant takes their place. */
  readonly home: string;
  readonly namespaces: ReadonlySet<string> | "all";
}

/** Those of some owners, in order, that belong to a scope; the layer's own first. */
export function inScope<Owner extends { readonly consumer: Pick<Consumer, "namespace"> }>(
  owners: readonly Owner[],
  { home, namespaces }: ConsumerScope,
): readonly Owner[] {
  const known = owners.filter(({ consumer }) => namespaces === "all" || namespaces.has(consumer.namespace));
  const isOwn = ({ consumer }: Owner): boolean => consumer.namespace === home;
  return known.length < 2 ? known : [...known.filter(isOwn), ...known.filter((owner) => !isOwn(owner))];
}

/** Why a consumer's credential is not good now; undefined when it is. `until`: it becomes good then. */
export function credentialFault(
  { consumer, notBefore, expires }: Credential,
  now: number,
): { readonly fault: "disabled" | "early" | "expired"; readonly until: number } | undefined {
  const never = Number.POSITIVE_INFINITY;
  if (consumer.disabled) return { fault: "disabled", until: never };
  if (now < notBefore) return { fault: "early", until: notBefore };
  return now >= expires ? { fault: "expired", until: never } : undefined;
}

/** Why a credential is not good now, for explanations. */
export function faultText({ consumer, name, notBefore, expires }: Credential, fault: "disabled" | "early" | "expired"): string {
  const title = `Credential ${name} of Consumer ${consumer.namespace}/${consumer.name}`;
  switch (fault) {
    case "disabled":
      return `${title}: the consumer is disabled`;
    case "early":
      return `${title} is good from ${new Date(notBefore).toISOString()} on`;
    case "expired":
      return `${title} was good until ${new Date(expires).toISOString()}`;
  }
}

/** Where nobody was found, for explanations. */
export function scopeText({ namespaces }: ConsumerScope): string {
  return namespaces === "all" ? "any namespace" : `namespace ${[...namespaces].join(", ")}`;
}

/** What a search for a credential came to; the evidence is that of the answer. */
export interface CredentialSearch {
  readonly credential: Credential | undefined;
  readonly evidence: readonly Evidence[];
}

/** What a client certificate says: its names, and the SHA-256 of its DER form. */
export interface ShownCertificate {
  readonly names: readonly string[];
  readonly fingerprint: string | undefined;
}

/** A key that signs requests. */
export interface SigningKey {
  readonly algorithm: JwsAlgorithm;
  /** What RFC 9421 calls the algorithm. */
  readonly name: MessageAlgorithm;
  readonly material:
    | { readonly kind: "public"; readonly pem: string }
    /** `context` is what a sealed value is bound to. */
    | { readonly kind: "secret"; readonly value: string | SealedValue; readonly encoding: "text" | "base64"; readonly context: string };
}

/** What a search for a signing key came to. */
export interface SigningKeySearch extends CredentialSearch {
  readonly key: SigningKey | undefined;
}

/** Finds consumers by what callers show. */
export interface ConsumerLookup {
  /** The owner of an API key; of several that have it the policy's own, else the first by namespace and name; so it is for all of these. */
  findApiKey(key: string, scope: ConsumerScope): CredentialSearch;
  /** The owner of a token's claims, all of which are verified. */
  findToken(issuer: string, claims: JsonObject, scope: ConsumerScope): CredentialSearch;
  /** The owner of a user name with this password. */
  findPassword(user: { readonly username: string; readonly password: string }, scope: ConsumerScope): CredentialSearch;
  /** The owner of a client certificate that Envoy has verified. */
  findCertificate(certificate: ShownCertificate, scope: ConsumerScope): CredentialSearch;
  /** The owner of a key that signs requests, by its name. */
  findSigningKey(keyId: string, scope: ConsumerScope): SigningKeySearch;
}
