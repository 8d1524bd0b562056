import { describe, expect, test } from "vitest";
import { gateway } from "../../test/kit/objects/gateway.ts";
import { envoyPatch, nodeGroup, policy, secret } from "../../test/kit/objects/others.ts";
import { route } from "../../test/kit/objects/route.ts";
import { samplePolicies } from "../../test/kit/objects/sample-policies.ts";
import { service } from "../../test/kit/objects/service.ts";
import type { JsonObject } from "../kit/json.ts";
import type { Problem } from "../kit/problem.ts";
import { createModel } from "./model.ts";

const model = createModel(samplePolicies);

/** Code and place of everything that is wrong. */
function verdict(input: unknown): readonly string[] {
  const result = model.parse(input);
  return result.kind === "parsed" ? [] : result.problems.map(({ code, pointer }) => `${code} ${pointer}`);
}

function problemAt(input: unknown, pointer: string): Problem | undefined {
  const result = model.parse(input);
  return result.kind === "parsed" ? undefined : result.problems.find((problem) => problem.pointer === pointer);
}

const hello = route("hello").prefix("/", "web");

describe("a whole object", () => {
  test("comes back as it was written, with namespace and labels", () => {
    const spec = hello.build().spec;
    expect(model.parse({ kind: "Route", name: "hello", spec })).toEqual({
      kind: "parsed",
      object: { kind: "Route", name: "hello", namespace: "default", labels: {}, spec },
      warnings: [],
    });
  });

  test("may carry what the server added when it was read", () => {
    expect(verdict({ ...hello.stored(), status: { conditions: [] } })).toEqual([]);
  });

  test.each<[string, unknown, readonly string[]]>([
    ["no object", "hello", ["WRONG_TYPE "]],
    ["a list", [], ["WRONG_TYPE "]],
    ["nothing", undefined, ["WRONG_TYPE "]],
    ["an empty object", {}, ["MISSING_FIELD /kind", "MISSING_FIELD /name", "MISSING_FIELD /spec"]],
    ["an unknown kind", { kind: "Routes", name: "a", spec: {} }, ["UNKNOWN_KIND /kind"]],
    ["a name that is no DNS label", { ...hello.written(), name: "Hello_1" }, ["INVALID_NAME /name"]],
    ["a namespace that is no DNS label", { ...hello.written(), namespace: "" }, ["INVALID_NAME /namespace"]],
    ["a namespace where there is none", { ...nodeGroup("edge").written(), namespace: "default" }, ["FIELD_NOT_ALLOWED /namespace"]],
    ["a label that is no text", { ...hello.written(), labels: { version: 1.1 } }, ["WRONG_TYPE /labels/version"]],
    ["a field of Kubernetes", { ...hello.written(), metadata: {} }, ["UNKNOWN_FIELD /metadata"]],
    ["a spec that is no object", { ...hello.written(), spec: [] }, ["WRONG_TYPE /spec"]],
    ["a number that JSON has not", { ...hello.written(), spec: { rules: Number.NaN } }, ["INVALID_VALUE /spec/rules"]],
    ["a NUL in a text", { ...hello.written(), labels: { a: "x\0" } }, ["INVALID_TEXT /labels/a"]],
    ["half a surrogate pair", { ...hello.written(), labels: { a: "\uD800" } }, ["INVALID_TEXT /labels/a"]],
    ["a member called __proto__", { ...hello.written(), labels: JSON.parse('{"__proto__": "x"}') as unknown }, ["INVALID_NAME /labels/__proto__"]],
    ["a date", { ...hello.written(), labels: { a: new Date(0) } }, ["INVALID_VALUE /labels/a"]],
  ])("%s is refused", (_, input, problems) => {
    expect(verdict(input)).toEqual(problems);
  });

  test("endless nesting is refused, not followed", () => {
    const endless: Record<string, unknown> = {};
    endless["a"] = endless;
    expect(verdict({ ...hello.written(), spec: endless })).toEqual([expect.stringMatching(/^TOO_DEEP \/spec\/a\/a/u)]);
  });
});

