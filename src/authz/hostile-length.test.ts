import { describe, expect, it } from "vitest";
import { checkBytes, type RequestText } from "../../test/kit/authz/check-message.ts";
import { layer, TestService } from "../../test/kit/authz/service.ts";
import type { JsonObject } from "../kit/json.ts";
import { RecordedDecisions } from "./log/decision-log.ts";

/** Four times what Envoy takes by default, so that what costs the square of it is seen. */
const length = 240_000;
/** By the square some of these would take minutes; linear ones take a tenth of this. */
const mostCpuMs = 400;

const anonymous: JsonObject = { identify: [{ anonymous: {} }] };
const rule = (fields: JsonObject): JsonObject => ({ ...anonymous, authorize: { rules: [fields] } });
const from = (place: JsonObject): JsonObject => ({ identify: [{ apiKey: { from: [place] } }] });
/** Each character costs sixteen microseconds. */
const costly = "(?:.{0,40}a.{0,40}b){8}$";
const components = (names: readonly string[]): string => names.map((name) => `"x-a"${name}`).join(" ");

function signedBy(named: string, value: string): RequestText {
  const parameters = `("@method" "@authority" "@path" "@query" ${named});created=1767225600;keyid="k1"`;
  return { headers: { "signature-input": `s=${parameters}`, signature: "s=:AAAA:", "x-a": value } };
}

function ofJson(body: string): RequestText {
  return { method: "POST", headers: { "content-type": "application/json" }, body, extensions: { "sluice.target": "test", "sluice.body": "sent" } };
}

/** Milliseconds of this thread. */
function cpuOf(service: TestService, request: RequestText): number {
  const buffer = checkBytes({ extensions: { "sluice.target": "test" }, ...request });
  const before = process.threadCpuUsage();
  const answer = service.checks.check({ buffer, start: 0, end: buffer.length, deadline: Number.POSITIVE_INFINITY });
  const { user, system } = process.threadCpuUsage(before);
  expect(answer).toBeInstanceOf(Uint8Array);
  return (user + system) / 1000;
}

describe("a request costs no more than its length, whatever it is made of:", () => {
  it.each<[string, JsonObject, RequestText]>([
    ["cookies without a name", from({ cookie: "key" }), { headers: { cookie: ";".repeat(length) } }],
    ["cookies that are none", from({ cookie: "key" }), { headers: { cookie: "a;".repeat(length / 2) } }],
    ["many cookies", from({ cookie: "key" }), { headers: { cookie: "a=;".repeat(length / 3) } }],
    ["a path of many segments", rule({ paths: ["/admin/**", "/a/{b}/*/d"] }), { path: "/a".repeat(length / 2) }],
    ["a path of slashes", rule({ paths: ["/admin/**"] }), { path: "/".repeat(length) }],
    ["a path of escapes", rule({ paths: ["/admin/**"] }), { path: `/${"%41".repeat(length / 3)}` }],
    ["parameters without a name", from({ query: "key" }), { path: `/?${"&".repeat(length)}` }],
    ["escaped parameters", { ...from({ query: "key" }), shape: { query: { set: { who: "x" } } } }, { path: `/?${"%41&".repeat(length / 4)}` }],
    ["spaces that an expression trims", rule({ when: 'request.headers["x-a"].trim() == "b"' }), { headers: { "x-a": `a${" ".repeat(length)}b` } }],
    ["a text for a pattern", rule({ when: 'request.headers["x-a"].matches("(a+)+$")' }), { headers: { "x-a": `${"a".repeat(length)}b` } }],
    ["a text for a costly pattern", rule({ when: `request.headers["x-a"].matches("${costly}")` }), { headers: { "x-a": `${"ab".repeat(length / 2)}c` } }],
    [
      "a text for many patterns",
      { ...anonymous, authorize: { rules: times(50, (index) => ({ when: `request.headers["x-a"].matches("${costly}${index}")` })) } },
      { headers: { "x-a": "ab".repeat(4000) } },
    ],
    [
      "pieces for a pattern",
      rule({ when: `request.headers["x-a"].split(",").exists(x, request.headers["x-b"].matches("${costly}"))` }),
      { headers: { "x-a": ",".repeat(250), "x-b": "ab".repeat(2000) } },
    ],
    ["signed spaces", { identify: [{ signature: {} }] }, signedBy(components([""]), `a${" ".repeat(length)}b`)],
    [
      "spaces signed often",
      { identify: [{ signature: {} }] },
      signedBy(components(["", ...times(200, (index) => `;key="a${index}"`)]), "a=1, ".repeat(length / 5)),
    ],
    [
      "members of a header",
      { identify: [{ signature: {} }] },
      signedBy(components(times(60, (index) => `;key="a${index}"`)), times(250, (index) => `a${index}=:${"A".repeat(16)}:`).join(", ")),
    ],
    ["a body of objects", rule({ when: "request.json[0].a.exists(a, a == 1)" }), ofJson(`[${"{},".repeat(length / 3)}{}]`)],
    ["a body of lists that are deep", rule({ when: "request.json[0] == 1" }), ofJson("[".repeat(length))],
    ["a body of spaces", rule({ when: "request.json == 1" }), ofJson(`${" ".repeat(length)}1`)],
    ["a body of escapes", rule({ when: "request.json == 'a'" }), ofJson(`"${"\\u0041".repeat(length / 6)}"`)],
    ["a body with a long number", rule({ when: "request.json == 1" }), ofJson("1".repeat(length))],
    ["a body with a long list for a macro", rule({ when: "request.json.map(n, n + 1.0).exists(n, n == 0.5)" }), ofJson(`[${"1,".repeat(length / 2)}1]`)],
    [
      "a body for many rules",
      { ...anonymous, authorize: { rules: times(100, (index) => ({ when: `request.json.a${index}` })) } },
      ofJson(`{"b":[${"1,".repeat(40_000)}1]}`),
    ],
    ["a body that is trimmed", rule({ when: "request.body.trim() == 'b'" }), ofJson(`a${" ".repeat(length)}b`)],
    ["a body for a pattern", rule({ when: "request.body.matches('(a+)+$')" }), ofJson(`${"a".repeat(length)}b`)],
  ])("%s", (_, spec, request) => {
    const log = new RecordedDecisions({ sample: 1, headers: [], mask: (record) => record, write: () => undefined });
    const service = new TestService([layer(spec)], { log }).consumer("partner", {
      credentials: { sign: { signature: { keyId: "k1", secret: "a shared secret of 32 characters" } } },
    });
    cpuOf(service, {});
    expect(cpuOf(service, request)).toBeLessThan(mostCpuMs);
  });
});

function times<Item>(count: number, item: (index: number) => Item): readonly Item[] {
  return Array.from({ length: count }, (_, index) => item(index));
}
