import type { RequestListener } from "node:http";
import { beforeAll, expect, it } from "vitest";
import { startStaticEdge } from "../kit/authz/static-edge.ts";
import { keySet, signToken, type TokenKey, tokenKey } from "../kit/authz/tokens.ts";
import { sendJson, startWebServer } from "../kit/authz/web-server.ts";
import { describeWith } from "../kit/binary/require.ts";
import { waitFor } from "../kit/stack/stack.ts";

const issuer = "https://idp.example.com";

function policy(url: string): string {
  return `kind: Policy
name: orders
spec:
  auth:
    identify: [{ jwt: { issuers: [{ issuer: ${issuer}, audiences: [orders], jwks: ${url}/jwks }] } }]
    authorize: { rules: [{ scopes: ["orders:read"], methods: [GET] }] }
    shape: { headers: { x-user: "{subject}" } }
`;
}

describeWith("tokens through a real Envoy", ["envoy"], () => {
  let key: TokenKey;
  beforeAll(() => {
    key = tokenKey("RS256");
  });

  const token = (sub: string, more = {}) =>
    signToken(key, { iss: issuer, aud: "orders", sub, exp: Math.floor(Date.now() / 1000) + 600, scope: "orders:read", ...more });
  const bearer = (text: string) => ({ headers: { authorization: `Bearer ${text}` } });

  it("let in who may come in, and tell the backend who it is", async () => {
    const web = await startWebServer(sendJson(keySet(key)));
    const edge = await startStaticEdge({ "orders.yaml": policy(web.url) });
    await waitFor(() => web.asked.length > 0, 10_000, "the keys to be fetched before a request needs them");
    expect(await edge.ask("/", bearer(token("alice")))).toMatchObject({ status: 200, backend: "orders" });
    expect(edge.backend.seen[0]?.headers).toMatchObject({ "x-user": "alice", authorization: expect.stringMatching(/^Bearer /u) });
    expect(await edge.ask("/", bearer(token("alice", { exp: 1 })))).toMatchObject({
      status: 401,
      headers: { "www-authenticate": 'Bearer error="invalid_token", error_description="The token is expired"' },
    });
    expect((await edge.ask("/", { ...bearer(token("alice")), method: "POST" })).status).toBe(403);
    expect(await edge.ask("/")).toMatchObject({ status: 401, headers: { "www-authenticate": "Bearer" } });
    await web.close();
    expect((await edge.ask("/", bearer(token("bob")))).status).toBe(200);
    expect(web.asked).toEqual(["/jwks"]);
  });

  it("let nobody in while the issuer of keys is slow, and do by what it answers in the end", async () => {
    const late: (() => void)[] = [];
    const web = await startWebServer((request, response) => void late.push(() => sendJson(keySet(key))(request, response)));
    const edge = await startStaticEdge({ "orders.yaml": policy(web.url) });
    expect((await edge.ask("/", bearer(token("alice")))).status).toBe(503);
    expect(edge.backend.seen).toEqual([]);
    web.answer = sendJson(keySet(key));
    for (const answer of late) answer();
    await waitFor(async () => (await edge.ask("/", bearer(token("alice")))).status === 200, 20_000, "tokens to be good");
    expect((await edge.ask("/", bearer(token("alice", { exp: 1 })))).status).toBe(401);
  });

  it.each<[string, RequestListener]>([
    ["hangs", () => undefined],
    ["answers rubbish", (_, response) => void response.end("<html>")],
    ["answers an error", (_, response) => void response.writeHead(500).end()],
    ["breaks the connection", (request) => void request.socket.destroy()],
    ["answers without end", (_, response) => void setInterval(() => response.write("[".repeat(100)), 50).unref()],
    ["sends elsewhere", (_, response) => void response.writeHead(302, { location: "/other" }).end()],
  ])("let nobody in while the issuer of keys %s, and does so when it is back", async (_, answer) => {
    const web = await startWebServer(answer);
    const edge = await startStaticEdge({ "orders.yaml": policy(web.url) });
    expect((await edge.ask("/", bearer(token("alice")))).status).toBe(503);
    const page = await edge.ask("/", { headers: { ...bearer(token("alice")).headers, accept: "text/html" } });
    expect(page).toMatchObject({ status: 503, body: expect.stringContaining("<h1>Service Unavailable") });
    expect(edge.backend.seen).toEqual([]);
    web.answer = sendJson(keySet(key));
    await waitFor(async () => (await edge.ask("/", bearer(token("alice")))).status === 200, 20_000, "tokens to be good again");
  });
});
