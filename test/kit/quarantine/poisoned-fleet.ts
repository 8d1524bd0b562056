import { policies } from "../../../src/policy/registry.ts";
import { freePort } from "../binary/free-port.ts";
import { documents, route, service } from "../stack/edge.ts";
import { poisonPolicies } from "../stack/poison-policies.ts";
import { startTestFleet, type TestFleet } from "../stack/test-fleet.ts";
import { type TestAuthority, testAuthority } from "../tls/certificates.ts";
import { certificateObject } from "../tls/tls-objects.ts";
import { startHttpBackend } from "../traffic/http-backend.ts";

/** A fleet with many good resources of each type, of which one is poisoned. */
export interface PoisonedFleet {
  readonly fleet: TestFleet;
  /** Port that every service leads to. */
  readonly backend: number;
  /** Port of the listener that shows the first certificates. */
  readonly https: number;
  /** Port of the listener whose filters patches configure. */
  readonly filtered: number;
  /** Port of the listener whose requests go by the tenant that they name. */
  readonly tenants: number;
  readonly authority: TestAuthority;
  /** The objects as they are before anything is planted. */
  readonly objects: readonly object[];
}

/** At most so many certificates are shown by one listener. */
const perListener = 100;

const overAds = () => ({ ads: {}, resource_api_version: "V3" });
const manager = "/filter_chains/0/filters/0/typed_config";

const faultType = "type.googleapis.com/envoy.extensions.filters.http.fault.v3.HTTPFault";

/** A patch of one resource. */
export function patch(name: string, target: object, ...operations: readonly object[]): object {
  return { kind: "EnvoyPatch", name, spec: { target, patch: operations } };
}

/** A gateway of one open listener. */
export function gateway(name: string, port: number, fields: object = {}): object {
  return { kind: "Gateway", name, spec: { address: "127.0.0.1", listeners: [{ name: "http", port, protocol: "http" }], ...fields } };
}

/** A route to its own service, that marks its answers; all of them together make the configuration of one filter. */
export function markedRoute(index: number, mark: string, poisonFilter = false): object {
  const rule = { backends: [{ service: `s${index}` }], headers: { response: { set: { "x-mark": mark } } }, poisonFilter: { on: poisonFilter } };
  return route(`r${index}`, [rule]);
}

/** A route with many rules, of which one may be bad. */
export function ruleRoute({ bad, mark }: { readonly bad?: number; readonly mark: string }): object {
  const rules = Array.from({ length: 20 }, (_, index) => ({
    name: `rule-${index}`,
    matches: [{ path: { exact: `/${index}` } }],
    respond: { status: 200, headers: { "x-mark": mark } },
    ...(index === bad && { poisonRoute: { on: true } }),
  }));
  return route("rules", rules);
}

/** The configuration of one filter: it answers requests that name it with a status. */
export function filterPatch(index: number, status: number): object {
  const named = { name: "x-fault", string_match: { exact: `e${index}` } };
  const value = { "@type": faultType, abort: { http_status: status, percentage: { numerator: 100 } }, headers: [named] };
  return patch(`e${index}`, { type: "extension", name: `e${index}` }, { op: "add", path: "/typed_config", value });
}

/** A scope: requests that name its key as their tenant go by the gateway's route table. */
export function scopePatch(index: number, key: string): object {
  return patch(
    `t${index}`,
    { type: "scoped-route", name: `t${index}` },
    { op: "add", path: "/route_configuration_name", value: "default/web/http" },
    { op: "add", path: "/key", value: { fragments: [{ string_key: key }] } },
  );
}

/** Starts it with so many resources of each type. */
export async function startPoisonedFleet(variant: "delta" | "sotw", count: number): Promise<PoisonedFleet> {
  const all = Array.from({ length: count }, (_, index) => index);
  const backend = await startHttpBackend("backend");
  const [filtered, tenants, authority] = [await freePort(), await freePort(), await testAuthority()];
  const https = await Promise.all(Array.from({ length: Math.ceil(count / perListener) }, () => freePort()));
  const certificates = await Promise.all(
    all.map(async (index) => certificateObject(`c${index}`, await authority.issue({ hostnames: [`c${index}.test`], commonName: "first" }))),
  );
  const objects = [
    ...all.flatMap((index) => [service(`s${index}`, backend.port), markedRoute(index, "first"), filterPatch(index, 503), scopePatch(index, `t${index}`)]),
    ruleRoute({ mark: "first" }),
    ...certificates,
    showing(https, count),
    ...withFilters(filtered, count),
    ...byTenant(tenants),
  ];
  const fleet = await startTestFleet({ variant, objects: documents(...objects), policies: [...policies, ...poisonPolicies] });
  return { fleet, backend: backend.port, https: https[0] ?? 0, filtered, tenants, authority, objects };
}

function showing(ports: readonly number[], count: number): object {
  const listeners = ports.map((port, at) => {
    const shown = Array.from({ length: Math.min(perListener, count - at * perListener) }, (_, index) => `c${at * perListener + index}`);
    return { name: `https-${at}`, port, protocol: "https", tls: { certificates: shown } };
  });
  return gateway("secure", 0, { listeners });
}

function withFilters(port: number, count: number): readonly object[] {
  const discovered = Array.from({ length: count }, (_, index) => ({
    name: `e${index}`,
    config_discovery: { config_source: overAds(), type_urls: [faultType] },
  }));
  const router = { name: "router", typed_config: { "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router" } };
  return [
    gateway("filtered", port),
    route("filtered", [{ respond: { status: 200 } }], { parents: [{ name: "filtered" }] }),
    patch("filters", { type: "listener", name: `tcp/127.0.0.1/${port}` }, { op: "replace", path: `${manager}/http_filters`, value: [...discovered, router] }),
  ];
}

function byTenant(port: number): readonly object[] {
  const scopes = {
    name: "tenants",
    scope_key_builder: { fragments: [{ header_value_extractor: { name: "x-tenant", element_separator: ",", index: 0 } }] },
    rds_config_source: overAds(),
    scoped_rds: { scoped_rds_config_source: overAds() },
  };
  return [
    gateway("tenants", port),
    patch(
      "by-tenant",
      { type: "listener", name: `tcp/127.0.0.1/${port}` },
      { op: "remove", path: `${manager}/rds` },
      { op: "add", path: `${manager}/scoped_routes`, value: scopes },
    ),
  ];
}