describe("hints", () => {
  test.each<[string, unknown, string, Partial<Problem>]>([
    [
      "an unknown field has its neighbour",
      hello.with({ hostname: ["a"] }).written(),
      "/spec/hostname",
      { code: "UNKNOWN_FIELD", hint: "Did you mean hostnames?" },
    ],
    [
      "far from every name, all are told",
      nodeGroup("a", { zzzzzz: 1 }).written(),
      "/spec/zzzzzz",
      { hint: "Known fields: admit, allowedFrom, logFolders, match, proxy, role, systemTrust" },
    ],
    ["a kind has its neighbour", { ...hello.written(), kind: "route" }, "/kind", { hint: "Did you mean Route?" }],
    [
      "a number in quotes",
      gateway("g")
        .http("80" as unknown as number)
        .written(),
      "/spec/listeners/0/port",
      { code: "WRONG_TYPE", hint: "Write it without quotes: 80" },
    ],
    ["a text without quotes", { ...hello.written(), labels: { version: 2 } }, "/labels/version", { hint: 'Put it in quotes: "2"' }],
    [
      "a misspelt value",
      gateway("g").listener({ name: "a", port: 80, protocol: "htps" }).written(),
      "/spec/listeners/0/protocol",
      { code: "INVALID_VALUE", hint: "Did you mean https?" },
    ],
    [
      "a misspelt value beside an object",
      nodeGroup("a", { admit: ["tokn"] }).written(),
      "/spec/admit/0",
      { code: "INVALID_VALUE", hint: "Did you mean token?" },
    ],
    [
      "no action in a rule",
      route("r").rule({}).written(),
      "/spec/rules/0",
      { code: "MISSING_FIELD", hint: "Exactly one of backends, redirect and respond may stand here" },
    ],
    [
      "a number too large",
      gateway("g").http(70_000).written(),
      "/spec/listeners/0/port",
      { code: "OUT_OF_RANGE", detail: "Value 70000 is out of range; it must be at most 65535" },
    ],
    ["a list too short", { ...route("r").written() }, "/spec/rules", { code: "MISSING_FIELD" }],
    [
      "an upper-case hostname",
      hello.with({ hostnames: ["Example.com"] }).written(),
      "/spec/hostnames/0",
      { code: "INVALID_HOSTNAME", hint: "Write it in lower case: example.com" },
    ],
    ["a lone asterisk", hello.with({ hostnames: ["*"] }).written(), "/spec/hostnames/0", { hint: "Leave the hostname out to mean every one" }],
    [
      "a hostname among addresses",
      service("s").endpoints({ address: "localhost", port: 80 }).written(),
      "/spec/endpoints/static/0/address",
      { code: "INVALID_ADDRESS" },
    ],
    [
      "a duration without unit",
      service("s", 80).with({ connectTimeout: "5" }).written(),
      "/spec/connectTimeout",
      { code: "INVALID_DURATION", detail: expect.stringContaining("5s or 5ms") as string },
    ],
  ])("%s", (_, input, pointer, problem) => {
    expect(problemAt(input, pointer)).toMatchObject(problem);
  });
});

test("every violation is told, not the first alone", () => {
  const broken = route("broken")
    .with({ parents: [{ kind: "Service", name: "s" }], hostnames: ["a_b"], fuse: {}, patience: { limit: "soon" } })
    .rule({ backends: [{ service: "a", weight: -1 }], respond: { status: 99 }, nmae: "x" })
    .rule({ matches: [{ path: { regex: "(" }, headers: [{ name: "x", exact: "a", prefix: "b" }] }], redirect: { status: 200 } });
  expect(verdict(broken.written()).toSorted()).toEqual([
    "CONFLICTING_FIELDS /spec/rules/0",
    "CONFLICTING_FIELDS /spec/rules/1/matches/0/headers/0",
    "INVALID_DURATION /spec/patience/limit",
    "INVALID_HOSTNAME /spec/hostnames/0",
    "INVALID_REGEX /spec/rules/1/matches/0/path/regex",
    "INVALID_VALUE /spec/rules/1/redirect/status",
    "NOT_IN_THIS_VERSION /spec/parents/0/kind",
    "OUT_OF_RANGE /spec/rules/0/backends/0/weight",
    "OUT_OF_RANGE /spec/rules/0/respond/status",
    "POLICY_NOT_ALLOWED_HERE /spec/fuse",
    "UNKNOWN_FIELD /spec/rules/0/nmae",
  ]);
});

