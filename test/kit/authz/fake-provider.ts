import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import type { JsonObject } from "../../../src/kit/json.ts";
import { keySet, signToken, type TokenKey, tokenKey } from "./tokens.ts";
import { sendJson, startWebServer } from "./web-server.ts";

/** An identity provider on loopback without pages, of any number of issuers: `URL/NAME` each. Who comes back to the gateway shows as code the nonce that it was sent with. */
export interface FakeProvider {
  readonly url: string;
  /** How it answers from now on, by path, as `/NAME/token`; others as they should be. */
  readonly faults: Map<string, Fault>;
  /** All is well there again: whoever waits for something late gets it. */
  mend(path: string): void;
}

/** A way of a server to give no answer, or one that is none; `late` gives the right one when all is well again. */
export type Fault = (request: IncomingMessage, response: ServerResponse, late: () => void) => void;

/** Paths of an issuer, behind its name. */
export const providerPaths = { metadata: "/.well-known/openid-configuration", jwks: "/jwks", token: "/token" } as const;

/** Every fault of an endpoint, by what it does. */
export const faults: Readonly<Record<string, Fault>> = {
  hangs: () => undefined,
  "is slow": (_, __, late) => late(),
  "answers rubbish": (_, response) => void response.end("<html>"),
  "answers an error": (_, response) => void response.writeHead(503).end("{}"),
  "answers without what matters": (request, response) => sendJson({})(request, response),
  "breaks the connection": (request) => void request.socket.destroy(),
  "breaks off": (_, response) => void response.write('{"', () => response.destroy()),
};

/** Starts it; it ends with the test file. */
export async function startFakeProvider(): Promise<FakeProvider> {
  const key = tokenKey("ES256");
  const faulty = new Map<string, Fault>();
  const waiting = new Map<string, readonly (() => void)[]>();
  const web = await startWebServer((request, response) => {
    const { url = "" } = request;
    const answer = (): void => void answerAsItShould({ base: web.url, key }, request, response);
    const fault = faulty.get(url);
    if (fault === undefined) answer();
    else fault(request, response, () => void waiting.set(url, [...(waiting.get(url) ?? []), answer]));
  });
  const mend = (mended: string): void => {
    faulty.delete(mended);
    for (const answer of waiting.get(mended) ?? []) answer();
    waiting.delete(mended);
  };
  return { url: web.url, faults: faulty, mend };
}

interface Provider {
  readonly base: string;
  readonly key: TokenKey;
}

async function answerAsItShould({ base, key }: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, name = "", path = ""] = /^\/([^/]+)(\/.*)$/u.exec(request.url ?? "") ?? [];
  const issuer = `${base}/${name}`;
  if (path === providerPaths.metadata) sendJson(metadataOf(issuer))(request, response);
  else if (path === providerPaths.jwks) sendJson(keySet(key))(request, response);
  else if (path === providerPaths.token) sendJson(tokensOf(issuer, key, await text(request)))(request, response);
  else response.writeHead(404).end();
}

function metadataOf(issuer: string): JsonObject {
  const [token, jwks] = [issuer + providerPaths.token, issuer + providerPaths.jwks];
  return { issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: token, jwks_uri: jwks };
}

function tokensOf(issuer: string, key: TokenKey, form: string): JsonObject {
  const now = Math.floor(Date.now() / 1000);
  const nonce = new URLSearchParams(form).get("code");
  const token = signToken(key, { iss: issuer, aud: "shop", sub: "alice", iat: now, exp: now + 600, nonce });
  return { access_token: "at", token_type: "Bearer", id_token: token };
}
