import type { Json, JsonObject } from "../../../../kit/json.ts";
import { claimPath } from "../../../../model/auth/claim-name.ts";
import { claimAt } from "../../authorize/claim-test.ts";
import { type ConsumerScope, credentialFault, faultText, scopeText } from "../../directory/consumer.ts";
import type { Evidence } from "../../evidence.ts";
import type { Facts } from "../../facts.ts";
import { credentialMarks, type RevocationMark, tokenMarks } from "../../revocation/revocation-mark.ts";
import type { Attempt } from "../attempt.ts";
import type { ShownCredential } from "../credential-reader.ts";
import type { IdentityKind } from "../identity.ts";
import { refusedToken } from "./bearer-refusal.ts";

/** Where the claims of an issuer say who somebody is and what they may do. */
export interface ClaimPlaces {
  readonly subject: readonly string[];
  readonly groups: readonly string[];
  readonly scopes: readonly (readonly string[])[];
}

/** Reads the names of claims, and fills in the usual ones. */
export function claimPlaces({ subject, groups, scopes }: { readonly subject?: string; readonly groups?: string; readonly scopes?: string }): ClaimPlaces {
  return {
    subject: claimPath(subject ?? "sub") ?? [],
    groups: claimPath(groups ?? "groups") ?? [],
    scopes: scopes === undefined ? [["scope"], ["scp"]] : [claimPath(scopes) ?? []],
  };
}

/** A token that was found good. */
export interface GoodToken {
  readonly shown: ShownCredential;
  readonly claims: JsonObject;
  readonly issuer: string;
  readonly places: ClaimPlaces;
  /** Milliseconds since the Unix epoch. */
  readonly until: number;
  readonly evidence: readonly Evidence[];
}

/** What one way of identification makes of good tokens. */
export interface TokenPolicy {
  readonly kind: IdentityKind;
  readonly method: string;
  readonly scope: ConsumerScope;
  readonly needsConsumer: boolean;
}

/** Whose token it is: the consumer that it belongs to, or the subject alone where the policy does not want one. */
export function tokenOwner(token: GoodToken, { kind, method, scope, needsConsumer }: TokenPolicy, { facts, now }: TokenFacts): Attempt {
  const { shown, claims, issuer, places, until } = token;
  const { credential, evidence: owner } = facts.consumers.findToken(issuer, claims, scope);
  const evidence = [...token.evidence, ...owner];
  const fault = credential === undefined ? undefined : credentialFault(credential, now);
  if (credential !== undefined && fault !== undefined)
    return {
      ...refusedToken("credential_invalid", "The token's consumer is not let in now", evidence),
      until: Math.min(until, fault.until),
      why: faultText(credential, fault.fault),
    };
  if (credential === undefined && needsConsumer)
    return { ...refusedToken("credential_invalid", "The token belongs to no consumer", evidence), until, why: `Looked for in ${scopeText(scope)}` };
  const consumer = credential?.consumer;
  const subject = claimAt(claims, places.subject);
  return {
    kind: "identified",
    identity: {
      kind,
      method,
      subject: typeof subject === "string" ? subject : "",
      consumer,
      issuer,
      credential: credential?.name,
      groups: [...new Set([...(consumer?.groups ?? []), ...wordsIn(claimAt(claims, places.groups))])],
      scopes: wordsIn(places.scopes.map((path) => claimAt(claims, path)).find((value) => value !== undefined)),
      claims,
      marks: [...marksOf(shown.text, issuer, claims), ...(credential === undefined ? [] : credentialMarks(credential.consumer, credential.name))],
    },
    evidence,
    until: Math.min(until, credential?.expires ?? until),
  };
}

/** What is known when a token is looked at. */
export interface TokenFacts {
  readonly facts: Facts;
  readonly now: number;
}

function marksOf(text: string, issuer: string, { jti, sub, iat }: JsonObject): readonly RevocationMark[] {
  const token = {
    issuer,
    id: typeof jti === "string" ? jti : undefined,
    subject: typeof sub === "string" ? sub : undefined,
    issuedAt: typeof iat === "number" ? iat * 1000 : undefined,
  };
  return [{ kind: "text", text }, ...tokenMarks(token)];
}

/** A list of texts, or the words of one (RFC 8693 §4.2). */
function wordsIn(value: Json | undefined): readonly string[] {
  if (typeof value === "string") return value.split(" ").filter((word) => word !== "");
  return Array.isArray(value) ? (value as readonly Json[]).filter((item) => typeof item === "string") : [];
}
