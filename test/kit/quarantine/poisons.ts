import { service } from "../stack/edge.ts";
import { shownFor } from "../tls/handshake.ts";
import { certificateObject } from "../tls/tls-objects.ts";
import { send } from "../traffic/http-request.ts";
import { poisonKey, poisonName, poisonWeight } from "./faulty-translation.ts";
import { filterPatch, gateway, markedRoute, type PoisonedFleet, patch, ruleRoute, scopePatch } from "./poisoned-fleet.ts";

type Name = `${string}/${string}`;

/** What is planted, and what is to be said. */
export interface Poison {
  readonly name: string;
  readonly plant: (place: PoisonedFleet) => readonly object[] | Promise<readonly object[]>;
  /** What is removed, or written, to end it. */
  readonly heal: readonly Name[] | ((place: PoisonedFleet) => readonly object[] | Promise<readonly object[]>);
  readonly culprit: Name;
  readonly pointer: string;
  readonly words: RegExp;
  /** What requests see of the resource: as it was as long as it is poisoned, and then the fix. */
  readonly seen: (place: PoisonedFleet) => Promise<unknown>;
  readonly before: unknown;
  readonly after: unknown;
  /** Another one poisons the same resource, so that they are not planted together. */
  readonly alone?: true;
}

/** Routes that change together with a bad rule, and with a route whose part in a filter is bad. */
const [withRule, withFilter] = [numbers(10, 100), numbers(110, 10)];

function numbers(first: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}

function markOf(target: string): Poison["seen"] {
  return async ({ fleet }) => (await fleet.ask(target)).headers["x-mark"];
}

function statusOf(target: string): Poison["seen"] {
  return async ({ fleet }) => (await fleet.ask(target)).status;
}

async function certificate(index: number, { authority }: PoisonedFleet, fields: { readonly commonName: string; readonly mustStaple?: true }): Promise<object> {
  return certificateObject(`c${index}`, await authority.issue({ hostnames: [`c${index}.test`], ...fields }));
}

function shown(index: number): Poison["seen"] {
  return ({ https }) => shownFor(https, `c${index}.test`).catch(() => "none");
}

function statusFor(fault: string): Poison["seen"] {
  return async ({ filtered }) => (await send({ port: filtered, host: "filtered.test", headers: { "x-fault": fault } })).status;
}

/** The statuses for tenants of these keys. */
function statusesOf(...keys: readonly string[]): Poison["seen"] {
  const status = async (port: number, key: string) => (await send({ port, host: "rules.test", path: "/3", headers: { "x-tenant": key } })).status;
  return ({ tenants }) => Promise.all(keys.map((key) => status(tenants, key)));
}

const headerWords = /:-prefixed or host headers may not be modified/u;
const filterWords = /filter config has type URL envoy\.[\w.]+\.Buffer but expect envoy\.[\w.]+\.HTTPFault/u;
const balancingWords = /: cluster manager: cluster provided LB specified but cluster 'default\/s\d' did not/u;

