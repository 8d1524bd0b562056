import type { JwsAlgorithm } from "../../kit/jose/algorithm.ts";
import type { CompactToken } from "../../kit/jose/compact-token.ts";
import type { JsonObject } from "../../kit/json.ts";
import type { SigningKey } from "./directory/consumer.ts";
import type { Evidence } from "./evidence.ts";

/** A key that signatures can be verified with. What it is made of is its maker's business. */
export interface VerificationKey {
  readonly id: string | undefined;
  readonly algorithms: readonly JwsAlgorithm[];
  readonly material: unknown;
}

/** Where the keys of an issuer come from. Equal sources are one: they are fetched once. */
export type KeySource =
  | { readonly kind: "url"; readonly url: string }
  /** The issuer's metadata names the URL (OpenID Connect Discovery, RFC 8414). */
  | { readonly kind: "discovery"; readonly issuer: string }
  /** A JWK Set in the policy itself. */
  | { readonly kind: "inline"; readonly keys: string };

/** The keys of an issuer. */
export interface IssuerKeys {
  readonly keys: readonly VerificationKey[];
  /** Retired when the keys change. */
  readonly evidence: Evidence;
}

/** An entry of a Secret. */
export interface SecretEntry {
  readonly namespace: string;
  readonly name: string;
  readonly entry: string;
}

/** Whom tokens are asked about. Equal ones share their answers. */
export interface IntrospectionEndpoint {
  readonly url: string;
  /** As whom; undefined when no credential is shown. */
  readonly client: { readonly id: string; readonly secret: SecretEntry; readonly method: "basic" | "post" } | undefined;
  /** How long answers are kept. */
  readonly keepMs: number;
}

/** Where an identity provider is asked for tokens, and as whom. */
export interface TokenEndpoint {
  readonly url: string;
  readonly client: { readonly id: string; readonly secret: SecretEntry | undefined; readonly method: "basic" | "post" };
}

/** What is given for tokens (RFC 6749 §4.1.3, §6). */
export type TokenGrant =
  | { readonly kind: "code"; readonly code: string; readonly verifier: string; readonly redirectUri: string }
  /** `mayAskAlone`: it is shown all the same while replicas cannot agree on who shows it. */
  | { readonly kind: "refresh"; readonly refreshToken: string; readonly mayAskAlone: boolean };

/** A refresh token that nobody uses any more, and where to say so. */
export interface TokenRevocation {
  readonly refreshToken: string;
  readonly client: TokenEndpoint["client"];
  /** `metadata`: that of this issuer names the address, or there is none. */
  readonly at: { readonly kind: "url"; readonly url: string } | { readonly kind: "metadata"; readonly issuer: string };
}

/** Logins that an identity provider has ended: all of one of its sessions, or those of somebody that were made before a moment (milliseconds since the Unix epoch). */
export interface EndedLogins {
  /** Of the policies for which that counts. */
  readonly namespace: string;
  readonly issuer: string;
  readonly whose: { readonly kind: "session"; readonly id: string } | { readonly kind: "subject"; readonly subject: string; readonly before: number };
  /** When no such session is good any more by itself, milliseconds since the Unix epoch. */
  readonly until: number;
  /** Address of whoever told of it, as Envoy sees it. */
  readonly from: string;
}

/** What `at_hash` may be for an access token, by the hash function: nothing else is wanted of it (OpenID Connect Core 1.0 §3.1.3.6). */
export type AccessTokenHashes = Readonly<Record<"sha256" | "sha384" | "sha512", string>>;

/** What an identity provider gives for a grant. */
export type TokenAnswer =
  | {
      readonly kind: "tokens";
      readonly idToken: string | undefined;
      /** Undefined when there was no access token. */
      readonly accessTokenHashes: AccessTokenHashes | undefined;
      readonly refreshToken: string | undefined;
      /** Undefined when the provider does not say how long the access token lives. */
      readonly expiresInMs: number | undefined;
    }
  /** The provider's word for why it gives none: `invalid_grant`. */
  | { readonly kind: "refused"; readonly error: string };

/** What is known of an OpenID Connect provider. */
export interface Provider {
  readonly authorization: string;
  readonly token: string;
  /** Whether it says in each answer to a browser that it is its own (RFC 9207). */
  readonly namesItself: boolean;
}

/** What is asked of a state that replicas share: a text that is there, or to set or take away one, or to set one where there is none – that one is answered then, or the earlier one. */
export type StateQuestion =
  | { readonly kind: "get"; readonly key: string }
  | { readonly kind: "set" | "claim"; readonly key: string; readonly text: string; readonly forMs: number }
  | { readonly kind: "delete"; readonly key: string };

