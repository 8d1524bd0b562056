import { connect } from "node:net";
import { beforeAll, expect, it } from "vitest";
import { type GuardedStack, startGuardedStack } from "../kit/authz/guarded-stack.ts";
import { freePort } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { type HttpBackend, startHttpBackend } from "../kit/traffic/http-backend.ts";
import { sendHttp2 } from "../kit/traffic/http-request.ts";

const key = "acme-0123456789abcdef";
const objects = (port: number, backend: number): string => `
kind: NodeGroup
name: edge
spec: {}
---
kind: Gateway
name: web
spec: { level: 3, listeners: [{ name: http, port: ${port}, protocol: http }] }
---
kind: Service
name: shop
spec: { endpoints: { static: [{ address: 127.0.0.1, port: ${backend} }] } }
---
kind: Consumer
name: acme
spec: { credentials: { key: { apiKey: { value: ${key} } } } }
---
kind: Route
name: shop
spec:
  parents: [{ name: web }]
  rules:
    - name: known
      matches: [{ path: { prefix: /known } }]
      backends: [{ service: shop }]
      auth:
        identify: [{ apiKey: { from: [{ header: x-api-key }, { query: key }, { cookie: key }] } }]
        shape: { headers: { x-consumer: "{consumer.name}" }, removeHeaders: [x-inner], query: { set: { who: "{consumer.name}" }, remove: [debug] } }
    - name: rules
      matches: [{ path: { prefix: / } }]
      backends: [{ service: shop }]
      auth:
        identify: [{ anonymous: {} }]
        authorize: { rules: [{ effect: deny, paths: [/rules/admin/**] }, { effect: deny, methods: [DELETE] }, {}] }
`;

describeWith("requests that are written in another way, through a real Envoy", ["envoy"], () => {
  let backend: HttpBackend;
  let stack: GuardedStack;
  let port: number;

  beforeAll(async () => {
    port = await freePort();
    backend = await startHttpBackend("shop");
    stack = await startGuardedStack();
    await stack.apply(objects(port, backend.port));
    await stack.node("edge-1");
    await stack.settled();
  });

  /** Sends the lines of a head as they are; answers the status and what the backend saw, if it saw it. */
  const raw = async (
    target: string,
    lines: readonly string[] = [],
  ): Promise<{ readonly status: number; readonly seen: HttpBackend["seen"][number] | undefined }> => {
    const before = backend.seen.length;
    const socket = connect(port, "127.0.0.1");
    socket.write([`GET ${target} HTTP/1.1`, "host: 127.0.0.1", "connection: close", ...lines, "", ""].join("\r\n"));
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk as Buffer);
    const status = Number(/^HTTP\/1.1 (\d+)/u.exec(Buffer.concat(chunks).toString())?.[1]);
    return { status, seen: backend.seen[before] };
  };

  it.each<[string, readonly string[]]>([
    ["twice", ["x-consumer: root", "x-consumer: root"]],
    ["in capitals", ["X-CONSUMER: root", "X-Inner: 1"]],
    ["three times, with others between", ["x-consumer: root", "x-inner: 1", "x-consumer: a", "x-inner: 2", "x-consumer: "]],
  ])("a header of the policy, %s", async (_, lines) => {
    const { status, seen } = await raw("/known", [`x-api-key: ${key}`, ...lines]);
    expect([status, seen?.headers["x-consumer"], seen?.headers["x-inner"], seen?.headers["x-api-key"]]).toEqual([200, "acme", undefined, undefined]);
  });

  it.each([["x_consumer: root"], ["x-consumer: root\r\n x: folded"], ["x-consumer : root"], ["x-consumer: ro\0ot"]])(
    "a header of the policy in a form that is none: %j",
    async (line) => {
      const { status, seen } = await raw("/known", [`x-api-key: ${key}`, line]);
      expect(status === 200 ? [seen?.headers["x-consumer"], seen?.headers["x_consumer"]] : status).toEqual(status === 200 ? ["acme", undefined] : 400);
    },
  );

  it.each<[string, string, readonly string[]]>([
    ["a query", `/known?a=1&key=${key}&debug=1&debug=2&who=root&who=x&wh%6f=root&k%65y=${key}`, ["cookie: b=2"]],
    ["cookies, one of them in quotes", "/known?a=1&debug=1&who=root", [`cookie: key="${key}"; b=2; key=other`]],
  ])("%s with the credential", async (_, target, lines) => {
    const { status, seen } = await raw(target, lines);
    expect([status, seen?.path, seen?.headers["cookie"]]).toEqual([200, "/known?a=1&who=acme", "b=2"]);
  });

  it.each([
    "/rules/admin/x",
    "/rules//admin/x",
    "/rules/./admin/x",
    "/rules/a/../admin/x",
    "/rules/a/%2e%2e/admin/x",
    "/rules/%61dmin/x",
    "/rules/admin%2fx",
    "/rules/admin%5cx",
    "/rules/admin;a=1/x",
    "/rules/a/..;/admin/x",
    "/rules\\admin\\x",
    "//rules/admin/x",
    "http://127.0.0.1/rules/admin/x",
    "http://other/rules/admin/x",
    "http:/rules/admin/x",
    "/rules/admin/x#/y",
    "/rules/admin/x?a=/../../b",
    "/rules/a#/../admin/x",
  ])("a path that rules deny: %s", async (target) => {
    const { status, seen } = await raw(target);
    expect([307, 400, 401]).toContain(status);
    expect(seen).toBeUndefined();
  });

  it.each(["DELETE", "delete", "Delete"])("a method that rules deny: %s", async (method) => {
    expect((await sendHttp2({ port, path: "/rules/x", method })).status).toBe(401);
    expect((await sendHttp2({ port, path: "/rules/x", method: "POST" })).status).toBe(200);
  });
});
