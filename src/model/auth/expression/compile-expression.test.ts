import { describe, expect, it } from "vitest";
import { compileExpression } from "./compile-expression.ts";
import { expressionProblems } from "./expression-problems.ts";

function reads(text: string): readonly string[] {
  return compileExpression(text).reads.map(({ path, name }) => (name === undefined ? path : `${path} ${name}`));
}

function evaluate(text: string, { headers = {}, claims = {} }: { readonly headers?: Record<string, string>; readonly claims?: Record<string, unknown> } = {}) {
  const values = {
    request: new Map<string, unknown>([
      ["method", "GET"],
      ["headers", new Map(Object.entries(headers))],
    ]),
    identity: new Map<string, unknown>([
      ["groups", ["a", "b"]],
      ["claims", new Map(Object.entries(claims))],
    ]),
  };
  const result = compileExpression(text).evaluate(values);
  return result.kind === "value" ? result.holds : result.detail;
}

const refusals: readonly (readonly [expression: string, said: string | RegExp])[] = [
  ["request.method ==", /line 1, column \d+: It is not CEL/u],
  ["request.methd == 'GET'", /column 8: request.methd is not known.*Did you mean method\?/u],
  ["requests.method == 'GET'", /Variable requests is not known.*Did you mean request\?/u],
  ["request.parsed_body.a == 1", /request.parsed_body is not known.*request.json/u],
  ["request.body.a == 1", "A value of type string has no field a"],
  ["has(request.json)", "request.json is always there"],
  ["request.path == '/a'", /request.path is not known.*request.url_path/u],
  ["request.method", "Expression is a string, and not a bool"],
  ["request.method == 1", "Values of the types string and int are never equal"],
  ["request == request", "request is no value"],
  ["request.headers.exists(h, h == 'a')", "request.headers is no value"],
  ["request.headers[request.method] == 'a'", "Names in request.headers must be written out"],
  ["request.headers['X-A'] == 'a'", "write x-a"],
  ["request.headers[':path'] == '/a'", "write request.url_path"],
  ["request.metadata[request.method].a == 1", "Names in request.metadata must be written out"],
  ["request.metadata[identity.claims.space].a == 1", "Names in request.metadata must be written out"],
  ["request.metadata['a' + 'b'].c == 1", "Names in request.metadata must be written out"],
  ["request.metadata.exists(space, space == 'a')", "request.metadata is no value"],
  ["size(request.route_metadata) == 1", "request.route_metadata is no value"],
  ["request.metadata[''].a == 1", "A namespace of metadata has a name"],
  ["request.metadata.envoy.filters.http.lua.a == 1", 'write request.metadata["envoy.filters.http.lua"]'],
  ["request.metadata.a == 'b'", "Values of the types map(string, dyn) and string are never equal"],
  ["request.metadata.a[1] == 'b'", "A value of type map(string, dyn) has no entry by int"],
  ["metadata.filter_metadata['a'].b == 1", "Variable metadata is not known; Here it is request.metadata"],
  ["has(request.method)", "request.method is always there"],
  ["identity.groups.exists(a, identity.groups.exists(b, a == b))", "cannot stand inside of another"],
  ["request.method.matches('(?=a)')", /Pattern "\(\?=a\)" is not valid/u],
  ["request.method.matches('(a{500}){500}')", /Pattern/u],
  ["request.method.matches(identity.subject)", "must be written out"],
  ["request.time.getHours('Europe/Berlin') == 8", "the rule has time"],
  ["request.time > timestamp('soon')", "It has no value"],
  ["1 / 0 == 1", "It has no value"],
  ["b'a' == b'a'", "Bytes and unsigned numbers"],
  ["request.method.charAt(1) == 'E'", "charAt() cannot be called here"],
  ["'a' in request.method", "No value of type string can be in string"],
  ["google.rpc.Status{code: 1} == 1", "Messages cannot be made here"],
  [`${"(".repeat(65)}true${")".repeat(65)}`, "nested deeper than 64"],
  ["[1, 2].exists(i, v, i == v)", ""],
  ["dyn(1) == 1", "dyn() cannot be called here"],
];

