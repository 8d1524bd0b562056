import { describe, expect, it } from "vitest";
import type { RequestText } from "../../test/kit/authz/check-message.ts";
import { keyConsumer, layer, TestService } from "../../test/kit/authz/service.ts";
import type { JsonObject } from "../kit/json.ts";

const key = "acme-key-0123456789";
const sent = { "sluice.target": "test", "sluice.body": "sent" };

function service(...rules: readonly JsonObject[]): TestService {
  return new TestService([layer({ identify: [{ apiKey: {} }], authorize: { rules: [...rules] } })]).consumer("acme", keyConsumer(key));
}

function posted(body: string | Uint8Array | undefined, { headers, ...more }: RequestText = {}): RequestText {
  const shown = { "x-api-key": key, "content-type": "application/json", ...headers };
  return { method: "POST", extensions: sent, ...(body !== undefined && { body }), ...more, headers: shown };
}

/** Outcome, and the code for whoever does not get in. */
function answer(asked: TestService, request: RequestText): string {
  const { outcome, body } = asked.ask(request);
  return outcome === "allowed" ? outcome : `${outcome} ${(JSON.parse(body ?? "{}") as { code?: string }).code ?? ""}`;
}

function outcome(when: string, body: string | Uint8Array | undefined, request: RequestText = {}): string {
  return answer(service({ when }), posted(body, request));
}

