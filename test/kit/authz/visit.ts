import type { DecisionLog } from "../../../src/authz/log/decision-log.ts";
import type { Json, JsonObject } from "../../../src/kit/json.ts";
import type { Logger } from "../../../src/kit/telemetry.ts";
import type { FakeClock } from "../fake-clock.ts";
import { CookieJar } from "./browser.ts";
import type { ReplyText } from "./check-reply.ts";
import { layer, TestService } from "./service.ts";
import { keySet, signToken, tokenKey } from "./tokens.ts";

/** The identity provider of a {@link Visit}. */
export const issuer = "https://idp.example.com";
const tokenUrl = `${issuer}/token`;
const providerKey = tokenKey("ES256");
/** The cookie of sessions. */
export const sessionCookie = "__Host-session";

/** Its metadata. */
export const providerMetadata: JsonObject = {
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: tokenUrl,
  end_session_endpoint: `${issuer}/logout`,
  jwks_uri: `${issuer}/jwks`,
  revocation_endpoint: `${issuer}/revoke`,
};

/** As whom the gateway asks. */
export const loginClient = { id: "shop", secret: { name: "idp", entry: "client" } };

/** What a visit may want beside the login. */
export interface VisitOptions {
  /** Ways of identification behind the login. */
  readonly others?: readonly JsonObject[];
  readonly log?: DecisionLog;
  readonly logger?: Logger;
  /** Another replica, of the same browser: they share a state. */
  readonly beside?: Visit;
  /** Whether there are others that share its state. Default: those beside this one do. */
  readonly isShared?: boolean;
}

/** A browser, the service, and an identity provider that gives what the test says. */
export class Visit {
  readonly browser: CookieJar;
  readonly service: TestService;
  /** What the provider signs with. */
  readonly providerKey = providerKey;
  /** Seconds since the Unix epoch. */
  readonly now: () => number;
  /** Of whoever was let in last. */
  session: string | undefined;

  constructor(fields: JsonObject = {}, more: JsonObject = {}, { others = [], log, logger, beside, isShared = beside !== undefined }: VisitOptions = {}) {
    const oidc = { issuer, client: loginClient, scopes: ["openid", "offline_access"], ...fields };
    this.browser = beside?.browser ?? new CookieJar();
    this.service = new TestService([layer({ identify: [{ oidc }, ...others], ...more })], {
      log: {
        decided: (decided, credentials) => {
          this.session = decided.decision.identity?.session;
          log?.decided(decided, credentials);
        },
        failed: (failed, credentials) => log?.failed(failed, credentials),
      },
      ...(logger !== undefined && { logger }),
      isShared,
      ...(beside !== undefined && { state: beside.service.state, clock: beside.service.clock }),
    });
    this.service.secrets.set({ namespace: "default", name: "idp", spec: { data: { client: "secret-of-the-shop" } } });
    this.service.web.documents.set(`${issuer}/.well-known/openid-configuration`, providerMetadata);
    this.service.web.documents.set(`${issuer}/jwks`, keySet(providerKey));
    this.now = () => Math.floor(this.service.clock.now() / 1000);
  }

  /** Opens a page. */
  async open(path = "/orders", headers: Readonly<Record<string, string>> = {}): Promise<ReplyText> {
    return this.browser.takes(await this.service.askLater(this.browser.opens(path, headers)));
  }

  /** Begins a login; answers the parameters that the provider gets. */
  async begin(path = "/orders"): Promise<URLSearchParams> {
    return sentTo(await this.open(path));
  }

  /** Claims of a good ID token. */
  claims(nonce: string, more: JsonObject = {}): JsonObject {
    return { iss: issuer, aud: "shop", sub: "alice", iat: this.now(), exp: this.now() + 600, nonce, groups: ["clerks"], ...more };
  }

  /** What the provider answers to whoever asks for tokens. */
  gives(document: Json | Error | Promise<Json>): void {
    this.service.web.documents.set(tokenUrl, document);
  }

  /** A good answer with tokens. */
  tokens(claims: JsonObject, more: JsonObject = {}): JsonObject {
    return { access_token: "at-1", token_type: "Bearer", id_token: signToken(providerKey, claims), refresh_token: "rt-1", expires_in: 300, ...more };
  }

  /** Comes back from the provider. */
  back(asked: URLSearchParams, more: Readonly<Record<string, string>> = {}): Promise<ReplyText> {
    const query = new URLSearchParams({ code: "c-1", state: asked.get("state") ?? "", ...more });
    return this.open(`/login/callback?${query.toString()}`, { "sec-fetch-site": "cross-site" });
  }

  /** A whole login. */
  async logIn(claims: JsonObject = {}, more: JsonObject = {}): Promise<ReplyText> {
    const asked = await this.begin();
    this.gives(this.tokens(this.claims(asked.get("nonce") ?? "", claims), more));
    return this.back(asked);
  }
}

/** Lets time go by until the replies are there. */
export async function soon<Reply>({ clock }: { readonly clock: FakeClock }, replies: readonly Promise<Reply>[]): Promise<readonly Reply[]> {
  const state = { isOver: false };
  const all = Promise.all(replies).finally(() => {
    state.isOver = true;
  });
  while (!state.isOver) {
    await new Promise((resolve) => void setImmediate(resolve));
    clock.advance(10);
  }
  return all;
}

/** The parameters of the address that a browser is sent to. */
export function sentTo(reply: ReplyText): URLSearchParams {
  if (reply.status !== 302) throw new Error(`The browser is not sent elsewhere: ${JSON.stringify(reply)}`);
  return new URL(reply.headers["location"] ?? "").searchParams;
}
