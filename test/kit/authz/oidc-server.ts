import { once } from "node:events";
import { createServer } from "node:http";
import { Provider } from "oidc-provider";
import { atEnd } from "../binary/at-end.ts";
import { freePort } from "../binary/free-port.ts";

/** A client of the provider. */
export interface OidcClient {
  readonly id: string;
  readonly secret: string;
  /** Address of the site: `http://127.0.0.1:8080`. */
  readonly origin: string;
}

/** A real OpenID Connect provider on loopback, with pages to log in. */
export interface OidcServer {
  readonly issuer: string;
  /** Refresh tokens that were exchanged, and others that were not good. */
  readonly refreshed: { good: number; bad: number };
  /** Refresh tokens that were revoked. */
  readonly revoked: { count: number };
  /** How long access tokens live from now on, in seconds. */
  accessTokenSeconds: number;
  /** What becomes of those who ask for tokens: an answer, a cut connection, or something that is no answer. */
  tokens: "given" | "cut" | "garbage";
}

/**
 * Starts it; it ends with the test file. It is called localhost, so that it is another site than one on 127.0.0.1. Refresh tokens are good for one time, and whoever
 * shows one twice loses the session.
 */
export async function startOidcServer({ id, secret, origin }: OidcClient): Promise<OidcServer> {
  const port = await freePort();
  const issuer = `http://localhost:${port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: id,
        client_secret: secret,
        redirect_uris: [`${origin}/login/callback`, `${origin}/kept/callback`],
        post_logout_redirect_uris: [`${origin}/`],
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
        backchannel_logout_uri: `${origin}/logout/announced`,
        backchannel_logout_session_required: true,
      },
    ],
    cookies: { keys: ["cookie-key-of-the-test"] },
    claims: { openid: ["sub", "groups"] },
    conformIdTokenClaims: false,
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, groups: ["clerks"] }) }),
    issueRefreshToken: () => true,
    rotateRefreshToken: true,
    // Its own does not go to loopback.
    fetch: (url, options = {}) => fetch(url, Object.fromEntries(Object.entries(options).filter(([name]) => name !== "dispatcher"))),
    features: { revocation: { enabled: true }, backchannelLogout: { enabled: true } },
    ttl: { AccessToken: () => server.accessTokenSeconds, IdToken: 3600, Session: 86_400, Grant: 86_400, RefreshToken: 86_400, Interaction: 3600 },
  });
  const refreshed = { good: 0, bad: 0 };
  provider.on("grant.success", ({ oidc }) => {
    if (oidc.params?.["grant_type"] === "refresh_token") refreshed.good += 1;
  });
  provider.on("grant.error", ({ oidc }) => {
    if (oidc.params?.["grant_type"] === "refresh_token") refreshed.bad += 1;
  });
  const revoked = { count: 0 };
  provider.on("refresh_token.destroyed", () => {
    revoked.count += 1;
  });
  const server: OidcServer = { issuer, refreshed, revoked, accessTokenSeconds: 3600, tokens: "given" };
  const answer = provider.callback();
  const listener = createServer((request, response) => {
    if (request.url !== "/token" || server.tokens === "given") void answer(request, response);
    else if (server.tokens === "cut") request.socket.destroy();
    else response.writeHead(200, { "content-type": "application/json" }).end('{"access_token":');
  });
  listener.listen(port, "127.0.0.1");
  await once(listener, "listening");
  atEnd(() => {
    listener.close();
    listener.closeAllConnections();
  });
  return server;
}
