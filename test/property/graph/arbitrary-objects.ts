import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import type { JsonObject } from "../../../src/kit/json.ts";
import type { ObjectKey } from "../../../src/model/object/object.ts";
import { readObjects } from "../../kit/translate/translate.ts";

/** One step of a person: an object's new spec, or its end. */
export interface Edit {
  readonly key: ObjectKey;
  readonly labels: Readonly<Record<string, string>>;
  /** Undefined: delete it. */
  readonly spec: JsonObject | undefined;
}

const folder = join(import.meta.dirname, "..", "..", "feature", "translation", "testdata");
/** Certificates and bundles that are real, from the golden files. */
export const material: ReadonlyMap<string, JsonObject> = new Map(
  readObjects(readFileSync(join(folder, "tls.in.yaml"), "utf8")).map((object) => [`${object.kind} ${object.name}`, object.spec] as const),
);

/** Most things stand in one namespace, so that they meet. */
const namespace = fc.constantFrom("red", "red", "red", "blue");
const service = fc.constantFrom("one", "two", "three");
const group = fc.constantFrom("edge", "inner", "clients");
const hostname = fc.constantFrom("a.example.com", "b.example.com", "*.example.com", "*.b.example.com", "other.test");
const labels = fc.constantFrom<Readonly<Record<string, string>>>({}, { team: "x" }, { team: "x", tier: "gold" }, { tier: "gold" });
const serviceRef = fc.oneof(service, fc.record({ name: service, namespace }));
const certificate = fc.constantFrom("wildcard", "shop", "plain", "missing");

function some<T>(item: fc.Arbitrary<T>, maxLength: number): fc.Arbitrary<T[]> {
  return fc.array(item, { minLength: 1, maxLength });
}

/** The record with any of its fields left out. */
function partly(fields: Readonly<Record<string, fc.Arbitrary<unknown>>>, requiredKeys: string[] = []): fc.Arbitrary<JsonObject> {
  return fc.record(fields, { requiredKeys }) as fc.Arbitrary<JsonObject>;
}

const timeout = partly({ request: fc.constantFrom("1s", "2s", null), idle: fc.constantFrom("1m", "off") });
const retry = partly({ attempts: fc.nat(3), on: fc.constantFrom(["5xx"], ["reset", "5xx"]) });
const mirror = fc.record({ to: some(fc.record({ service: serviceRef }), 2) });
const breaker = partly({ maxConnections: fc.nat(9), retryBudget: fc.constantFrom({ percent: 5 }, {}) });
const health = fc.constantFrom<JsonObject>({ http: { path: "/" } }, { tcp: {} }, { http: { path: "/" }, tcp: {} });
const accessLog = fc.constantFrom<JsonObject>({}, { to: "stderr" }, { json: { a: "%DURATION%" } }, { to: { file: "/var/log/access.log" } });

const tls = fc.oneof(
  partly({ certificates: some(certificate, 2), clientCa: fc.constantFrom("staff", "missing") }, ["certificates"]),
  fc.constant({ mode: "passthrough" }),
);
const allowedRoutes = partly({
  from: fc.constantFrom("all", "same", { labels: { team: "x" } }),
  hostnames: fc.constantFrom({ red: ["*.example.com"] }, { red: ["a.example.com"], blue: ["b.example.com"] }),
});
const listener = fc
  .record({
    port: fc.constantFrom(80, 443, 8443),
    protocol: fc.constantFrom("http", "https", "tcp", "tls", "udp"),
    hostname: fc.option(hostname),
    tls,
    allowedRoutes: fc.option(allowedRoutes),
  })
  .map(({ port, protocol, hostname: name, tls: settings, allowedRoutes: allowed }) => ({
    port,
    protocol,
    ...(name !== null && protocol !== "tcp" && protocol !== "udp" && { hostname: name }),
    ...((protocol === "tls" || protocol === "https") && { tls: protocol === "https" && "mode" in settings ? { certificates: ["wildcard"] } : settings }),
    ...(allowed !== null && { allowedRoutes: allowed }),
  }));