describe("an expression", () => {
  it.each(refusals)("%s is refused", (text, said) => {
    const [problem] = expressionProblems(text, "/when");
    expect(problem).toMatchObject({ code: "INVALID_EXPRESSION", pointer: "/when" });
    const told = `${problem?.detail ?? ""}; ${problem?.hint ?? ""}`;
    if (typeof said === "string") expect(told).toContain(said);
    else expect(told).toMatch(said);
  });

  it.each([
    ["request.method == 'GET'", true],
    ["'x-a' in request.headers", false],
    ["request.headers['x-a'] == 'a' || identity.claims.admin", "field not found"],
    ["!has(request.headers.tenant) && 'a' in identity.groups", true],
    ["identity.groups.exists(group, group.startsWith('b'))", true],
    ["identity.groups.filter(group, group != 'a').size() == 1 && identity.groups.map(group, group + '!')[1] == 'b!'", true],
    ["identity.claims.number == 5", "field not found"],
    ["'a' in {'a': null} && has({'a': null}.a) && !('b' in {'a': null}) && !has({'a': null}.b)", true],
  ])("%s is %s", (text, expected) => {
    const result = evaluate(text);
    if (typeof expected === "string") expect(result).toContain(expected);
    else expect(result).toBe(expected);
  });

  it("compares what claims have, whatever their types", () => {
    const claims = { level: 5, tags: ["x"], tenant: "a", nested: new Map([["deep", true]]), id: 12 };
    expect(evaluate("identity.claims.level >= 3 && 'x' in identity.claims.tags && identity.claims.nested.deep", { claims })).toBe(true);
    expect(evaluate("identity.claims.tenant == request.headers['x-tenant']", { claims, headers: { "x-tenant": "a" } })).toBe(true);
    expect(evaluate("string(identity.claims.id) == request.headers['x-id']", { claims, headers: { "x-id": "12" } })).toBe(true);
    expect(evaluate("identity.claims.tenant >= 3", { claims })).toContain("no matching overload");
    expect(evaluate("identity.claims.tenant", { claims })).toBe("Value is not a bool");
    const none = { gone: null, nested: new Map([["gone", null]]) };
    expect(evaluate("has(identity.claims.gone) && 'gone' in identity.claims && identity.claims.gone == null", { claims: none })).toBe(true);
    expect(evaluate("has(identity.claims.nested.gone) && !has(identity.claims.nested.never)", { claims: none })).toBe(true);
  });

  it.each([
    ["int(request.headers.n) == 10", "10", true],
    ["int(request.headers.n) == 0", "", "is not an int"],
    ["int(request.headers.n) == 16", "0x10", "is not an int"],
    ["int(request.headers.n) == 5", " 5", "is not an int"],
    ["int(request.headers.n) == 0", "9223372036854775808", "is not an int"],
    ["request.headers.n.split(',').exists(n, n == 'b')", "a,b", true],
    ["request.headers.n.split(',').exists(n, n == 'b')", "a,".repeat(300), "more than 256 pieces"],
    ["request.headers.n < '\u{1F600}'", "\uFF5E", true],
    ["request.headers.n.matches('^(a+)+$')", `${"a".repeat(5000)}b`, false],
    ["request.headers.n.matches('b')", "abc", true],
    ["request.headers.n.trim().lowerAscii() == 'äÄ'", "\u2028 ÄÄ", false],
    ["request.headers.n.trim() == 'x'", `x${" ".repeat(60_000)}x`, false],
    ["request.headers.n.trim().upperAscii() == 'äA'", "\u2028äa ", true],
  ])("%s of %j is %s", (text, n, expected) => {
    const result = evaluate(text, { headers: { n } });
    if (typeof expected === "string") expect(result).toContain(expected);
    else expect(result).toBe(expected);
  });

  it("says what it reads", () => {
    expect(reads("request.headers['x-a'] == request.headers['x-b'] && 'q' in request.query && identity.claims.x == source.address")).toEqual([
      "request.headers x-a",
      "request.headers x-b",
      "request.query q",
      "identity.claims",
      "source.address",
    ]);
    expect(reads("has(request.headers.a) || identity.groups.exists(g, g == request.method)")).toEqual([
      "request.headers a",
      "identity.groups",
      "request.method",
    ]);
  });

  it("says which namespaces of metadata it reads", () => {
    expect(reads("request.metadata['envoy.filters.http.lua'].a.b[0] == 1 && has(request.metadata.tenants.x)")).toEqual([
      "request.metadata envoy.filters.http.lua",
      "request.metadata tenants",
    ]);
    expect(reads("'a' in request.metadata || 'k' in request.route_metadata['a'] || request.metadata.a.exists(k, k == 'x')")).toEqual([
      "request.metadata a",
      "request.route_metadata a",
    ]);
  });

  it.each(["!".repeat(4000), "-".repeat(4000), "a.".repeat(2000), "true ? true : ".repeat(280), "true || ".repeat(500), "[".repeat(4000), "1 + ".repeat(1000)])(
    "cannot break the program by its length",
    (text) => {
      expect(expressionProblems(`${text}true`, "").every(({ code }) => code === "INVALID_EXPRESSION")).toBe(true);
    },
  );
});
