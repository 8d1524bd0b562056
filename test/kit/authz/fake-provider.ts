import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { keySet, signToken, tokenKey } from "./tokens.ts";
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
    const [, name = "", path = ""] = /^\/([^/]+)(\/.*)$/u.exec(url) ?? [];
    const issuer = `${web.url}/${name}`;
    const answers: Readonly<Record<string, RequestListener>> = {
      [providerPaths.metadata]: sendJson({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: issuer + providerPaths.token,
        jwks_uri: issuer + providerPaths.jwks,
      }),
      [providerPaths.jwks]: sendJson(keySet(key)),
      [providerPaths.token]: async (asked, reply) => {
        const now = Math.floor(Date.now() / 1000);
        const nonce = new URLSearchParams(await text(asked)).get("code");
        const token = signToken(key, { iss: issuer, aud: "shop", sub: "alice", iat: now, exp: now + 600, nonce });
        sendJson({ access_token: "at", token_type: "Bearer", id_token: token })(asked, reply);
      },
    };
    const good = answers[path] ?? ((_, reply) => void reply.writeHead(404).end());
    const answer = (): void => void good(request, response);
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
