import type { OidcSettings } from "../../../../model/auth/oidc-defaults.ts";
import { oidcSettings } from "../../../../model/auth/oidc-defaults.ts";
import type { OidcSpec } from "../../../../model/auth/oidc-schema.ts";
import { durationMs } from "../../../../model/object/common.ts";
import { type Asking, ask, type KeySource, type Provider, type TokenEndpoint, type TokenRevocation } from "../../need.ts";
import type { DecisionRequest } from "../../request/decision-request.ts";
import type { PolicyPlace } from "../attempt.ts";
import { type ClaimRules, compileClaimsCheck, usualLeeway } from "../token/check-claims.ts";
import { type ClaimPlaces, claimPlaces, type TokenPolicy } from "../token/token-owner.ts";

/** A login, ready to run. */
export interface LoginPolicy {
  readonly issuer: string;
  readonly clientId: string;
  readonly settings: OidcSettings;
  readonly parameters: Readonly<Record<string, string>>;
  readonly keys: KeySource;
  readonly namespace: string;
  /** How far clocks may differ, milliseconds. */
  readonly leewayMs: number;
  readonly checkClaims: ReturnType<typeof compileClaimsCheck>;
  /** Of what a provider tells of logouts by. */
  readonly checkLogoutClaims: ReturnType<typeof compileClaimsCheck>;
  readonly places: ClaimPlaces;
  readonly owner: TokenPolicy;
  /** What browsers see as the address of the site; undefined when the request has no host that can stand in a URL. */
  origin(request: DecisionRequest): string | undefined;
  provider(): Asking<Provider>;
  /** Where browsers are sent to log out of the provider; undefined when they are not. */
  endSessionUrl(): Asking<string | undefined>;
  tokenEndpoint(provider: Provider): TokenEndpoint;
  /** Where the provider is told that a refresh token is not used any more; undefined: nowhere. */
  readonly revocation: Omit<TokenRevocation, "refreshToken"> | undefined;
  /** What a sealed cookie is bound to: what it is for, the policy, and the host or the domain that it is for. */
  context(purpose: "login" | "session" | "kept", request: DecisionRequest): string;
}

const hostText = /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/u;

/** An older message about a logout is not taken: whoever sends it again could end sessions that were made since. */
const logoutTokenAge = "5m";

/** Makes a login of what a user writes. */
export function compileLogin(name: string, spec: OidcSpec, { scope, namespace }: PolicyPlace): LoginPolicy {
  const settings = oidcSettings(spec);
  const { issuer, client, endpoints, subject, groups } = spec;
  const rules: ClaimRules = { audiences: [client.id], require: ["sub", "iat"], ...(spec.leeway !== undefined && { leeway: spec.leeway }) };
  const { cookie } = settings;
  const method = client.method ?? "basic";
  const secret = client.secret === undefined ? undefined : { namespace, ...client.secret };
  const shownClient = { id: client.id, secret, method };
  return {
    issuer,
    clientId: client.id,
    settings,
    parameters: spec.parameters ?? {},
    keys: endpoints === undefined ? { kind: "discovery", issuer } : { kind: "url", url: endpoints.jwks },
    namespace,
    leewayMs: durationMs(spec.leeway ?? usualLeeway),
    checkClaims: compileClaimsCheck(rules),
    checkLogoutClaims: compileClaimsCheck({ ...rules, require: ["iat", "jti", "events"], maxAge: logoutTokenAge }),
    places: claimPlaces({ ...(subject !== undefined && { subject }), ...(groups !== undefined && { groups }) }),
    owner: { kind: "oidc", method: name, scope, needsConsumer: spec.consumer === "required" },
    origin: ({ view }) => spec.origin ?? originOf(view.scheme, view.host),
    *provider() {
      if (endpoints === undefined) return yield* ask("provider", { issuer });
      return { authorization: endpoints.authorization, token: endpoints.token, namesItself: false };
    },
    *endSessionUrl() {
      if (spec.logout?.provider === "stays") return undefined;
      return endpoints === undefined ? yield* ask("endSession", { issuer }) : endpoints.endSession;
    },
    tokenEndpoint: ({ token }) => ({ url: token, client: shownClient }),
    revocation: revocationOf(spec, shownClient),
    context: (purpose, request) => JSON.stringify([purpose, namespace, issuer, client.id, cookie.name, cookie.domain ?? request.hostname]),
  };
}

function revocationOf({ issuer, endpoints }: OidcSpec, client: TokenRevocation["client"]): LoginPolicy["revocation"] {
  if (endpoints === undefined) return { client, at: { kind: "metadata", issuer } };
  return endpoints.revocation === undefined ? undefined : { client, at: { kind: "url", url: endpoints.revocation } };
}

function originOf(scheme: string, host: string): string | undefined {
  return (scheme === "https" || scheme === "http") && hostText.test(host) ? `${scheme}://${host}` : undefined;
}
