import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json, JsonObject } from "../../src/kit/json.ts";
import { createModel } from "../../src/model/model.ts";
import { isObject } from "../../src/model/policy/policy-blocks.ts";
import { gateway } from "../kit/objects/gateway.ts";
import { certificate, envoyPatch, nodeGroup, policy, secret, trustBundle } from "../kit/objects/others.ts";
import { route, streamRoute } from "../kit/objects/route.ts";
import { samplePolicies } from "../kit/objects/sample-policies.ts";
import { instance, service } from "../kit/objects/service.ts";

const model = createModel(samplePolicies);

const tls = { certificates: ["c"], clientCa: "ca" };
const matches = [
  { path: { regex: "/a.*" }, method: ["GET"], headers: [{ name: "x", exact: "y", not: true }], query: [{ name: "q", present: true }] },
  { grpc: { service: "a.B" } },
];
const targets = [{ kind: "Route", name: "r", section: "x" }, { kind: "Gateway", labels: { a: "b" } }, { kind: "Fleet" }];
const valid: readonly JsonObject[] = [
  gateway("g")
    .listener({ name: "a", port: 443, protocol: "https", tls, allowedRoutes: { from: { labels: { a: "b" } }, hostnames: { n: ["a.b"] } } })
    .with({ diary: {} })
    .written(),
  route("r")
    .rule({ matches, backends: [{ service: { name: "a" }, version: "v" }], rewrite: { path: "/", host: "auto" }, patience: { limit: "1s" } })
    .written(),
  route("s")
    .rule({ redirect: { prefix: "/b", port: 1 } })
    .rule({ name: "x", matches: [{ path: { exact: "/x" } }], respond: { status: 200, headers: { a: "b" } } })
    .with({ hostnames: ["*.a"], toll: { coins: 1 } })
    .written(),
  streamRoute("t").backend("db", { weight: 2 }).with({ idleTimeout: "1h" }).written(),
  service("u")
    .endpoints({ address: "::1", port: 1, labels: { a: "b" } })
    .versions("v")
    .with({ tls: { trust: "ca", subjectAltNames: [{ suffix: "x" }] }, fuse: { amperes: 1 } })
    .written(),
  service("w")
    .dns("a.b", 1)
    .with({ allowedFrom: { namespaces: ["n"] } })
    .written(),
  instance("i", "u", 1).labels({ version: "v" }).written(),
  certificate("c", { chain: "x", privateKey: "y" }).written(),
  secret("s", { a: "b" }).written(),
  trustBundle("b", "x").written(),
  nodeGroup("n", { match: { ids: ["a*"], locality: { region: "r" } }, admit: ["token", { mtls: { san: "x" } }] }).written(),
  policy("p", {}, { patience: { after: { count: null } } })
    .with({ targets, override: true })
    .written(),
  envoyPatch("e", {
    target: { type: "cluster", name: "c" },
    patch: [
      { op: "add", path: "/a", value: { b: [null] } },
      { op: "move", path: "/a", from: "/b" },
    ],
  }).written(),
];

/** Values that stand in the wrong place more often than by chance. */
const foreign: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json[]>(
    null,
    0,
    -1,
    1.5,
    70_000,
    "",
    "a",
    "A_b",
    "0s",
    "[",
    "*.x",
    { fingerprint: "x" },
    {},
    [],
    [null],
    [[]],
    { name: "a" },
    { from: "all" },
  ),
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>,
);

const change = fc.record({
  at: fc.nat(),
  how: fc.constantFrom("replace", "remove", "add", "double"),
  name: fc.constantFrom("name", "prefix", "kind", "tls", "patience", "fuse", "labels", "nmae"),
  value: foreign,
});
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

/** Changes one value somewhere in a value, counted depth first. */
function mutate(value: Json, change: Change): Json {
  const place = { left: change.at % countValues(value) };
  const walk = (current: Json): Json => {
    place.left -= 1;
    if (place.left === -1) return changed(current, change);
    if (Array.isArray(current)) return current.flatMap((item: Json) => (place.left === 0 && change.how === "remove" ? skip(place) : [walk(item)]));
    return isObject(current) ? Object.fromEntries(Object.entries(current).map(([name, member]) => [name, walk(member)])) : current;
  };
  return walk(value);
}

function skip(place: { left: number }): readonly Json[] {
  place.left = -2;
  return [];
}

function changed(current: Json, { how, name, value }: Change): Json {
  if (how === "double" && Array.isArray(current)) return [...(current as readonly Json[]), ...(current as readonly Json[])];
  return how === "add" && isObject(current) ? { ...current, [name]: value } : value;
}

function countValues(value: Json): number {
  return typeof value === "object" && value !== null
    ? 1 + Object.values(value as object).reduce<number>((sum, member) => sum + countValues(member as Json), 0)
    : 1;
}

/** What holds for anything that is parsed, whatever it is. */
function check(input: unknown): void {
  const result = model.parse(input);
  for (const { code, pointer, detail, hint = "" } of result.kind === "parsed" ? result.warnings : result.problems) {
    expect(code).toMatch(/^[A-Z][A-Z_]+$/u);
    expect(pointer).toMatch(/^(?:\/|$)/u);
    expect(detail).not.toBe("");
    // Nothing of how complaints travel through the schemas may be seen.
    expect(detail + hint).not.toContain("\u001F");
    expect(detail + hint).not.toMatch(/undefined|\[object|CHOICE|Invalid input/u);
  }
  if (result.kind === "refused") {
    expect(result.problems).not.toEqual([]);
    return;
  }
  const { object } = result;
  model.specOf(object.kind, object);
  for (const { level, rule } of model.policiesIn(object)) expect(rule === undefined).toBe(level !== "rule");
  for (const { target } of model.referencesOf(object)) expect(target.name).not.toBe("");
}

test("the samples are what they seem", () => {
  const refused = valid.flatMap((object) => {
    const result = model.parse(object);
    return result.kind === "refused" ? [[object["name"], result.problems]] : [];
  });
  // Certificates that cannot be read are refused for that alone.
  expect(refused.map(([name]) => name)).toEqual(["c", "b"]);
});

test("any JSON value gets an answer", () => {
  fc.assert(fc.property(fc.jsonValue(), check), { numRuns: 300 });
});

test("any object with any spec gets an answer", () => {
  const kind = fc.constantFrom(...valid.map((object) => object["kind"]), "Nothing");
  fc.assert(fc.property(fc.record({ kind, name: fc.constant("a"), spec: fc.jsonValue() }), check), { numRuns: 300 });
});

test("a valid object that was changed somewhere gets an answer, and what is taken can be read", () => {
  const object = fc.constantFrom(...valid);
  fc.assert(
    fc.property(object, fc.array(change, { minLength: 1, maxLength: 3 }), (start, changes) => check(changes.reduce<Json>(mutate, start))),
    { numRuns: 4000 },
  );
});
