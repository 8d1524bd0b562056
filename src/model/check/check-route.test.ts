import { describe, expect, test } from "vitest";
import { route, streamRoute } from "../../../test/kit/objects/route.ts";
import type { JsonObject } from "../../kit/json.ts";
import { createModel } from "../model.ts";

const model = createModel([]);

function verdict(...rules: JsonObject[]): readonly string[] {
  const result = model.parse(route("r").with({ rules }).written());
  return result.kind === "parsed" ? [] : result.problems.map(({ code, pointer }) => `${code} ${pointer.replace("/spec/rules", "")}`);
}

const backends = [{ service: "web" }];
const everything = { path: { prefix: "/" } };

describe("matches", () => {
  test.each<[string, JsonObject, readonly string[]]>([
    [
      "every kind of condition",
      {
        path: { exact: "/a" },
        method: ["GET", "HEAD"],
        headers: [{ name: "X-A", regex: "a|b", not: true }],
        query: [{ name: "q", present: true }],
        cookies: [{ name: "c", contains: "x" }],
      },
      [],
    ],
    ["a method by itself", { method: "GET" }, []],
    ["gRPC", { grpc: { service: "acme.v1.Orders", method: "Get" } }, []],
    [
      "gRPC with path and method",
      { grpc: { service: "acme.v1.Orders" }, path: { prefix: "/" }, method: "POST" },
      ["CONFLICTING_FIELDS /0/matches/0/path", "CONFLICTING_FIELDS /0/matches/0/method"],
    ],
    ["a gRPC service with a slash", { grpc: { service: "acme/Orders" } }, ["INVALID_GRPC_NAME /0/matches/0/grpc/service"]],
    ["a path without slash", { path: { prefix: "a" } }, ["INVALID_PATH /0/matches/0/path/prefix"]],
    ["a path with a query", { path: { exact: "/a?b=c" } }, ["INVALID_PATH /0/matches/0/path/exact"]],
    ["a path with a space", { path: { exact: "/a b" } }, ["INVALID_PATH /0/matches/0/path/exact"]],
    ["two ways to match a path", { path: { exact: "/a", prefix: "/b" } }, ["CONFLICTING_FIELDS /0/matches/0/path"]],
    ["no way to match a path", { path: {} }, ["MISSING_FIELD /0/matches/0/path"]],
    ["a regex with a look-ahead", { path: { regex: "/a(?=b)" } }, ["INVALID_REGEX /0/matches/0/path/regex"]],
    ["a regex in a header", { headers: [{ name: "a", regex: "[" }] }, ["INVALID_REGEX /0/matches/0/headers/0/regex"]],
    ["a template", { path: { template: "/users/{id}/**" } }, []],
    ["a template with two variables of one name", { path: { template: "/{id}/{id}" } }, ["INVALID_TEMPLATE /0/matches/0/path/template"]],
    ["a pseudo header", { headers: [{ name: ":method", exact: "GET" }] }, ["INVALID_HEADER_NAME /0/matches/0/headers/0/name"]],
    ["the Host header", { headers: [{ name: "Host", exact: "a" }] }, ["INVALID_HEADER_NAME /0/matches/0/headers/0/name"]],
    ["a header with a space", { headers: [{ name: "a b", exact: "a" }] }, ["INVALID_HEADER_NAME /0/matches/0/headers/0/name"]],
    ["a header that Envoy drops", { headers: [{ name: "x_a", exact: "a" }] }, ["NEVER_MATCHES /0/matches/0/headers/0/name"]],
    ["a path that is not normal", { path: { exact: "/a/../b" } }, ["NEVER_MATCHES /0/matches/0/path/exact"]],
    ["a path with an escaped slash", { path: { prefix: "/a%2Fb" } }, ["NEVER_MATCHES /0/matches/0/path/prefix"]],
    ["a path with an escaped null byte", { path: { prefix: "/a%00" } }, ["NEVER_MATCHES /0/matches/0/path/prefix"]],
    ["a path with an escaped letter that needs none", { path: { exact: "/%7Ea" } }, ["NEVER_MATCHES /0/matches/0/path/exact"]],
    ["a path with escapes that stay", { path: { exact: "/caf%c3%a9%20/" } }, []],
    ["a query parameter as it is sent", { query: [{ name: "a%20b", exact: "c%26d=e+f" }] }, []],
    [
      "a query parameter as it is meant",
      {
        query: [
          { name: "a b", exact: "c&d" },
          { name: "a=b", prefix: "é" },
        ],
      },
      ["0/name", "0/exact", "1/name", "1/prefix"].map((place) => `NEVER_MATCHES /0/matches/0/query/${place}`),
    ],
    ["a header without condition", { headers: [{ name: "a" }] }, ["MISSING_FIELD /0/matches/0/headers/0"]],
    ["present turned off", { headers: [{ name: "a", present: false }] }, ["INVALID_VALUE /0/matches/0/headers/0/present"]],
    ["an inverted query parameter, which Envoy cannot", { query: [{ name: "a", exact: "b", not: true }] }, ["UNKNOWN_FIELD /0/matches/0/query/0/not"]],
  ])("%s", (_, match, problems) => {
    expect(verdict({ matches: [match], backends })).toEqual(problems);
  });
});

