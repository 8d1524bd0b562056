import type { Collection, Group, Read } from "../../kit/query/collection.ts";
import type { GatewayListener, GatewaySpec } from "../../model/object/gateway.ts";
import type { RouteTableName } from "../graph.ts";
import { buildChains, type StreamTarget } from "../listener/chains.ts";
import { type ListenerDraft, mergePort } from "../listener/merge-ports.ts";
import type { Finding } from "../node/finding.ts";
import type { ListenerNode } from "../node/listener-node.ts";
import type { PolicyNodes } from "../node/route-node.ts";
import type { LowerContext } from "../policy/graph-policy.ts";
import { mergePolicies } from "../policy/merge-policies.ts";
import { broadSourcesOf, sourcesOf } from "../policy/policy-index.ts";
import { findingsIn } from "./attach-tables.ts";
import type { BuildContext } from "./context.ts";
import { inputKey, type Parsed } from "./inputs.ts";
import { resolveBackend } from "./resolve.ts";
import { lowerPolicies } from "./route-table.ts";

/** The listeners of all groups, and the route tables that they ask for. */
export interface Edge {
  readonly listeners: Collection<ListenerNode>;
  readonly tableNames: Collection<RouteTableName>;
  readonly findings: readonly Collection<readonly Finding[]>[];
}

type Streams = Collection<Group<StreamTarget>>;

/** Builds the listeners of gateways of Envoy groups: one a port, whatever number of gateways stands on it. */
export function buildEdge(context: BuildContext, streams: Streams): Edge {
  const { parsed } = context;
  const built = parsed.gateways.map("gateway listeners", (gateway, _, read) => buildGateway(gateway, read, { ...context, streams }));
  const drafts = built.flatMap("listener drafts", ({ drafts: list }) =>
    list.map((draft) => [`${portKey(draft)}|${inputKey(draft.gateway)}|${draft.listener}`, draft] as const),
  );
  const ports = drafts.groupBy("ports", portKey).map("merged ports", (group) => mergePort([...group.values()]));
  const listeners = ports.flatMap("listeners", ({ listeners: list }) => list.map((listener) => [`${listener.group}|${listener.name}`, listener] as const));
  const api = built.flatMap("api listeners", ({ api: list }) => list.map((listener) => [`${listener.group}|${listener.name}`, listener] as const));
  const all = listeners.concat("all listeners", api);
  return { listeners: all, tableNames: tableNames(all), findings: [findingsIn("gateway", built), findingsIn("port", ports)] };
}

function portKey(draft: ListenerDraft): string {
  return `${draft.group}|${draft.transport}|${draft.port}`;
}

/** Every HTTP listener has its route table, also while no route is attached: it answers 404 and does not wait. */
function tableNames(listeners: Collection<ListenerNode>): Collection<RouteTableName> {
  return listeners.flatMap("table names", ({ group, chains }) =>
    chains.flatMap(({ target }) =>
      target.kind === "http" ? [[`${group}|${target.routeConfiguration}`, { group, name: target.routeConfiguration }] as const] : [],
    ),
  );
}

interface BuiltGateway {
  readonly drafts: readonly ListenerDraft[];
  readonly api: readonly ListenerNode[];
  readonly findings: readonly Finding[];
}

type GatewayContext = BuildContext & { readonly streams: Streams };

function buildGateway(gateway: Parsed<GatewaySpec>, read: Read, context: GatewayContext): BuiltGateway {
  const findings: Finding[] = [];
  const report = (finding: Finding) => void findings.push(finding);
  const group = read.get(context.parsed.nodeGroups, `/${gateway.spec.nodeGroup}`);
  if (group === undefined) {
    const detail = `NodeGroup ${gateway.spec.nodeGroup} does not exist`;
    report({
      object: gateway.key,
      pointer: "/spec/nodeGroup",
      condition: "ResolvedRefs",
      code: "UNKNOWN_REFERENCE",
      detail,
      hint: "Create it, or correct the name",
    });
    return { drafts: [], api: [], findings };
  }
  const policies = listenerPolicies(gateway, read, { ...context, report });
  if (group.spec.proxy === "grpc") return { drafts: [], api: apiListeners(gateway), findings };
  const drafts = gateway.spec.listeners.map((listener, index) => draftOf({ gateway, listener, index, policies, read, context, report }));
  return { drafts, api: [], findings };
}

function listenerPolicies(gateway: Parsed<GatewaySpec>, read: Read, context: GatewayContext & { readonly report: (finding: Finding) => void }): PolicyNodes {
  const { subjects, report, facts } = context;
  const subject = read.get(subjects.gateways, inputKey(gateway.key));
  const broad = broadSourcesOf(read, subjects.index, gateway.key.namespace);
  const merged = mergePolicies([...broad, ...(subject === undefined ? [] : sourcesOf(read, subjects.index, subject))], context.accumulating);
  for (const finding of merged.findings) report(finding);
  const lower: LowerContext = {
    action: undefined,
    subject: { object: gateway.key, pointer: "/spec" },
    report,
    backend: (reference, at) => resolveBackend(reference, at, { read, services: facts.services, report }).cluster,
  };
  return lowerPolicies({ name: "listener", policies: context.policies }, merged.effective, lower).nodes;
}

interface DraftInput {
  readonly gateway: Parsed<GatewaySpec>;
  readonly listener: GatewayListener;
  readonly index: number;
  readonly policies: PolicyNodes;
  readonly read: Read;
  readonly context: GatewayContext;
  readonly report: (finding: Finding) => void;
}

function draftOf({ gateway, listener, index, policies, read, context, report }: DraftInput): ListenerDraft {
  const table = tableOf(gateway, listener);
  const sources = { certificates: context.secrets.certificates, trustBundles: context.secrets.trustBundles, streams: context.streams };
  const chains = buildChains({ gateway, listener, index, table, policies, read, sources, report });
  return {
    gateway: gateway.key,
    listener: listener.name,
    index,
    createdAt: gateway.createdAt,
    group: gateway.spec.nodeGroup,
    transport: listener.protocol === "udp" ? "udp" : "tcp",
    address: gateway.spec.address,
    port: listener.port,
    proxyProtocol: listener.proxyProtocol ?? false,
    tls: listener.protocol === "https" || listener.protocol === "tls",
    chains,
    findings: [],
  };
}

function tableOf(gateway: Parsed<GatewaySpec>, listener: GatewayListener): string {
  return `${inputKey(gateway.key)}/${listener.name}`;
}

/** gRPC clients ask for a listener by the name that they dial: the listener's hostname (gRFC A27). */
function apiListeners(gateway: Parsed<GatewaySpec>): readonly ListenerNode[] {
  return gateway.spec.listeners.flatMap((listener, index): readonly ListenerNode[] => {
    if (listener.protocol !== "http" || listener.hostname === undefined) return [];
    const table = tableOf(gateway, listener);
    const options = { codec: "auto", useRemoteAddress: false, trustedHops: 0, serverName: undefined, maxRequestHeadersKb: undefined, level: 0 } as const;
    const target = { kind: "http", routeConfiguration: table, statPrefix: table, options, policies: {} } as const;
    const chain = { name: table, serverNames: [], tls: undefined, target, origin: { object: gateway.key, pointer: `/spec/listeners/${index}` } };
    return [
      { group: gateway.spec.nodeGroup, name: listener.hostname, kind: "api", address: "", port: 0, proxyProtocol: false, inspectTls: false, chains: [chain] },
    ];
  });
}
