import type { JwsAlgorithm } from "../../../../kit/jose/algorithm.ts";
import { readCompactToken, readJson } from "../../../../kit/jose/compact-token.ts";
import { canonicalJson, type Json, type JsonObject } from "../../../../kit/json.ts";
import { claimPath } from "../../../../model/auth/claim-name.ts";
import type { CredentialPlace } from "../../../../model/auth/credential-place.ts";
import type { JwtSpec, TokenIssuer } from "../../../../model/auth/jwt-schema.ts";
import { claimAt } from "../../authorize/claim-test.ts";
import { type ConsumerScope, credentialFault } from "../../directory/consumer.ts";
import type { Evidence } from "../../evidence.ts";
import type { Facts } from "../../facts.ts";
import { verifyToken } from "../../jose/verify-token.ts";
import type { Asking, KeySource } from "../../need.ts";
import type { Refusal, RefusalCode } from "../../refusal.ts";
import type { DecisionRequest } from "../../request/decision-request.ts";
import { credentialMarks, type RevocationMark, tokenMarks } from "../../revocation/revocation-mark.ts";
import type { Attempt, Identifier } from "../attempt.ts";
import { credentialReader, type ShownCredential } from "../credential-reader.ts";
import { type BindingCheck, compileBinding } from "./certificate-binding.ts";
import { type CheckedClaims, compileClaimsCheck } from "./check-claims.ts";

const usualPlaces: readonly CredentialPlace[] = [{ header: "authorization", scheme: "Bearer" }];
const usualAlgorithms: readonly JwsAlgorithm[] = ["RS256", "PS256", "ES256", "ES384", "EdDSA"];

/** Identification by a signed token (RFC 7519) of one of several issuers. */
export function jwtIdentifier(name: string, spec: JwtSpec, scope: ConsumerScope): Identifier {
  const forward = spec.forward ?? true;
  const reader = credentialReader(spec.from ?? usualPlaces, { removes: !forward });
  const binding = compileBinding(spec.binding);
  const issuers = new Map(spec.issuers.map((issuer) => [issuer.issuer, compileIssuer(issuer)]));
  const context: JwtContext = { name, issuers, scope, forward, binding: binding.check, needsConsumer: spec.consumer === "required" };
  return {
    name,
    inputs: [...reader.inputs, ...binding.inputs],
    challenge: "Bearer",
    keySources: [...issuers.values()].map(({ source }) => source),
    *identify(request, facts) {
      const shown = reader.read(request);
      return shown === undefined ? { kind: "absent" } : yield* identifyToken(shown, context, { request, facts });
    },
  };
}

interface CompiledIssuer {
  readonly name: string;
  readonly source: KeySource;
  readonly algorithms: readonly JwsAlgorithm[];
  readonly check: ReturnType<typeof compileClaimsCheck>;
  readonly subject: readonly string[];
  readonly groups: readonly string[];
  readonly scopes: readonly (readonly string[])[];
}

interface JwtContext {
  readonly name: string;
  readonly issuers: ReadonlyMap<string, CompiledIssuer>;
  readonly scope: ConsumerScope;
  readonly forward: boolean;
  readonly binding: BindingCheck;
  readonly needsConsumer: boolean;
}

interface Question {
  readonly request: DecisionRequest;
  readonly facts: Facts;
}

function compileIssuer(issuer: TokenIssuer): CompiledIssuer {
  return {
    name: issuer.issuer,
    source: sourceOf(issuer),
    algorithms: issuer.algorithms ?? usualAlgorithms,
    check: compileClaimsCheck(issuer),
    subject: claimPath(issuer.subject ?? "sub") ?? [],
    groups: claimPath(issuer.groups ?? "groups") ?? [],
    scopes: issuer.scopes === undefined ? [["scope"], ["scp"]] : [claimPath(issuer.scopes) ?? []],
  };
}

