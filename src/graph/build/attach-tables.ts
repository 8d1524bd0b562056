import type { Collection, Group } from "../../kit/query/collection.ts";
import { durationMs, refKey } from "../../model/object/common.ts";
import type { GatewayListener } from "../../model/object/gateway.ts";
import type { StreamRouteSpec } from "../../model/object/stream-route.ts";
import type { StreamTarget } from "../listener/chains.ts";
import type { Finding } from "../node/finding.ts";
import { type Attachment, attach, type Binding } from "./attach.ts";
import type { BuildContext } from "./context.ts";
import { inputKey, type Parsed } from "./inputs.ts";
import { resolveBackend } from "./resolve.ts";
import { buildRouteTable, type RouteTable, type TableSources } from "./route-table.ts";

/** Routes on their listeners. */
export interface AttachedTables {
  readonly tables: Collection<RouteTable>;
  readonly hosts: Collection<Group<string>>;
  /** By `namespace/gateway/listener`. */
  readonly streams: Collection<Group<StreamTarget>>;
  readonly findings: readonly Collection<readonly Finding[]>[];
}

const httpProtocols: ReadonlySet<GatewayListener["protocol"]> = new Set(["http", "https"]);
const streamProtocols: ReadonlySet<GatewayListener["protocol"]> = new Set(["tcp", "tls", "udp"]);

/** Attaches routes and stream routes to listeners, and builds their entries. */
export function attachTables(context: BuildContext): AttachedTables {
  const http = attachHttp(context);
  const streams = attachStreams(context);
  return { ...http, streams: streams.targets, findings: [...http.findings, ...streams.findings] };
}

function attachHttp(context: BuildContext): Omit<AttachedTables, "streams"> {
  const { parsed, facts } = context;
  const attached = parsed.routes.map("route attachments", (route, _, read) => attach(route, read, { gateways: facts.gateways, protocols: httpProtocols }));
  const bindings = bindingsOf("route bindings", attached);
  const sources = tableSources(context);
  const tables = bindings.map("route tables", (binding, _, read) => buildRouteTable(binding, read, sources));
  const hosts = bindings
    .flatMap("host members", (binding, key) => binding.hostnames.map((hostname) => [`${binding.table}|${hostname}|${inputKey(binding.route)}`, key] as const))
    .groupBy("hosts", (_, key) => key.slice(0, key.lastIndexOf("|")));
  return { tables, hosts, findings: [findingsIn("route attachment", attached), findingsIn("route table", tables)] };
}

function tableSources({ parsed, facts, subjects, policies, accumulating }: BuildContext): TableSources {
  return {
    routes: parsed.routes,
    services: facts.services,
    policyIndex: subjects.index,
    gatewaySubjects: subjects.gateways,
    inline: subjects.routes,
    policies,
    accumulating,
  };
}

function attachStreams({ parsed, facts }: BuildContext) {
  const attached = parsed.streamRoutes.map("stream attachments", (route, _, read) =>
    attach(route, read, { gateways: facts.gateways, protocols: streamProtocols }),
  );
  const bindings = bindingsOf("stream bindings", attached);
  const built = bindings.map("stream targets", (binding, _, read) => {
    const route = read.get(parsed.streamRoutes, inputKey(binding.route));
    return route === undefined
      ? undefined
      : streamTarget(binding, route, (reference, at, report) => resolveBackend(reference, at, { read, services: facts.services, report }).cluster);
  });
  const targets = built.map("streams", ({ target }) => target).groupBy("streams of a listener", (_, key) => key.slice(0, key.indexOf("|")));
  return { targets, findings: [findingsIn("stream attachment", attached), findingsIn("stream target", built)] };
}

type ResolveCluster = (reference: Parameters<typeof resolveBackend>[0], at: Parameters<typeof resolveBackend>[1], report: (finding: Finding) => void) => string;

function streamTarget(
  binding: Binding,
  route: Parsed<StreamRouteSpec>,
  resolve: ResolveCluster,
): { readonly target: StreamTarget; readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const clusters = route.spec.backends.map((backend, index) => {
    const reference = { service: refKey(backend.service, "Service", route.key.namespace), version: backend.version };
    const cluster = resolve(reference, { object: route.key, pointer: `/spec/backends/${index}` }, (finding) => void findings.push(finding));
    return { cluster, weight: backend.weight };
  });
  const target: StreamTarget = {
    route: route.key,
    createdAt: route.createdAt,
    hostnames: binding.hostnames,
    clusters: clusters.filter(({ weight }) => weight > 0),
    idleTimeoutMs: route.spec.idleTimeout === undefined ? undefined : durationMs(route.spec.idleTimeout),
  };
  return { target, findings };
}

/** One entry for each listener, by `namespace/gateway/listener|namespace/route`. */
function bindingsOf(name: string, attachments: Collection<Attachment>): Collection<Binding> {
  return attachments.flatMap(name, ({ bindings }) => bindings.map((binding) => [`${binding.table}|${inputKey(binding.route)}`, binding] as const));
}

/** The findings of a stage, where there are any. */
export function findingsIn<V extends { readonly findings: readonly Finding[] }>(name: string, stage: Collection<V>): Collection<readonly Finding[]> {
  return stage.map(`${name} findings`, ({ findings }) => (findings.length === 0 ? undefined : findings));
}
