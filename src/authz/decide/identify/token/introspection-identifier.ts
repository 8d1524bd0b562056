import type { IntrospectionSpec } from "../../../../model/auth/introspection-schema.ts";
import { durationMs } from "../../../../model/object/common.ts";
import { cutJson } from "../../explain/cut.ts";
import type { Facts } from "../../facts.ts";
import { type Asking, ask, type IntrospectionEndpoint } from "../../need.ts";
import type { DecisionRequest } from "../../request/decision-request.ts";
import type { Attempt, Identifier, PolicyPlace } from "../attempt.ts";
import { credentialReader, type ShownCredential } from "../credential-reader.ts";
import { refusedToken, unboundToken } from "./bearer-refusal.ts";
import { type BindingCheck, compileBinding } from "./certificate-binding.ts";
import { compileClaimsCheck } from "./check-claims.ts";
import { bearerPlaces } from "./jwt-identifier.ts";
import { type ClaimPlaces, claimPlaces, type TokenPolicy, tokenOwner } from "./token-owner.ts";

/** Nobody asks about longer ones. */
const longestToken = 8192;
const mostKeepMs = 60_000;

/** Identification by a token that its issuer is asked about (RFC 7662). */
export function introspectionIdentifier(name: string, spec: IntrospectionSpec, { scope, namespace }: PolicyPlace): Identifier {
  const reader = credentialReader(spec.from ?? bearerPlaces, { removes: !(spec.forward ?? true) });
  const binding = compileBinding(spec.binding);
  const context: IntrospectionContext = {
    endpoint: endpointOf(spec, namespace),
    issuer: spec.issuer,
    check: compileClaimsCheck({ ...spec, audiences: spec.audiences ?? "any", endless: true }),
    places: claimPlaces(spec),
    policy: { kind: "introspection", method: name, scope, needsConsumer: spec.consumer === "required" },
    binding: binding.check,
  };
  return {
    name,
    inputs: [...reader.inputs, ...binding.inputs],
    hides: reader.hides,
    challenge: "Bearer",
    *identify(request, facts) {
      const shown = reader.read(request);
      return shown === undefined ? { kind: "absent" } : yield* identifyToken(shown, context, { request, facts });
    },
  };
}

interface IntrospectionContext {
  readonly endpoint: IntrospectionEndpoint;
  readonly issuer: string;
  readonly check: ReturnType<typeof compileClaimsCheck>;
  readonly places: ClaimPlaces;
  readonly policy: TokenPolicy;
  readonly binding: BindingCheck;
}

interface Question {
  readonly request: DecisionRequest;
  readonly facts: Facts;
}

function endpointOf({ url, client, cache }: IntrospectionSpec, namespace: string): IntrospectionEndpoint {
  return {
    url,
    client: client === undefined ? undefined : { id: client.id, secret: { namespace, ...client.secret }, method: client.method ?? "basic" },
    keepMs: Math.min(mostKeepMs, cache === undefined ? mostKeepMs : durationMs(cache)),
  };
}

function* identifyToken(shown: ShownCredential, context: IntrospectionContext, { request, facts }: Question): Asking<Attempt> {
  const { endpoint, issuer, check, places, policy, binding } = context;
  if (shown.text.length > longestToken || !/^[\x21-\x7e]+$/u.test(shown.text)) return refusedToken("credential_invalid", "The token cannot be read", []);
  const { claims, until } = yield* ask("introspection", { endpoint, token: shown.text });
  if (claims === undefined) return { ...refusedToken("credential_invalid", "The token is not active", []), until };
  if (claims["iss"] !== undefined && claims["iss"] !== issuer)
    return { ...refusedToken("credential_invalid", "The token is of another issuer", []), until, why: `The answer's claim iss is ${cutJson(claims["iss"])}` };
  const { now } = request;
  const checked = check({ claims, type: undefined, now });
  if (checked.kind === "bad") return { ...refusedToken(checked.code, checked.detail, []), until: Math.min(until, checked.until), why: checked.why };
  const bound = binding(claims, request);
  const end = Math.min(until, checked.until, bound.until);
  if (bound.fault !== undefined) return { ...unboundToken(bound, []), until: end };
  return tokenOwner({ shown, claims, issuer, places, until: end, evidence: [] }, policy, { facts, now });
}