function sourceOf({ issuer, jwks, keys }: TokenIssuer): KeySource {
  if (jwks !== undefined) return { kind: "url", url: jwks };
  return keys === undefined ? { kind: "discovery", issuer } : { kind: "inline", keys: canonicalJson(keys as Json) };
}

/** The signature comes first: what a token says of itself is nobody's word before. Only its issuer is read, to know whose keys to take. */
function* identifyToken(shown: ShownCredential, context: JwtContext, { request, facts }: Question): Asking<Attempt> {
  const read = readCompactToken(shown.text);
  if ("error" in read) return read.isToken ? refused("credential_invalid", "The token cannot be read", []) : foreign("The credential is not a signed token");
  const claims = readJson(read.token.payload);
  if (claims === undefined) return refused("credential_invalid", "The token has no claims", []);
  const issuer = typeof claims["iss"] === "string" ? context.issuers.get(claims["iss"]) : undefined;
  if (issuer === undefined) return foreign("The token is of an issuer that is not known here");
  const verified = yield* verifyToken(read.token, issuer.source, issuer.algorithms);
  if (!verified.ok) return refused("credential_invalid", "The token's signature cannot be verified", [verified.evidence]);
  const checked = issuer.check({ claims, type: read.token.type, now: request.now });
  if (checked.kind === "bad") return { ...refused(checked.code, checked.detail, [verified.evidence]), until: checked.until };
  const unbound = context.binding(claims, request);
  if (unbound !== undefined) return refused("credential_invalid", unbound, [verified.evidence]);
  return identified({ shown, claims, issuer, checked, evidence: verified.evidence, now: request.now }, context, facts);
}

interface GoodToken {
  readonly shown: ShownCredential;
  readonly claims: JsonObject;
  readonly issuer: CompiledIssuer;
  readonly checked: Extract<CheckedClaims, { kind: "good" }>;
  readonly evidence: Evidence;
  readonly now: number;
}

function identified({ shown, claims, issuer, checked, evidence, now }: GoodToken, { name, scope, forward, needsConsumer }: JwtContext, facts: Facts): Attempt {
  const { credential, evidence: owner } = facts.consumers.findToken(issuer.name, claims, scope);
  const all = [evidence, ...owner];
  const fault = credential === undefined ? undefined : credentialFault(credential, now);
  if (fault !== undefined) return { ...refused("credential_invalid", "The token's consumer is not let in now", all), until: fault.until };
  if (credential === undefined && needsConsumer) return refused("credential_invalid", "The token belongs to no consumer", all);
  const consumer = credential?.consumer;
  const subject = claimAt(claims, issuer.subject);
  return {
    kind: "identified",
    identity: {
      kind: "jwt",
      method: name,
      subject: typeof subject === "string" ? subject : "",
      consumer,
      credential: credential?.name,
      groups: [...new Set([...(consumer?.groups ?? []), ...wordsIn(claimAt(claims, issuer.groups))])],
      scopes: wordsIn(issuer.scopes.map((path) => claimAt(claims, path)).find((value) => value !== undefined)),
      claims,
      marks: [...marksOf(shown.text, issuer.name, claims), ...(credential === undefined ? [] : credentialMarks(credential.consumer, credential.name))],
    },
    evidence: all,
    until: Math.min(checked.until, credential?.expires ?? checked.until),
    removal: forward ? undefined : shown.place,
  };
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

function foreign(detail: string): Attempt {
  return { kind: "foreign", refusal: refusal("credential_invalid", detail) };
}

function refused(code: RefusalCode, detail: string, evidence: readonly Evidence[]): Extract<Attempt, { kind: "refused" }> {
  return { kind: "refused", refusal: refusal(code, detail), evidence };
}

/** RFC 6750 §3.1 has one word for all of it. */
function refusal(code: RefusalCode, detail: string): Refusal {
  return { kind: "unauthenticated", code, detail, challenge: `Bearer error="invalid_token", error_description="${detail}"` };
}