/** One of each resource type, by a patch where patches reach it, and by a fault of the translation. */
export const poisons: readonly Poison[] = [
  {
    name: "a cluster, by a patch",
    plant: () => [patch("bad-cluster", { type: "cluster", name: "default/s3" }, { op: "add", path: "/lb_policy", value: "CLUSTER_PROVIDED" })],
    heal: ["EnvoyPatch/bad-cluster"],
    culprit: "EnvoyPatch/bad-cluster",
    pointer: "/spec/patch",
    words: balancingWords,
    seen: statusOf("r3.test/"),
    before: 200,
    after: 200,
  },
  {
    name: "a cluster, by its translation",
    plant: ({ backend }) => [service("s4", backend, { poisonCluster: { on: true } })],
    heal: ({ backend }) => [service("s4", backend)],
    culprit: "Service/s4",
    pointer: "/spec/poisonCluster",
    words: balancingWords,
    seen: statusOf("r4.test/"),
    before: 200,
    after: 200,
  },
  {
    name: "an endpoint set, by a patch",
    plant: () => [
      patch(
        "bad-endpoint",
        { type: "endpoint", name: "default/s5" },
        { op: "replace", path: "/endpoints/0/lb_endpoints/0/endpoint/address/socket_address/address", value: "nowhere" },
      ),
    ],
    heal: ["EnvoyPatch/bad-endpoint"],
    culprit: "EnvoyPatch/bad-endpoint",
    pointer: "/spec/patch",
    words: /malformed IP address: nowhere/u,
    seen: statusOf("r5.test/"),
    before: 200,
    after: 200,
  },
  {
    name: "an endpoint set, by its translation",
    plant: ({ backend }) => [service("s6", backend, { endpoints: { static: [{ address: "127.0.0.1", port: backend, weight: poisonWeight }] } })],
    heal: ({ backend }) => [service("s6", backend)],
    culprit: "Service/s6",
    pointer: "/spec/endpoints/static/0/weight",
    words: /malformed IP address: nowhere/u,
    seen: statusOf("r6.test/"),
    before: 200,
    after: 200,
  },
  {
    name: "a certificate, by its content",
    plant: async (place) => [await certificate(3, place, { commonName: "stapled", mustStaple: true })],
    heal: async (place) => [await certificate(3, place, { commonName: "second" })],
    culprit: "Certificate/c3",
    pointer: "/spec",
    words: /OCSP response is required for must-staple certificate/u,
    seen: shown(3),
    before: "first",
    after: "second",
  },
  {
    name: "a certificate, by its translation",
    plant: async (place) => [await certificate(4, place, { commonName: poisonName })],
    heal: async (place) => [await certificate(4, place, { commonName: "second" })],
    culprit: "Certificate/c4",
    pointer: "/spec",
    words: /Failed to load certificate chain from <inline>/u,
    seen: shown(4),
    before: "first",
    after: "second",
  },
  {
    name: "an extension, by a patch",
    plant: () => [
      patch(
        "e3",
        { type: "extension", name: "e3" },
        {
          op: "add",
          path: "/typed_config",
          value: { "@type": "type.googleapis.com/envoy.extensions.filters.http.buffer.v3.Buffer", max_request_bytes: 100 },
        },
      ),
    ],
    heal: () => [filterPatch(3, 429)],
    culprit: "EnvoyPatch/e3",
    pointer: "/spec/patch/0/value",
    words: filterWords,
    seen: statusFor("e3"),
    before: 503,
    after: 429,
  },
  {
    name: "an extension that every route has a part in, by its translation",
    plant: () => withFilter.map((index) => markedRoute(index, "second", index === 115)),
    heal: () => [markedRoute(115, "third")],
    culprit: "Route/r115",
    pointer: "/spec/rules/0",
    words: filterWords,
    seen: markOf("r115.test/"),
    before: "first",
    after: "third",
  },
  {
    name: "a listener, by a patch with an extension that this Envoy does not have",
    plant: ({ fleet }) => [
      patch(
        "bad-listener",
        { type: "listener", name: `tcp/127.0.0.1/${fleet.port}` },
        {
          op: "add",
          path: "/listener_filters",
          value: [{ name: "nowhere", typed_config: { "@type": "type.googleapis.com/google.protobuf.Struct", value: {} } }],
        },
      ),
    ],
    heal: ["EnvoyPatch/bad-listener"],
    culprit: "EnvoyPatch/bad-listener",
    pointer: "/spec/patch",
    words: /Didn't find a registered implementation for 'nowhere'/u,
    seen: statusOf("r7.test/"),
    before: 200,
    after: 200,
    alone: true,
  },
  {
    name: "a listener, by its translation",
    plant: ({ fleet }) => [gateway("web", fleet.port, { poisonListener: { on: true } })],
    heal: ({ fleet }) => [gateway("web", fleet.port)],
    culprit: "Gateway/web",
    pointer: "/spec/poisonListener",
    words: /Early header mutation extension not found: 'poison'/u,
    seen: statusOf("r7.test/"),
    before: 200,
    after: 200,
  },
  {
    name: "a scoped route, by a patch",
    plant: () => [scopePatch(3, "t0")],
    heal: () => [scopePatch(3, "other-3")],
    culprit: "EnvoyPatch/t3",
    pointer: "/spec/patch/1/value/fragments/0/string_key",
    words: /scope key conflicts found, first scope is|scope key conflict/u,
    seen: statusesOf("t0", "t3", "other-3"),
    before: [200, 200, 404],
    after: [200, 404, 200],
  },
  {
    name: "a scoped route, by its translation",
    plant: () => [scopePatch(4, poisonKey)],
    heal: () => [scopePatch(4, "other-4")],
    culprit: "EnvoyPatch/t4",
    pointer: "/spec/patch/1/value/fragments/0/string_key",
    words: /Proto constraint validation failed \(ScopedRouteConfigurationValidationError/u,
    seen: statusesOf("t0", "t4", "other-4"),
    before: [200, 200, 404],
    after: [200, 404, 200],
  },
  {
    name: "a route table, by a patch",
    plant: () => [
      patch(
        "bad-table",
        { type: "route", name: "default/web/http" },
        { op: "add", path: "/request_headers_to_add", value: [{ header: { key: ":path", value: "/" } }] },
      ),
    ],
    heal: ["EnvoyPatch/bad-table"],
    culprit: "EnvoyPatch/bad-table",
    pointer: "/spec/patch",
    words: headerWords,
    seen: statusOf("r7.test/"),
    before: 200,
    after: 200,
    alone: true,
  },
  {
    name: "a rule among twenty that change, of a route among a hundred that change",
    plant: () => [...withRule.map((index) => markedRoute(index, "second")), ruleRoute({ bad: 7, mark: "second" })],
    heal: () => [ruleRoute({ mark: "first" })],
    culprit: "Route/rules",
    pointer: "/spec/rules/7",
    words: headerWords,
    seen: markOf("rules.test/7"),
    before: "first",
    after: "first",
  },
  {
    name: "every route, by a policy of the namespace",
    plant: () => [{ kind: "Policy", name: "bad", spec: { targets: [{ kind: "Namespace" }], poisonRoute: { on: true } } }, markedRoute(9, "with it")],
    heal: ["Policy/bad"],
    culprit: "Policy/bad",
    pointer: "/spec/poisonRoute",
    words: headerWords,
    seen: markOf("r9.test/"),
    before: "with it",
    after: "with it",
    alone: true,
  },
];