describe("policies", () => {
  const cases: [string, JsonObject, readonly string[]][] = [
    ["a route policy in a route", hello.with({ patience: { limit: "1s" } }).written(), []],
    [
      "a route policy in a rule",
      route("r")
        .prefix("/", "web", { patience: { limit: "1s" } })
        .written(),
      [],
    ],
    ["a route policy in a gateway", gateway("g").http(80).with({ patience: {} }).written(), []],
    ["a listener policy in a gateway", gateway("g").http(80).with({ diary: {} }).written(), []],
    [
      "an upstream policy in a service",
      service("s", 80)
        .with({ fuse: { amperes: 16 } })
        .written(),
      [],
    ],
    ["a listener policy in a route", hello.with({ diary: {} }).written(), ["POLICY_NOT_ALLOWED_HERE /spec/diary"]],
    ["an upstream policy in a gateway", gateway("g").http(80).with({ fuse: {} }).written(), ["POLICY_NOT_ALLOWED_HERE /spec/fuse"]],
    ["a route policy in a service", service("s", 80).with({ patience: {} }).written(), ["POLICY_NOT_ALLOWED_HERE /spec/patience"]],
    ["a policy in a listener", gateway("g").http(80, { diary: {} }).written(), ["POLICY_NOT_ALLOWED_HERE /spec/listeners/0/diary"]],
    ["null for a field of an overlay policy", hello.with({ patience: { limit: null, after: { count: null } } }).written(), []],
    ["null beside a wrong field", hello.with({ patience: { limit: null, after: { count: 0 } } }).written(), ["OUT_OF_RANGE /spec/patience/after/count"]],
    ["null for an unknown field", hello.with({ patience: { limits: null } }).written(), ["UNKNOWN_FIELD /spec/patience/limits"]],
    ["null for a whole policy", hello.with({ patience: null }).written(), ["WRONG_TYPE /spec/patience"]],
    ["null in an accumulating policy", hello.with({ toll: { coins: null } }).written(), ["WRONG_TYPE /spec/toll/coins"]],
    ["what the policy's own check refuses", hello.with({ patience: { limit: "0s" } }).written(), ["NO_PATIENCE /spec/patience/limit"]],
    ["the same beside a null", hello.with({ patience: { limit: "0s", after: null } }).written(), ["NO_PATIENCE /spec/patience/limit"]],
    ["a policy of a later version", hello.with({ access: {} }).written(), ["NOT_IN_THIS_VERSION /spec/access"]],
    ["a field of a later version", hello.with({ patience: { zoneAware: {} } }).written(), ["NOT_IN_THIS_VERSION /spec/patience/zoneAware"]],
    ["a policy for a service", policy("p", { kind: "Service", name: "s" }, { fuse: {} }).written(), []],
    ["a policy for everything", policy("p", { kind: "Fleet" }, { fuse: {}, patience: {}, diary: {} }).written(), []],
    ["a policy for one rule", policy("p", { kind: "Route", name: "r", section: "first" }, { patience: {} }).written(), []],
    ["a policy for the wrong kind", policy("p", { kind: "Route", name: "r" }, { fuse: {} }).written(), ["POLICY_WRONG_TARGET /spec/targets/0"]],
    [
      "a section of a service",
      policy("p", { kind: "Service", name: "s", section: "x" }, { fuse: {} }).written(),
      ["FIELD_NOT_ALLOWED /spec/targets/0/section"],
    ],
    ["an empty selector", policy("p", { kind: "Service", labels: {} }, { fuse: {} }).written(), ["MISSING_FIELD /spec/targets/0/labels"]],
    ["a target without name and labels", policy("p", { kind: "Service" }, { fuse: {} }).written(), ["MISSING_FIELD /spec/targets/0"]],
    [
      "a kind of target that there is not",
      policy("p", { kind: "StreamRoute", name: "s" }, { diary: {} }).written(),
      ["NOT_IN_THIS_VERSION /spec/targets/0/kind"],
    ],
    ["no policy at all", policy("p", { kind: "Namespace" }, {}).written(), ["MISSING_FIELD /spec"]],
    ["no target", { ...policy("p", {}, { fuse: {} }).with({ targets: [] }).written() }, ["OUT_OF_RANGE /spec/targets"]],
  ];

  test.each(cases)("%s", (_, input, problems) => {
    expect(verdict(input)).toEqual(problems);
  });

  test("a policy in the wrong place says where it may stand", () => {
    expect(problemAt(hello.with({ fuse: {} }).written(), "/spec/fuse")?.hint).toBe(
      "Policy fuse may stand in a Service's spec, or in a Policy that targets Service, Namespace, Fleet",
    );
  });
});