describe("a rule that reads the body", () => {
  it.each<[when: string, body: string, expected: string]>([
    ["request.json.amount <= 100", '{"amount": 100}', "allowed"],
    ["request.json.amount <= 100", '{"amount": 100.5}', "denied forbidden"],
    ["request.json.amount <= 100", '{"amount": "7"}', "denied forbidden"],
    ["request.json.amount <= 100", "{}", "denied forbidden"],
    ["request.json.amount <= 9007199254740992", '{"amount": 9007199254740993}', "denied forbidden"],
    ["request.json.amount <= 9007199254740992.0", '{"amount": 9007199254740993}', "denied forbidden"],
    ["request.json.id == 9007199254740993 && string(request.json.id) == '9007199254740993'", '{"id": 9007199254740993}', "allowed"],
    ["request.json.items.all(item, item.quantity < 5 && !has(item.discount))", '{"items": [{"quantity": 1}, {"quantity": 4}]}', "allowed"],
    ["request.json.items.all(item, item.quantity < 5 && !has(item.discount))", '{"items": [{"quantity": 1, "discount": null}]}', "denied forbidden"],
    ["request.json.owner.name == identity.consumer", '{"owner": {"name": "acme"}}', "allowed"],
    ["request.json[0] == 1 && size(request.json) == 2", "[1, 2]", "allowed"],
    ["request.json == null", "null", "allowed"],
    ["request.json", "true", "allowed"],
    ["'admin' in request.json", '{"admin": null}', "allowed"],
    ["has(request.json.constructor) || has(request.json.toString)", "{}", "denied forbidden"],
    ["has(request.json.__proto__.admin)", '{"__proto__": {"admin": 1}}', "allowed"],
    ["has(request.json.admin)", '{"__proto__": {"admin": 1}}', "denied forbidden"],
    ["request.json.amount <= 100", '{"amount": 1, "Amount": 900}', "denied forbidden"],
    ["!has(request.json.amount) || request.json.amount <= 100", '{"AMOUNT": 900}', "denied forbidden"],
    ["!('kind' in request.json)", '{"\u212aind": 1}', "denied forbidden"],
    ["!('is' in request.json.of)", '{"of": {"i\u017f": 1}}', "denied forbidden"],
    ["request.json.a == 1", '{"a": 1, "b": 2, "B": 3}', "allowed"],
    ["request.body.contains('<order>') && size(request.body) < 20", "<order>ä</order>", "allowed"],
    ["request.body.matches('^[a-z]+$')", "abc", "allowed"],
    ["request.body == 'abc' && request.json == 'abc'", "abc", "denied body_invalid"],
  ])("%s and %s: %s", (when, body, expected) => {
    expect(outcome(when, body)).toBe(expected);
    expect(outcome(when, Buffer.from(body))).toBe(expected);
  });

  it.each<[what: string, body: string | Uint8Array | undefined, request: RequestText, code: string]>([
    ["there is none", undefined, { headers: { "content-length": "0" } }, "body_invalid"],
    ["it is not JSON", "amount=1", {}, "body_invalid"],
    ["a name stands there twice", '{"amount": 1, "amount": 1000}', {}, "body_invalid"],
    ["a number cannot be held", '{"amount": 1, "id": 18446744073709551616}', {}, "body_invalid"],
    ["it is nested deep", `{"amount": 1, "a": ${"[".repeat(100)}${"]".repeat(100)}}`, {}, "body_invalid"],
    ["it is not UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), {}, "body_invalid"],
    ["it is a form by its type", '{"amount": 1, "x": "&amount=1000&"}', { headers: { "content-type": "application/x-www-form-urlencoded" } }, "body_invalid"],
    ["it is in another character set by its type", '{"amount": 1}', { headers: { "content-type": "application/json; charset=utf-7" } }, "body_invalid"],
    ["it has two types", '{"amount": 1}', { headers: { "content-type": "application/json,text/plain" } }, "body_invalid"],
    ["it is compressed by its encoding", '{"amount": 1}', { headers: { "content-encoding": "deflate" } }, "body_invalid"],
    ["Envoy cut it off", '{"amount": 1}', { headers: { "x-envoy-auth-partial-body": "true" } }, "body_too_large"],
    [
      "Envoy cut it off, whatever the client says",
      '{"amount": 1}',
      { lines: lines(["x-envoy-auth-partial-body", "false"], ["x-envoy-auth-partial-body", "true"]) },
      "body_too_large",
    ],
    ["it is longer than what was sent along", '{"amount": 1}', { headers: { "content-length": "14" } }, "body_too_large"],
    ["more has come than was sent along", '{"amount": 1}', { size: 14 }, "body_too_large"],
    ["its length tells that it was not sent along", undefined, { headers: { "content-length": "13" } }, "body_unavailable"],
    ["it comes in pieces, and was not sent along", undefined, { protocol: "HTTP/1.1", headers: { "transfer-encoding": "chunked" } }, "body_unavailable"],
    ["it was received, and not sent along", undefined, { size: 13 }, "body_unavailable"],
    ["the proxy does not say that it sends any", undefined, { extensions: { "sluice.target": "test" } }, "body_unavailable"],
    ["the proxy does not say that it sends any, in HTTP/1.1", undefined, { protocol: "HTTP/1.1", extensions: { "sluice.target": "test" } }, "body_unavailable"],
    ["the proxy does not say that it sends whole ones", '{"amount": 1}', { extensions: { "sluice.target": "test" } }, "body_unavailable"],
    ["as much was sent along as the proxy ever sends", '{"amount": 1}', { extensions: { ...sent, "sluice.body": "first 13" } }, "body_unavailable"],
    [
      "the connection becomes one of another protocol",
      undefined,
      { method: "GET", headers: { upgrade: "websocket", connection: "upgrade" } },
      "body_unavailable",
    ],
    ["the stream becomes one of another protocol", undefined, { method: "GET", headers: { ":protocol": "websocket" } }, "body_unavailable"],
  ])("lets nobody in when %s, and keeps out whom it is there to keep out", (_, body, request, code) => {
    const asked = posted(body, request);
    for (const when of ["request.json.amount <= 100", "request.json.amount > 100", "request.json != 7"]) {
      expect(answer(service({ when }), asked)).toBe(`denied ${code}`);
      expect(answer(service({ effect: "deny", when }, {}), asked)).toBe(`denied ${code}`);
    }
    if (code === "body_invalid") return;
    for (const when of ["request.body == ''", "!request.body.contains('a')"]) {
      expect(answer(service({ when }), asked)).toBe(`denied ${code}`);
      expect(answer(service({ effect: "deny", when }, {}), asked)).toBe(`denied ${code}`);
    }
  });

  it.each<[what: string, body: string | undefined, request: RequestText]>([
    ["its length says that it is whole", '{"amount": 1}', { headers: { "content-length": "13" }, extensions: { "sluice.target": "test" } }],
    ["it is shorter than what the proxy sends at most", '{"amount": 1}', { extensions: { ...sent, "sluice.body": "first 14" } }],
    ["its type is one of JSON", '{"amount": 1}', { headers: { "content-type": 'application/vnd.acme.order+json; version=2; charset="UTF-8"' } }],
    ["its encoding is none", '{"amount": 1}', { headers: { "content-encoding": "identity" } }],
  ])("reads it when %s", (_, body, request) => {
    expect(outcome("request.json.amount == 1", body, request)).toBe("allowed");
  });

  it("sees an empty text where there is none", () => {
    expect(outcome("request.body == ''", undefined)).toBe("allowed");
    expect(outcome("request.body == ''", undefined, { extensions: { "sluice.target": "test" }, headers: { "content-length": "0" } })).toBe("allowed");
  });

  it("reads it only when it comes to ask for it", () => {
    const either = service({ when: "request.method == 'GET' || request.json.amount <= 100" });
    expect(answer(either, posted(undefined, { method: "GET" }))).toBe("allowed");
    expect(answer(either, posted("none"))).toBe("denied body_invalid");
    const both = service({ when: "request.method == 'POST' && request.json.amount <= 100" }, { methods: ["GET"] });
    expect(answer(both, posted(undefined, { method: "GET", extensions: { "sluice.target": "test" } }))).toBe("allowed");
  });

  it("is decided every time, and other rules of the policy are not", () => {
    const asked = service({ methods: ["GET"] }, { when: "request.headers['x-a'] == '1' || request.json.amount <= 100" });
    const ask = (body: string | undefined, method = "POST", headers: Record<string, string> = {}) => answer(asked, posted(body, { method, headers }));
    expect([ask('{"amount": 1}'), ask('{"amount": 101}'), ask("{"), ask('{"amount": 1}')]).toEqual([
      "allowed",
      "denied forbidden",
      "denied body_invalid",
      "allowed",
    ]);
    expect(asked.decided).toBe(4);
    expect([ask(undefined, "GET"), ask(undefined, "GET"), ask("{", "POST", { "x-a": "1" }), ask("]", "POST", { "x-a": "1" })]).toEqual(
      Array(4).fill("allowed"),
    );
    expect(asked.decided).toBe(6);
  });

  it("tells who shows no credential to show one first, and nobody where none is asked for", () => {
    expect(answer(service({ when: "request.json.a" }), { ...posted("{"), headers: {} })).toBe("denied credential_missing");
    const open = new TestService([layer({ identify: [{ anonymous: {} }], authorize: { rules: [{ when: "request.json.a" }] } })]);
    expect(answer(open, posted("{"))).toBe("denied body_invalid");
    expect(answer(open, posted('{"a": false}'))).toBe("denied credential_missing");
  });

  it("in shadow would refuse a body that was cut off, and refuses nothing", () => {
    const rules = { authorize: { rules: [{ when: "request.json.a" }] } };
    const shadowed = new TestService([layer({ identify: [{ apiKey: {} }] }), layer({ ...rules, shadow: true }, { source: "Policy default/next" })]);
    shadowed.consumer("acme", keyConsumer(key));
    expect(answer(shadowed, posted('{"a": true}'))).toBe("allowed");
    expect(answer(shadowed, posted('{"a": true', { headers: { "x-envoy-auth-partial-body": "true" } }))).toBe("allowed");
    expect(shadowed.shadows).toEqual(["Policy default/next passed", "Policy default/next refused"]);
  });

  it("cannot be made slow by lists and texts", () => {
    const long = `[${Array.from({ length: 257 }, (_, index) => index).join()}]`;
    expect(outcome("request.json.exists(n, n == 3)", long)).toBe("denied forbidden");
    expect(outcome("request.json[3] == 3 && size(request.json) == 257", long)).toBe("allowed");
    expect(outcome("request.body.matches('^(a+)+$')", "a".repeat(1_000_000))).toBe("denied forbidden");
    expect(outcome("request.body.contains('b')", `${"a".repeat(65_537)}b`)).toBe("allowed");
  });
});

function lines(...more: readonly (readonly [string, string])[]): readonly (readonly [string, string])[] {
  return [["x-api-key", key], ["content-type", "application/json"], ...more];
}