describe("actions", () => {
  test.each<[string, JsonObject, readonly string[]]>([
    ["one backend at weight 0 of two", { backends: [{ service: "a", weight: 0 }, { service: "b" }] }, []],
    [
      "all backends at weight 0",
      {
        backends: [
          { service: "a", weight: 0 },
          { service: "b", weight: 0 },
        ],
      },
      ["NO_WEIGHT /0/backends"],
    ],
    ["no backend", { backends: [] }, ["OUT_OF_RANGE /0/backends"]],
    ["a rewrite of prefix and host", { matches: [everything], backends, rewrite: { prefix: "/v2", host: "a.example.com" } }, []],
    ["a rewrite of the host alone", { backends, rewrite: { host: { header: "X-Host" } } }, []],
    ["a rewrite of nothing", { backends, rewrite: {} }, ["MISSING_FIELD /0/rewrite"]],
    ["two rewrites of the path", { backends, rewrite: { prefix: "/a", path: "/b" } }, ["CONFLICTING_FIELDS /0/rewrite"]],
    [
      "a prefix for a regex",
      { matches: [everything, { path: { regex: "/a.*" } }], backends, rewrite: { prefix: "/v2" } },
      ["CONFLICTING_FIELDS /0/rewrite/prefix"],
    ],
    ["a regex rewrite", { backends, rewrite: { regex: { pattern: "^/(a)", substitution: "/\\1" } } }, []],
    [
      "a regex rewrite with a group that is not there",
      { backends, rewrite: { regex: { pattern: "^/a", substitution: "/\\1" } } },
      ["INVALID_REGEX /0/rewrite/regex/substitution"],
    ],
    [
      "a regex rewrite of a wrong pattern",
      { backends, rewrite: { regex: { pattern: "(", substitution: "/\\1" } } },
      ["INVALID_REGEX /0/rewrite/regex/pattern"],
    ],
    ["a template rewrite", { matches: [{ path: { template: "/a/{x}" } }], backends, rewrite: { template: "/b/{x}" } }, []],
    ["a template rewrite without template", { matches: [everything], backends, rewrite: { template: "/b" } }, ["CONFLICTING_FIELDS /0/rewrite/template"]],
    ["a template rewrite of every request", { backends, rewrite: { template: "/b" } }, ["CONFLICTING_FIELDS /0/rewrite/template"]],
    [
      "a variable that one match lacks",
      { matches: [{ path: { template: "/a/{x}" } }, { path: { template: "/b/{y}" } }], backends, rewrite: { template: "/{x}" } },
      ["INVALID_TEMPLATE /0/rewrite/template"],
    ],
    [
      "a template rewrite that is none",
      { matches: [{ path: { template: "/a/{x}" } }], backends, rewrite: { template: "/{x" } },
      ["INVALID_TEMPLATE /0/rewrite/template"],
    ],
    ["upgrades", { backends, upgrades: ["websocket", "CONNECT", "spdy/3.1"] }, []],
    ["an upgrade with a comma", { backends, upgrades: ["a, b"] }, ["INVALID_UPGRADE /0/upgrades/0"]],
    ["a redirect", { redirect: { scheme: "https", status: 301 } }, []],
    ["a redirect to the same address", { redirect: { status: 301 } }, ["MISSING_FIELD /0/redirect"]],
    ["a redirect of a prefix of a regex", { matches: [{ path: { regex: "/a.*" } }], redirect: { prefix: "/b" } }, ["CONFLICTING_FIELDS /0/redirect/prefix"]],
    ["a redirect with an odd status", { redirect: { host: "a.example.com", status: 304 } }, ["INVALID_VALUE /0/redirect/status"]],
    ["an answer", { respond: { status: 404, body: "no", headers: { "content-type": "text/plain" } } }, []],
    ["an answer with a header of two lines", { respond: { status: 200, headers: { a: "x\r\ny: z" } } }, ["INVALID_HEADER_VALUE /0/respond/headers/a"]],
    ["an answer with a wrong header name", { respond: { status: 200, headers: { "a b": "x" } } }, ["INVALID_HEADER_NAME /0/respond/headers/a b"]],
    ["an answer that is too long", { respond: { status: 200, body: "x".repeat(4097) } }, ["OUT_OF_RANGE /0/respond/body"]],
    ["an answer of too many bytes", { respond: { status: 200, body: "é".repeat(2049) } }, ["OUT_OF_RANGE /0/respond/body"]],
    ["a rewrite beside a redirect", { redirect: { host: "a.example.com" }, rewrite: { prefix: "/" } }, ["FIELD_NOT_ALLOWED /0/rewrite"]],
  ])("%s", (_, rule, problems) => {
    expect(verdict(rule)).toEqual(problems);
  });
});

describe("rules of one route", () => {
  test("have different names", () => {
    expect(verdict({ name: "a", backends }, { name: "a", matches: [{ path: { exact: "/x" } }], backends })).toEqual(["DUPLICATE_NAME /1/name"]);
  });

  test("have different matches, however they are spelt", () => {
    const rules = [
      { matches: [{ method: "GET" }], backends },
      { matches: [{ path: { prefix: "/" }, method: ["get"] }], respond: { status: 200 } },
    ];
    expect(verdict(...rules)).toEqual(["DUPLICATE_RULE /1"]);
  });
});

test("a stream route needs a backend that gets something", () => {
  const result = model.parse(streamRoute("s").backend("a", { weight: 0 }).written());
  expect(result).toMatchObject({ kind: "refused", problems: [{ code: "NO_WEIGHT", pointer: "/spec/backends" }] });
});