describe("an Envoy patch", () => {
  const target = { type: "cluster", name: "default/web" };

  test.each<[string, JsonObject, readonly string[]]>([
    [
      "operations with null and false values",
      {
        target,
        patch: [
          { op: "add", path: "/a", value: null },
          { op: "replace", path: "/b~1c", value: false },
        ],
      },
      [],
    ],
    [
      "all other operations",
      {
        target,
        patch: [
          { op: "remove", path: "/a" },
          { op: "move", path: "/a", from: "/b" },
          { op: "test", path: "", value: {} },
        ],
      },
      [],
    ],
    ["a secret", { target: { type: "secret", name: "x" }, patch: [{ op: "remove", path: "/a" }] }, ["INVALID_VALUE /spec/target/type"]],
    ["an operation without value", { target, patch: [{ op: "add", path: "/a" }] }, ["MISSING_FIELD /spec/patch/0/value"]],
    ["an unknown operation", { target, patch: [{ op: "merge", path: "/a" }] }, ["INVALID_VALUE /spec/patch/0/op"]],
    ["no operation", { target, patch: [{ path: "/a" }] }, ["MISSING_FIELD /spec/patch/0/op"]],
    ["a pointer that is none", { target, patch: [{ op: "remove", path: "a~2" }] }, ["INVALID_POINTER /spec/patch/0/path"]],
  ])("%s", (_, spec, problems) => {
    expect(verdict(envoyPatch("p", spec).written())).toEqual(problems);
  });
});

describe("no message shows a secret", () => {
  test.each<[string, JsonObject]>([
    ["a number", secret("s", { pin: 31_337 as unknown as string }).written()],
    ["a list", secret("s", { pin: ["31337"] as unknown as string }).written()],
    ["a text in place of all", { ...secret("s", {}).written(), spec: { data: "31337" } }],
    ["a list in place of all", { ...secret("s", {}).written(), spec: ["31337"] }],
    ["a key that is a number", { kind: "Certificate", name: "c", spec: { chain: "x", privateKey: 31_337 } }],
    ["a key that is no PEM", { kind: "Certificate", name: "c", spec: { chain: "x", privateKey: "31337" } }],
    ["a fingerprint that is none", { kind: "Certificate", name: "c", spec: { chain: "x", privateKey: { fingerprint: "31337" } } }],
    ["a sealed value", { kind: "Certificate", name: "c", spec: { chain: "x", privateKey: { sealed: { key: "31337", iv: "31337", data: "31337" } } } }],
  ])("%s", (_, input) => {
    const result = model.parse(input);
    expect(result.kind).toBe("refused");
    expect(JSON.stringify(result)).not.toContain("31337");
  });
});
