import { z } from "zod";
import type { DeepReadonly } from "../../kit/deep-readonly.ts";
import { duration, exactHostname } from "../object/common.ts";
import { path } from "../object/http-text.ts";
import { secretRef } from "../object/secret-ref.ts";
import { cookieName } from "./credential-place.ts";
import { claimName, unheardUrl } from "./token-fields.ts";

const client = z.strictObject({
  id: z.string().min(1).max(256).describe("Client id under which the identity provider knows the gateway."),
  secret: secretRef.describe("Its client secret. Default: none, a public client; PKCE protects the code either way.").exactOptional(),
  method: z
    .enum(["basic", "post"])
    .describe("How the secret is shown: in the header Authorization, or in the form (client_secret_basic, client_secret_post). Default: basic.")
    .exactOptional(),
});

const endpoints = z.strictObject({
  authorization: unheardUrl.describe("Where browsers are sent to log in."),
  token: unheardUrl.describe("Where codes and refresh tokens are exchanged."),
  jwks: unheardUrl.describe("The keys that ID tokens are signed with (JWK Set)."),
  revocation: unheardUrl.describe("Where refresh tokens are revoked at a logout (RFC 7009). Default: they end by themselves.").exactOptional(),
  endSession: unheardUrl.describe("Where browsers are sent to log out. Default: they log out of the gateway alone.").exactOptional(),
});

const logout = z.strictObject({
  path: path.describe("Path that ends the session. Default: /logout.").exactOptional(),
  redirect: path.describe("Path of the same host that browsers come back to; the identity provider must know its URL. Default: /.").exactOptional(),
  backChannel: path
    .describe(
      "Path where the identity provider tells of logouts (OpenID Connect Back-Channel Logout); it must know its URL. Proxies then send along the first 16 kB of bodies. Default: it tells nobody.",
    )
    .exactOptional(),
  provider: z
    .enum(["too", "stays"])
    .describe("Whether browsers are sent on to log out of the identity provider too, where it has an address for that. Default: too.")
    .exactOptional(),
});

const cookie = z.strictObject({
  name: cookieName
    .describe("Name of the session's cookie; cookies with a point and more behind it are the policy's, too. Default: __Host-session.")
    .exactOptional(),
  domain: exactHostname
    .describe("Hosts that share the session: this one and all below it. Such a cookie cannot be called __Host-. Default: the host that logged in, alone.")
    .exactOptional(),
  sameSite: z
    .enum(["lax", "none"])
    .describe(
      "none: the session counts in frames and calls of other sites, too. Strict is not offered: the way back from the login is one from another site. Default: lax.",
    )
    .exactOptional(),
  secure: z.boolean().describe("False: the cookie is sent without TLS, too; for trials. Default: true.").exactOptional(),
});

const session = z.strictObject({
  idle: duration.describe("How long a session lasts without a request. Default: 30m, or absolute where that is shorter.").exactOptional(),
  absolute: duration.describe("How long a session lasts at most. Default: 12h.").exactOptional(),
  keptIn: z
    .enum(["cookie", "server"])
    .describe("server: in what the replicas share (--auth-state, a Redis); the cookie has its id alone, and a logout ends it for every copy. Default: cookie.")
    .exactOptional(),
  cookie: cookie.describe("The cookie that stands for the session.").exactOptional(),
});

/** Identification by a login at an OpenID Connect provider. */
export const oidcSchema = z.strictObject({
  issuer: unheardUrl.describe("The identity provider: its issuer, as its metadata and its tokens name it."),
  endpoints: endpoints.describe("Addresses of the identity provider. Default: those of its metadata (OpenID Connect Discovery).").exactOptional(),
  client: client.describe("As whom the gateway asks."),
  scopes: z
    .array(z.string().regex(/^[!#-[\]-~]{1,256}$/u))
    .min(1)
    .max(32)
    .describe("Scopes that are asked for; openid is one. With offline_access most providers give a refresh token. Default: openid.")
    .exactOptional(),
  parameters: z
    .record(z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/u), z.string().max(1024))
    .describe("Further parameters of the request to log in: prompt, acr_values, audience. Default: none.")
    .exactOptional(),
  redirectPath: path
    .describe("Path that the identity provider sends browsers back to; it must know its URL, and the policy must apply to it. Default: /login/callback.")
    .exactOptional(),
  origin: z
    .string()
    .regex(/^https?:\/\/[^\s/?#@]+$/u)
    .describe("What browsers see as the address of the site: https://shop.example.com. Default: scheme and host of the request.")
    .exactOptional(),
  logout: logout.describe("How a session is ended.").exactOptional(),
  session: session.describe("How long a login lasts, and where it is kept.").exactOptional(),
  leeway: duration.describe("How far clocks may differ. Default: 30s.").exactOptional(),
  subject: claimName.describe("Claim of the ID token that says who it is. Default: sub.").exactOptional(),
  groups: claimName.describe("Claim with the groups. Default: groups.").exactOptional(),
  consumer: z.enum(["optional", "required"]).describe("Whether the login must belong to a Consumer (its credential jwt). Default: optional.").exactOptional(),
});

/** Identification by a login at an OpenID Connect provider. */
export type OidcSpec = DeepReadonly<z.output<typeof oidcSchema>>;
