import { connect } from "node:net";
import { beforeAll, describe, expect, it } from "vitest";
import { startAdmin, type TestAdmin } from "../../../test/kit/admin/start-admin.ts";
import { textOf } from "../../../test/kit/admin/text-of.ts";
import type { JsonObject } from "../../kit/json.ts";
import type { Logger } from "../../kit/telemetry.ts";

let test: TestAdmin;
const logged: string[] = [];
const told: string[] = [];
const logger: Logger = {
  debug: () => undefined,
  info: (message, fields) => void told.push(`${message} ${JSON.stringify(fields)}`),
  warn: () => undefined,
  error: (message, fields) => void logged.push(`${message} ${JSON.stringify(fields)}`),
  child: () => logger,
};

beforeAll(async () => {
  test = await startAdmin({ limits: { object: 20_000, bulk: 100_000, yaml: 5000 }, logger });
});

const path = "/v1/namespaces/default/services/http";
const json = { "content-type": "application/json" };
const yaml = { "content-type": "application/yaml" };

describe("addresses and methods", () => {
  it.each([
    "/v1",
    "/v2/services",
    "/v1/sevices",
    "/v1/namespaces/default",
    "/v1/Services",
    "/v1/services/",
    "/v1/namespaces/default/services/a/b",
    "/healthz/x",
    "//",
  ])("%s is not there", async (unknown) => {
    expect(await test.request("GET", unknown)).toMatchObject({ status: 404, body: { code: "UNKNOWN_PATH" } });
  });

  it.each([
    ["POST", path, "GET, HEAD, PUT, PATCH, DELETE, OPTIONS"],
    ["DELETE", "/v1/services", "GET, HEAD, OPTIONS"],
    ["GET", "/v1/batch", "POST, OPTIONS"],
    ["PUT", "/v1/watch", "GET, HEAD, OPTIONS"],
  ])("%s %s is not possible", async (method, where, allow) => {
    const answer = await test.request(method, where, method === "GET" ? {} : { body: {} });
    expect(answer).toMatchObject({ status: 405, body: { code: "METHOD_NOT_ALLOWED" } });
    expect(answer.headers.get("allow")?.split(", ").sort()).toEqual(allow.split(", ").sort());
  });

  it("OPTIONS tells the methods", async () => {
    const answer = await test.request("OPTIONS", "/v1/batch");
    expect(answer.status).toBe(204);
    expect(answer.headers.get("allow")).toBe("POST, OPTIONS");
  });

  it.each([
    "/v1/namespaces/UPPER/services/a",
    "/v1/namespaces/default/services/a_b",
    `/v1/namespaces/default/services/${"a".repeat(64)}`,
    "/v1/namespaces/-a/services",
    "/v1/namespaces/__proto__/services",
    "/v1/revisions/x",
    "/v1/revisions/0",
  ])("%s has a parameter that cannot be", async (where) => {
    expect(await test.request("GET", where)).toMatchObject({ status: 400, body: { code: "INVALID_PARAMETER", violations: [{ in: "path" }] } });
  });

  it("broken percent-encoding is the caller's fault", async () => {
    expect(await test.request("GET", "/v1/namespaces/%zz/services")).toMatchObject({ status: 400, body: { code: "MALFORMED_REQUEST" } });
  });

  it("a misspelt query parameter is refused, with the one that was meant", async () => {
    const answer = await test.request("DELETE", `${path}?dryrun=true`);
    expect(answer).toMatchObject({
      status: 400,
      body: { violations: [{ in: "query", pointer: "/dryrun", code: "UNKNOWN_PARAMETER", hint: "Did you mean dryRun?" }] },
    });
  });

  it("every wrong parameter is told", async () => {
    const answer = await test.request("GET", "/v1/namespaces/A/services?limit=0&status=maybe&x=1");
    expect((answer.body["violations"] as readonly JsonObject[]).map(({ in: place, pointer }) => `${textOf(place)}${textOf(pointer)}`).sort()).toEqual([
      "path/namespace",
      "query/limit",
      "query/status",
      "query/x",
    ]);
  });
});

