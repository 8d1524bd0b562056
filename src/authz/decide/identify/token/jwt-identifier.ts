import type { JwsAlgorithm } from "../../../../kit/jose/algorithm.ts";
import { readCompactToken, readJson } from "../../../../kit/jose/compact-token.ts";
import { canonicalJson, type Json } from "../../../../kit/json.ts";
import type { CredentialPlace } from "../../../../model/auth/credential-place.ts";
import type { JwtSpec, TokenIssuer } from "../../../../model/auth/jwt-schema.ts";
import type { ConsumerScope } from "../../directory/consumer.ts";
import { cutJson } from "../../explain/cut.ts";
import type { Facts } from "../../facts.ts";
import { verifyToken } from "../../jose/verify-token.ts";
import type { Asking, KeySource } from "../../need.ts";
import type { DecisionRequest } from "../../request/decision-request.ts";
import type { Attempt, Identifier } from "../attempt.ts";
import { credentialReader, type ShownCredential } from "../credential-reader.ts";
import { foreignToken, refusedToken, unboundToken } from "./bearer-refusal.ts";
import { type BindingCheck, compileBinding } from "./certificate-binding.ts";
import { compileClaimsCheck } from "./check-claims.ts";
import { type ClaimPlaces, claimPlaces, type TokenPolicy, tokenOwner } from "./token-owner.ts";

/** Where a bearer token stands (RFC 6750 §2.1). */
export const bearerPlaces: readonly CredentialPlace[] = [{ header: "authorization", scheme: "Bearer" }];
/** Signature algorithms that tokens may have where a policy does not say. */
export const usualAlgorithms: readonly JwsAlgorithm[] = ["RS256", "PS256", "ES256", "ES384", "EdDSA"];

/** Identification by a signed token (RFC 7519) of one of several issuers. */
export function jwtIdentifier(name: string, spec: JwtSpec, scope: ConsumerScope): Identifier {
  const reader = credentialReader(spec.from ?? bearerPlaces, { removes: !(spec.forward ?? true) });
  const binding = compileBinding(spec.binding);
  const issuers = new Map(spec.issuers.map((issuer) => [issuer.issuer, compileIssuer(issuer)]));
  const policy: TokenPolicy = { kind: "jwt", method: name, scope, needsConsumer: spec.consumer === "required" };
  const context: JwtContext = { issuers, policy, binding: binding.check };
  return {
    name,
    inputs: [...reader.inputs, ...binding.inputs],
    hides: reader.hides,
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
  readonly places: ClaimPlaces;
}

interface JwtContext {
  readonly issuers: ReadonlyMap<string, CompiledIssuer>;
  readonly policy: TokenPolicy;
  readonly binding: BindingCheck;
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
    places: claimPlaces(issuer),
  };
}

function sourceOf({ issuer, jwks, keys }: TokenIssuer): KeySource {
  if (jwks !== undefined) return { kind: "url", url: jwks };
  return keys === undefined ? { kind: "discovery", issuer } : { kind: "inline", keys: canonicalJson(keys as Json) };
}

/** What issuers sign with the same keys for other purposes (RFC 8725 §3.11): logouts, events, proofs of possession, requests to themselves, and who a client is. */
const otherTypes: ReadonlySet<string> = new Set(["logout+jwt", "secevent+jwt", "dpop+jwt", "oauth-authz-req+jwt", "client-authentication+jwt"]);

/** The signature comes first: what a token says of itself is nobody's word before. Only its issuer is read, to know whose keys to take. */
function* identifyToken(shown: ShownCredential, { issuers, policy, binding }: JwtContext, { request, facts }: Question): Asking<Attempt> {
  const { now } = request;
  const read = readCompactToken(shown.text);
  if ("error" in read)
    return read.isToken
      ? { ...refusedToken("credential_invalid", "The token cannot be read", []), why: read.error }
      : foreignToken("The credential is not a signed token", read.error);
  const claims = readJson(read.token.payload);
  if (claims === undefined) return refusedToken("credential_invalid", "The token has no claims", []);
  const issuer = typeof claims["iss"] === "string" ? issuers.get(claims["iss"]) : undefined;
  if (issuer === undefined) return foreignToken("The token is of an issuer that is not known here", unknownIssuer(claims["iss"], issuers));
  const verified = yield* verifyToken(read.token, issuer.source, issuer.algorithms);
  const evidence = [verified.evidence];
  if (!verified.ok) return { ...refusedToken("credential_invalid", "The token's signature cannot be verified", evidence), why: verified.detail };
  const checked = issuer.check({ claims, type: read.token.type, now });
  if (checked.kind === "bad") return { ...refusedToken(checked.code, checked.detail, evidence), until: checked.until, why: checked.why };
  if (otherTypes.has(read.token.type ?? ""))
    return {
      ...refusedToken("credential_invalid", "The token is not meant for access", evidence),
      why: `The typ of its header is ${cutJson(read.token.type)}`,
    };
  const bound = binding(claims, request);
  const until = Math.min(checked.until, bound.until);
  if (bound.fault !== undefined) return { ...unboundToken(bound, evidence), until };
  return tokenOwner({ shown, claims, issuer: issuer.name, places: issuer.places, until, evidence }, policy, { facts, now });
}

function unknownIssuer(iss: Json | undefined, known: ReadonlyMap<string, unknown>): string {
  return `Its claim iss is ${cutJson(iss)}; known here: ${[...known.keys()].join(", ")}`;
}
