import { beforeAll, expect, it } from "vitest";
import { stringify } from "yaml";
import { startGuardedStack } from "../kit/authz/guarded-stack.ts";
import { freePort } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { startHttpBackend } from "../kit/traffic/http-backend.ts";
import { send, sendHttp2, type TestRequest, type TestResponse } from "../kit/traffic/http-request.ts";

const key = "ann-0123456789abcdef";
const json = { "content-type": "application/json" };
const chunked = { ...json, "transfer-encoding": "chunked" };

const rules: Readonly<Record<string, object>> = {
  pay: { authorize: { rules: [{ when: "request.method == 'GET' || request.json.amount <= 100" }] } },
  text: { authorize: { rules: [{ when: "!request.body.contains('DROP TABLE')" }] } },
  unread: {},
  small: { authorize: { rules: [{ when: "request.json.amount <= 100" }] }, ask: { body: { maxBytes: 32 } } },
  next: { shadow: true, authorize: { rules: [{ when: "request.json.amount <= 100" }] }, ask: { body: { maxBytes: 32 } } },
};

describeWith("bodies that rules read, on a real Envoy", ["envoy"], () => {
  let port: number;

  beforeAll(async () => {
    const stack = await startGuardedStack();
    const backend = await startHttpBackend("shop");
    port = await freePort();
    const guarded = Object.entries(rules).map(([name, auth]) => ({
      name,
      matches: [{ path: { prefix: `/${name}` } }],
      backends: [{ service: "shop" }],
      auth: { identify: [{ apiKey: {} }], ...auth },
    }));
    const objects = [
      { kind: "NodeGroup", name: "edge", spec: {} },
      { kind: "Gateway", name: "web", spec: { level: 3, listeners: [{ name: "http", port, protocol: "http" }] } },
      { kind: "Service", name: "shop", spec: { endpoints: { static: [{ address: "127.0.0.1", port: backend.port }] } } },
      { kind: "Route", name: "shop", spec: { parents: [{ name: "web" }], rules: guarded } },
      { kind: "Consumer", name: "ann", spec: { credentials: { key: { apiKey: { value: key } } } } },
    ];
    await stack.apply(objects.map((object) => stringify(object)).join("---\n"));
    await stack.node("edge-1");
    await stack.settled();
  });

  const post = async (path: string, body: string, headers: Readonly<Record<string, string>> = json): Promise<TestResponse> =>
    send({ port, method: "POST", path, body, headers: { "x-api-key": key, ...headers } });
  const code = async (path: string, body: string, headers?: Readonly<Record<string, string>>): Promise<string> => {
    const { status, body: answer } = await post(path, body, headers);
    return status === 403 ? `403 ${(JSON.parse(answer) as { code: string }).code}` : String(status);
  };
  const long = JSON.stringify({ amount: 1, more: "x".repeat(70_000) });

  it.each<[title: string, body: string, headers: Readonly<Record<string, string>>, expected: string]>([
    ["that fits", '{"amount": 100}', json, "200"],
    ["that does not fit", '{"amount": 101}', json, "403 forbidden"],
    ["that comes in pieces and fits", '{"amount": 100}', chunked, "200"],
    ["that comes in pieces and does not fit", '{"amount": 101}', chunked, "403 forbidden"],
    ["that is no JSON", "amount=1", json, "403 body_invalid"],
    ["that is a form", '{"amount": 1}', { "content-type": "application/x-www-form-urlencoded" }, "403 body_invalid"],
    ["that two programs read in two ways", '{"amount": 1, "amount": 1000}', json, "403 body_invalid"],
    ["that is not there", "", json, "403 body_invalid"],
    ["that is too long", long, json, "413"],
    ["that comes in pieces and is too long", long, chunked, "413"],
  ])("a body %s", async (_, body, headers, expected) => {
    expect(await code("/pay", body, headers)).toBe(expected);
  });

  it("a body of HTTP/2 that does not say how long it is", async () => {
    const ask = async (request: Omit<TestRequest, "port">): Promise<number> =>
      (await sendHttp2({ port, method: "POST", path: "/pay", ...request, headers: { "x-api-key": key, ...json } })).status;
    expect(await ask({ body: '{"amount": 100}' })).toBe(200);
    expect(await ask({ body: '{"amount": 101}' })).toBe(403);
    expect(await ask({ body: '{"amount": ' })).toBe(403);
    expect(await ask({})).toBe(403);
    expect(await ask({ body: long })).toBe(413);
    expect(await ask({ body: long + long })).toBe(413);
    expect(await ask({ method: "GET" })).toBe(200);
  });

  it("a text, wherever it has what is looked for", async () => {
    expect(await code("/text", "SELECT 1", {})).toBe("200");
    expect(await code("/text", "", {})).toBe("200");
    expect(await code("/text", "1; DROP TABLE orders", {})).toBe("403 forbidden");
    expect(await code("/text", "1; DROP TABLE orders", { "content-encoding": "br" })).toBe("403 body_invalid");
  });

  it("is held back nowhere else, whatever its length", async () => {
    expect(await code("/unread", long)).toBe("200");
    expect(await code("/next", long)).toBe("200");
    expect(await code("/next", long, chunked)).toBe("200");
    expect(await code("/small", '{"amount": 1, "more": "xxxxxxxx"}')).toBe("413");
    expect(await code("/small", '{"amount": 1}')).toBe("200");
  });
});