const listeners = fc
  .uniqueArray(listener, { minLength: 1, maxLength: 3, selector: ({ port }) => port })
  .map((list) => list.map((each, index) => ({ name: `l${String(index)}`, ...each })));

const parent = partly({ name: fc.constantFrom("front", "back"), namespace, section: fc.constantFrom("l0", "l1") }, ["name"]);
const backend = partly({ service: serviceRef, version: fc.constantFrom("v1", "v2"), weight: fc.integer({ min: 1, max: 3 }) }, ["service"]);
const match = fc.oneof(
  fc.record({ path: fc.constantFrom({ prefix: "/a" }, { prefix: "/" }, { exact: "/a" }, { regex: "/[ab]" }, { template: "/{x}/b" }) }),
  fc.record({ method: fc.constantFrom("GET", ["POST", "PUT"]) }),
  fc.record({ headers: fc.constant([{ name: "x-one", exact: "1" }]) }),
  fc.constant({ grpc: { service: "acme.Orders" } }),
);
const action = fc.oneof(
  {
    weight: 4,
    arbitrary: partly({ backends: some(backend, 2), rewrite: fc.constantFrom({ host: "h.test" }, { host: "auto" }), upgrades: fc.constant(["connect"]) }, [
      "backends",
    ]),
  },
  fc.constant({ respond: { status: 204, headers: { a: "100%" } } }),
  fc.constant({ redirect: { scheme: "https" } }),
);
const rule = fc
  .tuple(action, partly({ name: fc.constantFrom("first", "constructor"), timeout, retry, mirror }))
  .map(([does, policies]) => ({ ...policies, ...does }));
const rules = fc
  .uniqueArray(fc.tuple(match, rule), { minLength: 1, maxLength: 3, selector: ([asked]) => JSON.stringify(asked) })
  .map((list) => list.map(([asked, each], index) => namedFirst({ ...each, matches: [asked] }, index)));

/** Names are unique: only the first rule keeps its one. */
function namedFirst({ name, ...rest }: JsonObject, index: number): JsonObject {
  return name === undefined || index > 0 ? rest : { name, ...rest };
}

const endpoint = partly(
  {
    address: fc.constantFrom("10.0.0.1", "10.0.0.2", "::1", "0:0::1"),
    port: fc.constantFrom(80, 81),
    zone: fc.constantFrom("a", "b"),
    priority: fc.nat(2),
    labels,
  },
  ["address", "port"],
);
const endpoints = fc.oneof(
  fc.record({ static: fc.uniqueArray(endpoint, { maxLength: 3, selector: (each) => JSON.stringify([each["address"], each["port"]]) }) }),
  fc.constant({ registered: true }),
  fc.constant({ dns: { hostname: "backend.test", port: 80 } }),
);
const upstreamTls = partly({
  sni: hostname.filter((name) => !name.startsWith("*")),
  trust: fc.constantFrom("none", "system", { name: "staff" }),
  certificate: fc.constantFrom("client", "missing"),
});

const target = fc.oneof(
  fc.record({ kind: fc.constantFrom("Gateway", "Route", "Service"), name: fc.constantFrom("front", "one", "first") }),
  fc.record({ kind: fc.constantFrom("Gateway", "Route", "Service"), labels: fc.constantFrom({ team: "x" }, { tier: "gold", team: "x" }) }),
  fc.constant({ kind: "Route", name: "first", section: "first" }),
  fc.constantFrom({ kind: "Namespace" }, { kind: "Fleet" }),
);

