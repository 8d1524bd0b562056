import type { Collection, Group } from "../../kit/query/collection.ts";
import type { StreamTarget } from "../listener/stream-target.ts";
import type { Finding } from "../node/finding.ts";
import { type Attachment, attach, type Binding } from "./attach.ts";
import { buildStreamTarget } from "./build-stream-target.ts";
import type { BuildContext } from "./context.ts";
import { inputKey } from "./inputs.ts";
import { buildRouteTable, type RouteTable, type TableSources } from "./route-table.ts";

/** Routes on their listeners. */
export interface AttachedTables {
  readonly tables: Collection<RouteTable>;
  readonly hosts: Collection<Group<string>>;
  /** By `namespace/gateway/listener`. */
  readonly streams: Collection<Group<StreamTarget>>;
  readonly findings: readonly Collection<readonly Finding[]>[];
}

/** Attaches routes and stream routes to listeners, and builds their entries. */
export function attachTables(context: BuildContext, sources: TableSources): AttachedTables {
  const http = attachHttp(context, sources);
  const streams = attachStreams(context);
  return { ...http, streams: streams.targets, findings: [...http.findings, ...streams.findings] };
}

function attachHttp({ parsed, facts }: BuildContext, sources: TableSources): Omit<AttachedTables, "streams"> {
  const attached = parsed.routes.map("route attachments", (route, _, read) => attach(route, read, facts.gateways));
  const bindings = bindingsOf("route bindings", attached);
  const tables = bindings.map("route tables", (binding, _, read) => buildRouteTable(binding, read, sources));
  const hosts = bindings
    .flatMap("host members", (binding, key) => binding.hostnames.map((hostname) => [`${binding.table}|${hostname}|${inputKey(binding.route)}`, key] as const))
    .groupBy("hosts", (_, key) => key.slice(0, key.lastIndexOf("|")));
  return { tables, hosts, findings: [findingsIn("route attachment", attached), findingsIn("route table", tables)] };
}

function attachStreams({ parsed, facts }: BuildContext) {
  const attached = parsed.streamRoutes.map("stream attachments", (route, _, read) => attach(route, read, facts.gateways));
  const bindings = bindingsOf("stream bindings", attached);
  const built = bindings.map("stream targets", (binding, _, read) =>
    buildStreamTarget(binding, read, { streamRoutes: parsed.streamRoutes, services: facts.services }),
  );
  const targets = built.map("streams", ({ target }) => target).groupBy("streams of a listener", (_, key) => key.slice(0, key.indexOf("|")));
  return { targets, findings: [findingsIn("stream attachment", attached), findingsIn("stream target", built)] };
}

/** One entry for each listener, by `namespace/gateway/listener|namespace/route`. */
function bindingsOf(name: string, attachments: Collection<Attachment>): Collection<Binding> {
  return attachments.flatMap(name, ({ bindings }) => bindings.map((binding) => [`${binding.table}|${inputKey(binding.route)}`, binding] as const));
}

/** The findings of a stage, where there are any. */
export function findingsIn<V extends { readonly findings: readonly Finding[] }>(name: string, stage: Collection<V>): Collection<readonly Finding[]> {
  return stage.map(`${name} findings`, ({ findings }) => (findings.length === 0 ? undefined : findings));
}