describe("media types", () => {
  it.each(["text/html", "application/yaml", "application/json;q=0", "image/*, text/*;q=0.3", "*/*;q=0"])("Accept: %s leaves nothing", async (accept) => {
    expect(await test.request("GET", "/v1/services", { headers: { accept } })).toMatchObject({ status: 406, body: { code: "NOT_ACCEPTABLE" } });
  });

  it.each(["application/json", "*/*", "application/*", "text/html, */*;q=0.1", "APPLICATION/JSON", "nonsense", ""])("Accept: %s is fine", async (accept) => {
    expect((await test.request("GET", "/v1/services", { headers: { accept } })).status).toBe(200);
  });

  it.each<[string, string | undefined]>([
    ["none", undefined],
    ["text/plain", "text/plain"],
    ["a merge patch for PUT", "application/merge-patch+json"],
    ["another charset", "application/json; charset=latin1"],
    ["nonsense", "json"],
  ])("Content-Type: %s is not supported", async (_name, type) => {
    const answer = await test.open(path, { method: "PUT", body: new Blob(["{}"]), headers: type === undefined ? {} : { "content-type": type } });
    expect(answer.status).toBe(415);
    expect(await answer.json()).toMatchObject({ code: "UNSUPPORTED_MEDIA_TYPE" });
  });

  it("a compressed body is not supported", async () => {
    expect((await test.request("PUT", path, { body: "{}", headers: { ...json, "content-encoding": "gzip" } })).status).toBe(415);
  });
});

