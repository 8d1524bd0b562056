import { World } from "../../../src/main/fleet/world.ts";
import { keyOf, type ObjectKey, type StoredObject } from "../../../src/model/object/object.ts";
import { policies } from "../../../src/policy/registry.ts";
import { testModel, testSealKey } from "../../kit/translate/translate.ts";
import { material } from "./arbitrary-objects.ts";

/** What one change cost. */
export interface Cost {
  /** Calls of the functions of the graph and the translation, by collection. */
  readonly computed: Readonly<Record<string, number>>;
  readonly encodedBytes: number;
}

const routesPerHost = 100;
const routesPerService = 10;

/** Names of one length, so that fleets of all sizes have the same bytes a route. */
function padded(name: string, index: number): string {
  return `${name}-${String(index).padStart(6, "0")}`;
}

const host = (route: number): string => `${padded("host", Math.floor(route / routesPerHost))}.test`;

function route(index: number, fields: object = {}, labels: object = {}): object {
  const rules = [
    {
      name: "all",
      matches: [{ path: { prefix: `/${padded("route", index)}` } }],
      backends: [{ service: padded("service", Math.floor(index / routesPerService)) }],
    },
  ];
  return { kind: "Route", name: padded("route", index), labels, spec: { parents: [{ name: "web" }], hostnames: [host(index)], rules, ...fields } };
}

function service(index: number, fields: object = {}): object {
  return { kind: "Service", name: padded("service", index), spec: { endpoints: { static: [{ address: "10.0.0.1", port: 80 }] }, ...fields } };
}

function instance(port: number): object {
  return { kind: "Instance", name: "first", spec: { service: "registered", address: "10.1.0.1", port } };
}

function gateway(name: string, listener: object): object {
  return { kind: "Gateway", name, spec: { address: "127.0.0.1", listeners: [listener] } };
}

/** One gateway with that many routes, a hundred a host and ten a service, and one of each other thing. */
function fleet(routes: number): readonly object[] {
  return [
    { kind: "NodeGroup", name: "edge", spec: {} },
    gateway("web", { name: "http", port: 8080, protocol: "http" }),
    gateway("safe", { name: "https", port: 8443, protocol: "https", tls: { certificates: ["shop"] } }),
    { kind: "Certificate", name: "shop", spec: material.get("Certificate shop") },
    { kind: "Service", name: "registered", spec: { endpoints: { registered: true } } },
    instance(80),
    { kind: "Route", name: "registered", spec: { parents: [{ name: "safe" }], rules: [{ backends: [{ service: "registered" }] }] } },
    ...Array.from({ length: routes / routesPerService }, (_, index) => service(index)),
    ...Array.from({ length: routes }, (_, index) => route(index)),
  ];
}

interface Change {
  readonly put?: object;
  readonly remove?: ObjectKey;
}

/** Changes that are worth one thing each, whatever else there is. */
const changes: Readonly<Record<string, Change>> = {
  "a rule of a route": { put: route(42, { timeout: { request: "7s" } }) },
  "a route that changes nothing": { put: route(43, {}) },
  "a new route of a host": { put: { ...route(44), name: "new" } },
  "a new host": { put: { ...route(45, { hostnames: ["new.test"] }), name: "newer" } },
  "a route that goes": { remove: { kind: "Route", namespace: "default", name: padded("route", 46) } },
  "a label of a route": { put: route(47, {}, { team: "shop" }) },
  "a policy by name": { put: { kind: "Policy", name: "named", spec: { targets: [{ kind: "Route", name: padded("route", 48) }], retry: { attempts: 3 } } } },
  "a policy by label": { put: { kind: "Policy", name: "labelled", spec: { targets: [{ kind: "Route", labels: { team: "shop" } }], retry: { attempts: 4 } } } },
  "a policy of a service": {
    put: { kind: "Policy", name: "upstream", spec: { targets: [{ kind: "Service", name: padded("service", 1) }], circuitBreaker: { maxRequests: 7 } } },
  },
  "a policy of a rule": {
    put: { kind: "Policy", name: "rule", spec: { targets: [{ kind: "Route", name: padded("route", 49), section: "all" }], timeout: { request: "3s" } } },
  },
  "an endpoint of a service": { put: service(2, { endpoints: { static: [{ address: "10.0.0.2", port: 80 }] } }) },
  "the protocol of a service that ten routes use": { put: service(3, { protocol: "http2" }) },
  "a service that nobody uses": { put: { ...service(4), name: "unused" } },
  "a service that nobody uses any more": { remove: { kind: "Service", namespace: "default", name: "unused" } },
  "an instance": { put: instance(81) },
  "a certificate": { put: { kind: "Certificate", name: "shop", spec: material.get("Certificate plain") } },
  "a new gateway": { put: gateway("other", { name: "http", port: 9090, protocol: "http" }) },
  "a patch of one cluster": {
    put: {
      kind: "EnvoyPatch",
      name: "patch",
      spec: { target: { type: "cluster", name: `default/${padded("service", 5)}` }, patch: [{ op: "add", path: "/alt_stat_name", value: "x" }] },
    },
  },
};

/** The title of a change that all routes of the fleet are concerned by: what it costs grows with them, or nothing is counted. */
export const sharedChange = "the gateway of all routes";

/** Makes all the changes one after the other on a fleet of that many routes and answers what each cost; `encoded` counts bytes. */
export function costsOfChanges(routes: number, encoded: { bytes: number }): Readonly<Record<string, Cost>> {
  const model = testModel();
  const world = new World({ model, policies, sealKey: testSealKey });
  world.replace(stored(fleet(routes)));
  world.engine.flush();
  const all = { ...changes, [sharedChange]: { put: gateway("web", { name: "http", port: 8081, protocol: "http" }) } };
  const costs = Object.entries<Change>(all).map(([title, { put, remove }]) => {
    const after = put === undefined ? undefined : stored([put])[0];
    const key = after === undefined ? remove : keyOf(after);
    if (key === undefined) throw new Error(`There is nothing to change in "${title}"`);
    encoded.bytes = 0;
    world.engine.resetStats();
    world.set([{ key, after }]);
    world.engine.flush();
    const computed = Object.fromEntries([...world.engine.stats().computed].filter(([, calls]) => calls > 0));
    return [title, { computed, encodedBytes: encoded.bytes }] as const;
  });
  return Object.fromEntries(costs);

  function stored(objects: readonly object[]): readonly StoredObject[] {
    return objects.map((object) => {
      const parsed = model.parse(object);
      if (parsed.kind === "refused") throw new Error(`${JSON.stringify(object)}: ${JSON.stringify(parsed.problems)}`);
      const at = "2026-01-01T00:00:00.000Z";
      return { ...parsed.object, revision: 1, createdAt: at, updatedAt: at, owner: "test" };
    });
  }
}