const specs: Readonly<Record<string, readonly [names: readonly string[], spec: fc.Arbitrary<JsonObject>]>> = {
  NodeGroup: [
    ["edge", "inner", "clients"],
    fc.constantFrom<JsonObject>(
      { allowedFrom: "all" },
      { allowedFrom: "all", proxy: "grpc" },
      { allowedFrom: { namespaces: ["red"] }, logFolders: ["/var/log"], systemTrust: "/etc/ssl/cert.pem" },
    ),
  ],
  Gateway: [
    ["front", "back"],
    partly({ nodeGroup: group, listeners, address: fc.constantFrom("127.0.0.1", "::", "0::0"), level: fc.constantFrom(1, 2), timeout, accessLog }, [
      "listeners",
    ]),
  ],
  Route: [
    ["first", "second", "third"],
    partly({ parents: some(parent, 2), hostnames: fc.uniqueArray(hostname, { minLength: 1, maxLength: 2 }), rules, timeout, retry }, ["parents", "rules"]),
  ],
  StreamRoute: [
    ["raw", "named"],
    partly(
      {
        parents: some(parent, 2),
        hostnames: fc.uniqueArray(hostname, { minLength: 1, maxLength: 2 }),
        backends: some(backend, 2),
        idleTimeout: fc.constantFrom("0", "5s"),
      },
      ["parents", "backends"],
    ),
  ],
  Service: [
    ["one", "two", "three"],
    partly(
      {
        protocol: fc.constantFrom("http1", "http2", "grpc", "tcp", "udp"),
        endpoints,
        versions: fc.constant({ v1: { labels: { team: "x" } } }),
        tls: upstreamTls,
        allowedFrom: fc.constantFrom("all", { namespaces: ["red"] }),
        circuitBreaker: breaker,
        healthCheck: health,
      },
      ["endpoints"],
    ),
  ],
  Instance: [
    ["i1", "i2", "i3"],
    partly(
      { service, address: fc.constantFrom("10.1.0.1", "10.1.0.2"), port: fc.constant(80), draining: fc.boolean(), weight: fc.integer({ min: 1, max: 3 }) },
      ["service", "address", "port"],
    ),
  ],
  Certificate: [
    ["wildcard", "shop", "plain", "client"],
    fc.constantFrom("wildcard", "shop", "plain", "client").map((name) => material.get(`Certificate ${name}`) ?? {}),
  ],
  TrustBundle: [["staff"], fc.constant(material.get("TrustBundle staff") ?? {})],
  Policy: [
    ["p1", "p2", "p3"],
    fc.oneof(
      partly({ targets: some(target, 2), override: fc.boolean(), timeout }, ["targets", "timeout"]),
      partly({ targets: some(target, 2), circuitBreaker: breaker }, ["targets", "circuitBreaker"]),
    ),
  ],
  EnvoyPatch: [
    ["patch"],
    fc.record({
      target: fc.constantFrom(
        { type: "cluster", name: "red/one" },
        { type: "endpoint", name: "red/one" },
        { type: "route", name: "red/front/l0" },
        { type: "listener", name: "tcp/127.0.0.1/80" },
      ),
      patch: fc.constantFrom<JsonObject[]>(
        [{ op: "add", path: "/stat_prefix", value: "x" }],
        [{ op: "add", path: "/alt_stat_name", value: "x" }],
        [{ op: "replace", path: "/name", value: "x" }],
      ),
    }),
  ],
};

const fleetWide = new Set(["NodeGroup", "EnvoyPatch"]);

/** Any edit of any kind; what the model refuses is left to whoever applies it. */
export const anyEdit: fc.Arbitrary<Edit> = fc.constantFrom(...Object.entries(specs)).chain(([kind, [names, spec]]) =>
  fc.record({
    key: fc.record({
      kind: fc.constant(kind),
      namespace: fleetWide.has(kind) ? fc.constant("") : namespace,
      name: fc.constantFrom(...names),
    }) as unknown as fc.Arbitrary<ObjectKey>,
    labels,
    spec: fc.option(spec, { nil: undefined, freq: 4 }),
  }),
);