/** What was said of a token. */
export interface Introspected {
  /** Undefined: the token is not active. */
  readonly claims: JsonObject | undefined;
  /** How long the answer may be used, in milliseconds since the Unix epoch. */
  readonly until: number;
}

/** `forgotten`: it was made before that which remembers, so that nobody can tell. */
export type FirstSight = "first" | "again" | "forgotten";

/**
 * What a decision may need from outside, by its kind: the question and the answer. An answer may take time; one that cannot be had at all
 * throws an `AuthzError`, and then the request cannot be decided.
 */
export interface Needs {
  /** The keys of an issuer; with `unknown` those after another look, as far as one is allowed now, because no key of that name was there. */
  keys: { readonly question: { readonly source: KeySource; readonly unknown: string | undefined }; readonly answer: IssuerKeys };
  /** Whether a token was signed by a key. */
  signature: {
    readonly question: { readonly key: VerificationKey; readonly token: CompactToken };
    readonly answer: boolean;
  };
  /** Whether a request was signed by a key. */
  messageSignature: {
    readonly question: { readonly key: SigningKey; readonly base: string; readonly signature: Uint8Array };
    readonly answer: boolean;
  };
  /**
   * Whether something is seen for the first time, by {@link FirstSight}. `owner` is the request that claims it: one that is asked about twice, because Envoy asked
   * again, has it still; an empty one is somebody else each time. `untilMs` says how long it must be remembered, `madeMs` when what is seen was made, both in
   * milliseconds since the Unix epoch.
   */
  nonce: {
    readonly question: { readonly nonce: string; readonly owner: string; readonly untilMs: number; readonly madeMs: number };
    readonly answer: FirstSight;
  };
  /** What the metadata of an issuer says (OpenID Connect Discovery). */
  provider: { readonly question: { readonly issuer: string }; readonly answer: Provider };
  /** Where an issuer's metadata sends browsers to log out; undefined when it does not say, or cannot be had: a logout does not wait for that. */
  endSession: { readonly question: { readonly issuer: string }; readonly answer: string | undefined };
  /** That a refresh token is good for nothing any more (RFC 7009), as far as the provider takes that: nobody waits for it. */
  revokeToken: { readonly question: TokenRevocation; readonly answer: undefined };
  /** That sessions are good for nothing any more, at every replica; answered when that is written. */
  endLogins: { readonly question: EndedLogins; readonly answer: undefined };
  /** Tokens for a grant. Everybody who shows one refresh token, at every replica that remembers things together with this one, shares one question and, for a while, its answer. */
  tokens: { readonly question: { readonly endpoint: TokenEndpoint; readonly grant: TokenGrant }; readonly answer: TokenAnswer };
  /** So many unpredictable bytes, in base64url. */
  random: { readonly question: { readonly bytes: number }; readonly answer: string };
  /** A text that nobody can read or make but whoever has the key; it is bound to its context. In base64url. */
  seal: { readonly question: { readonly text: string; readonly context: string }; readonly answer: string };
  /** The text that was sealed; undefined when it was not sealed here, or for another context. */
  unseal: { readonly question: { readonly sealed: string; readonly context: string }; readonly answer: string | undefined };
  /** Something that replicas remember together; what of the answer there is, {@link StateQuestion} says. */
  state: { readonly question: StateQuestion; readonly answer: string | undefined };
  /** What an identity provider says of a token (RFC 7662). */
  introspection: {
    readonly question: { readonly endpoint: IntrospectionEndpoint; readonly token: string };
    readonly answer: Introspected;
  };
}

/** One need, of any kind. */
export type Need = { [Kind in keyof Needs]: { readonly kind: Kind; readonly question: Needs[Kind]["question"] } }[keyof Needs];

/** A computation that may need something from outside on its way to a result. It stays pure: whoever runs it answers. */
export type Asking<Result> = Generator<Need, Result, unknown>;

/** Asks for something and goes on with the answer. */
export function* ask<Kind extends keyof Needs>(kind: Kind, question: Needs[Kind]["question"]): Asking<Needs[Kind]["answer"]> {
  // Whoever runs the computation answers each need by its kind: the types of `Sources` hold that.
  return (yield { kind, question } as Need) as Needs[Kind]["answer"];
}

/** Whoever answers needs. An answer that is there at once is given at once. */
export type Sources = { readonly [Kind in keyof Needs]: (question: Needs[Kind]["question"]) => Needs[Kind]["answer"] | Promise<Needs[Kind]["answer"]> };