describe("bodies", () => {
  it.each<[string, Readonly<Record<string, string>>, string | Uint8Array, string]>([
    ["nothing", json, "", "MALFORMED_BODY"],
    ["broken JSON", json, '{"spec":', "MALFORMED_BODY"],
    ["what is not UTF-8", json, new Uint8Array([0x7b, 0xff, 0x7d]), "MALFORMED_BODY"],
    ["JSON nested too deeply", json, `${"[".repeat(5000)}${"]".repeat(5000)}`, "MALFORMED_BODY"],
    ["a __proto__", json, '{"spec":{"__proto__":{"polluted":true}}}', "MALFORMED_BODY"],
    ["half of a surrogate pair", json, '{"labels":{"a":"\\ud800"}}', "MALFORMED_BODY"],
    ["broken YAML", yaml, "spec: [", "MALFORMED_BODY"],
    ["YAML nested too deeply", yaml, "[".repeat(2000), "MALFORMED_BODY"],
    ["a YAML __proto__", yaml, "spec: { __proto__: { polluted: true } }", "MALFORMED_BODY"],
    ["YAML with a key twice", yaml, "spec: 1\nspec: 2", "MALFORMED_BODY"],
    ["YAML that is not JSON", yaml, "spec: .inf", "MALFORMED_BODY"],
    ["an alias bomb", yaml, bomb(), "MALFORMED_BODY"],
    ["no YAML at all", yaml, "# nothing", "MALFORMED_BODY"],
  ])("with %s are refused", async (_name, headers, body, code) => {
    const answer = await test.open(path, { method: "PUT", body: typeof body === "string" ? body : Buffer.from(body), headers });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it("that cannot be read are not quoted: they may hold secrets", async () => {
    for (const [headers, body] of [
      [json, '{"data": hunter2secret }'],
      [json, '{"data": "hunter2secret'],
      [yaml, 'data: "hunter2secret'],
      [yaml, "data: [hunter2secret: :"],
    ] as const) {
      const answer = await test.request("PUT", path, { body, headers });
      expect(answer.status).toBe(400);
      expect(answer.text).not.toContain("hunter2secret");
    }
  });

  it("tell the line of a mistake in YAML", async () => {
    const answer = await test.request("PUT", path, { body: "spec:\n  a: 1\n  a: 2\n", headers: yaml });
    expect(answer).toMatchObject({ status: 400, body: { violations: [{ code: "INVALID_YAML", detail: expect.stringContaining("Line 3, column 3") }] } });
  });

  it.each<[string, string, string, string, number]>([
    ["one object", "PUT", path, "application/json", 20_000],
    ["one object in YAML", "PUT", path, "application/yaml", 5000],
    ["many objects", "POST", "/v1/batch", "application/json", 100_000],
    ["many objects in YAML", "POST", "/v1/import", "application/yaml", 5000],
  ])("of %s have a limit", async (_name, method, where, type, limit) => {
    const within = await test.request(method, where, { body: '"'.padEnd(limit - 1, "x").concat('"'), headers: { "content-type": type } });
    expect([400, 422]).toContain(within.status);
    const above = await test.request(method, where, { body: '"'.padEnd(limit, "x").concat('"'), headers: { "content-type": type } });
    expect(above).toMatchObject({ status: 413, body: { code: "BODY_TOO_LARGE", limitBytes: limit } });
  });

  it("without a declared length have the same limit", async () => {
    const body = new ReadableStream({
      start(controller) {
        for (let index = 0; index < 30; index += 1) controller.enqueue(new Uint8Array(1000).fill(32));
        controller.close();
      },
    });
    const init = { method: "PUT", body, duplex: "half", headers: json } as unknown as RequestInit;
    expect((await test.open(path, init)).status).toBe(413);
  });

  it("that end early hurt nobody", async () => {
    const socket = connect(test.running.address.port, "127.0.0.1");
    const head = `PUT ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${test.token}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"a"`;
    await new Promise<void>((resolve) => socket.write(head, () => resolve()));
    socket.destroy();
    expect((await test.request("GET", "/healthz")).status).toBe(200);
    expect(logged).toEqual([]);
  });
});

describe("answers", () => {
  it("have the request's id, the caller's own when it is harmless", async () => {
    const own = await test.request("GET", "/v1/services/x", { headers: { "x-request-id": "abc-123" } });
    expect(own.headers.get("x-request-id")).toBe("abc-123");
    expect(own.body["instance"]).toBe("urn:sluice:request:abc-123");
    const made = await test.request("GET", "/healthz", { headers: { "x-request-id": "a b<script>" } });
    expect(made.headers.get("x-request-id")).toMatch(/^[0-9a-f]{24}$/u);
  });

  it("are not to be kept or guessed at", async () => {
    const { headers } = await test.request("GET", "/v1/services");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("x-powered-by")).toBeNull();
  });

  it("to problems of ours tell nothing of the inside, which the log has", async () => {
    test.fleet.told = () => {
      throw new TypeError("Password hunter2 in /etc/secret");
    };
    const answer = await test.request("PUT", path, { body: { spec: { endpoints: { static: [] } } } });
    test.fleet.told = () => [];
    expect(answer).toMatchObject({ status: 500, body: { code: "INTERNAL" } });
    expect(answer.text).not.toContain("hunter2");
    expect(logged.join("\n")).toContain("Password hunter2");
    expect(logged.join("\n")).toContain(String(answer.headers.get("x-request-id")));
    logged.length = 0;
  });

  it("say what a type of problem means", async () => {
    const problem = await test.request("GET", "/v1/nowhere");
    expect(problem.headers.get("content-type")).toBe("application/problem+json");
    expect((await test.request("GET", textOf(problem.body["type"]))).body).toMatchObject({ code: "UNKNOWN_PATH", status: 404 });
    expect((await test.request("GET", "/v1/problems/NOTHING")).status).toBe(404);
    expect((await test.request("GET", "/v1/problems/constructor")).status).toBe(400);
  });

  it.each<[string, string, string]>([
    ["what is no HTTP", "NONSENSE\r\n\r\n", "HTTP/1.1 400"],
    ["endless headers", `GET / HTTP/1.1\r\nHost: x\r\nX: ${"y".repeat(70_000)}\r\n\r\n`, "HTTP/1.1 431"],
    ["two lengths", `PUT ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n`, "HTTP/1.1 400"],
  ])("to %s are problem documents", async (_name, bytes, start) => {
    const socket = connect(test.running.address.port, "127.0.0.1");
    socket.write(bytes);
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    expect(text.startsWith(start)).toBe(true);
    expect(text).toContain("application/problem+json");
  });
});

describe("the log", () => {
  it("has who was denied what, without the token", async () => {
    await test.request("GET", "/v1/whoami", { token: "wrong-token", headers: { "x-request-id": "denied-1" } });
    expect(told.join("")).toContain('"requestId":"denied-1","from":"127.0.0.1","operation":"whoami","code":401');
    expect(told.join("")).not.toContain("wrong-token");
  });
});

describe("counting", () => {
  it("tells requests by operation and status", async () => {
    await test.request("GET", "/v1/routes");
    const page = (await test.request("GET", "/metrics")).text;
    expect(page).toMatch(/sluice_admin_requests_total\{operation="listRouteInAllNamespaces",code="200"\} \d/u);
    expect(page).toMatch(/sluice_admin_requests_total\{operation="none",code="404"\} \d/u);
    expect(page).toContain("sluice_admin_request_duration_seconds_bucket");
  });
});

function bomb(): string {
  const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
  for (let index = 1; index < 9; index += 1) lines.push(`a${index}: &a${index} [${Array.from({ length: 10 }, () => `*a${index - 1}`).join(", ")}]`);
  return lines.join("\n");
}
