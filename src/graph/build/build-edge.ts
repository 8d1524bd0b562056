import type { Collection, Group, Read } from "../../kit/query/collection.ts";
import type { GatewayListener, GatewaySpec } from "../../model/object/gateway.ts";
import type { RouteTableName } from "../graph.ts";
import { buildChains } from "../listener/chains.ts";
import { type ListenerDraft, mergePort } from "../listener/merge-ports.ts";
import type { StreamTarget } from "../listener/stream-target.ts";
import { canonicalAddress } from "../node/canonical-address.ts";
import { type Finding, findingsIn } from "../node/finding.ts";
import type { ListenerNode } from "../node/listener-node.ts";
import type { LowerContext } from "../policy/graph-policy.ts";
import { mergePolicies } from "../policy/merge-policies.ts";
import { broadSourcesOf, sourcesOf } from "../policy/policy-index.ts";
import { type ApiDraft, apiDrafts, mergeApi } from "./api-listeners.ts";
import type { BuildContext } from "./context.ts";
import { inputKey, type Parsed } from "./inputs.ts";
import { type LoweredPolicies, lowerPolicies } from "./lower-policies.ts";
import { admitsGateways, type GroupFacts } from "./projections.ts";
import { resolveBackend } from "./resolve.ts";

/** The listeners of all groups, and the route tables that they ask for. */
export interface Edge {
  readonly listeners: Collection<ListenerNode>;
  readonly tableNames: Collection<RouteTableName>;
  readonly findings: readonly Collection<readonly Finding[]>[];
}

type Streams = Collection<Group<StreamTarget>>;

/** Builds the listeners of gateways: one a port, whatever number of gateways stands on it; for gRPC clients one a name. */
export function buildEdge(context: BuildContext, streams: Streams): Edge {
  const { parsed } = context;
  const built = parsed.gateways.map("gateway listeners", (gateway, _, read) => buildGateway(gateway, read, { ...context, streams }));
  const ports = built
    .flatMap("listener drafts", ({ drafts: list }) => list.map((draft) => [`${portKey(draft)}|${inputKey(draft.gateway)}|${draft.listener}`, draft] as const))
    .groupBy("ports", portKey)
    .map("merged ports", (group) => mergePort([...group.values()]));
  const names = built
    .flatMap("api drafts", ({ api }) => api.map((draft) => [`${nodeKey(draft.node)}|${inputKey(draft.gateway)}|${draft.index}`, draft] as const))
    .groupBy("api names", ({ node }) => nodeKey(node))
    .map("merged names", mergeApi);
  const onPorts = ports.flatMap("listeners", ({ listeners }) => listeners.map((listener) => [nodeKey(listener), listener] as const));
  const listeners = onPorts.concat(
    "all listeners",
    names.map("api listeners", ({ node }) => node),
  );
  return { listeners, tableNames: tableNames(listeners), findings: [findingsIn("gateway", built), findingsIn("port", ports), findingsIn("api name", names)] };
}

function portKey(draft: ListenerDraft): string {
  return `${draft.group}|${draft.transport}|${draft.port}`;
}

function nodeKey(node: ListenerNode): string {
  return `${node.group}|${node.name}`;
}

/** Every HTTP listener has its route table, also while no route is attached: it answers 404 and does not wait. */
function tableNames(listeners: Collection<ListenerNode>): Collection<RouteTableName> {
  return listeners.flatMap("table names", ({ group, tables }) => tables.map((table) => [`${group}|${table.name}`, { group, ...table }] as const));
}

interface BuiltGateway {
  readonly drafts: readonly ListenerDraft[];
  readonly api: readonly ApiDraft[];
  readonly findings: readonly Finding[];
}

type GatewayContext = BuildContext & { readonly streams: Streams };

function buildGateway(gateway: Parsed<GatewaySpec>, read: Read, context: GatewayContext): BuiltGateway {
  const findings: Finding[] = [];
  const report = (finding: Finding) => void findings.push(finding);
  const group = read.get(context.facts.groups, `/${gateway.spec.nodeGroup}`);
  if (group === undefined || !admitsGateways(group, gateway.key.namespace)) {
    report(closedGroup(gateway, group));
    return { drafts: [], api: [], findings };
  }
  if (group.proxy === "ratelimit") {
    report(limitsGroup(gateway));
    return { drafts: [], api: [], findings };
  }
  const policies = listenerPolicies(gateway, read, { ...context, group, report });
  if (group.proxy === "grpc") return { drafts: [], api: apiDrafts(gateway, report), findings };
  const drafts = gateway.spec.listeners.map((listener, index) => draftOf({ gateway, listener, index, policies, read, context, report }));
  return { drafts, api: [], findings };
}

/** Whether a group that does not take them exists is not told to tenants: groups belong to the fleet. */
function closedGroup({ key, spec }: Parsed<GatewaySpec>, group: GroupFacts | undefined): Finding {
  const base = { object: key, pointer: "/spec/nodeGroup", condition: "ResolvedRefs" } as const;
  const missing = `NodeGroup ${spec.nodeGroup} does not exist`;
  if (group === undefined && key.namespace === "default")
    return { ...base, code: "UNKNOWN_REFERENCE", detail: missing, hint: "Create it, or correct the name" };
  const detail = `${missing} or does not serve gateways of namespace ${key.namespace}`;
  return { ...base, code: "NOT_ALLOWED", detail, hint: "An admin says which namespaces may, in the group's allowedFrom" };
}

function limitsGroup({ key, spec }: Parsed<GatewaySpec>): Finding {
  const detail = `NodeGroup ${spec.nodeGroup} has rate limit services, which serve no gateways`;
  return { object: key, pointer: "/spec/nodeGroup", condition: "ResolvedRefs", code: "PROTOCOL_MISMATCH", detail, hint: "Name a group of proxies" };
}

function listenerPolicies(
  gateway: Parsed<GatewaySpec>,
  read: Read,
  context: GatewayContext & { readonly group: GroupFacts; readonly report: (finding: Finding) => void },
): LoweredPolicies {
  const { subjects, report, facts, group } = context;
  const subject = read.get(subjects.gateways, inputKey(gateway.key));
  const broad = broadSourcesOf(read, subjects.index, gateway.key.namespace);
  const merged = mergePolicies([...broad, ...(subject === undefined ? [] : sourcesOf(read, subjects.index, subject))], context.accumulating);
  for (const finding of merged.findings) report(finding);
  const lower: LowerContext = {
    action: undefined,
    logFolders: group.logFolders,
    subject: { object: gateway.key, pointer: "/spec" },
    report,
    backend: (reference, at) => resolveBackend(reference, at, { read, services: facts.services, traffic: "http", report }).cluster,
  };
  return lowerPolicies({ side: "listener", policies: context.policies }, merged.effective, lower);
}

interface DraftInput {
  readonly gateway: Parsed<GatewaySpec>;
  readonly listener: GatewayListener;
  readonly index: number;
  readonly policies: LoweredPolicies;
  readonly read: Read;
  readonly context: GatewayContext;
  readonly report: (finding: Finding) => void;
}

function draftOf({ gateway, listener, index, policies, read, context, report }: DraftInput): ListenerDraft {
  const table = `${inputKey(gateway.key)}/${listener.name}`;
  const sources = { certificates: context.secrets.certificates, trustBundles: context.secrets.trustBundles, streams: context.streams };
  const chains = buildChains({ gateway, listener, index, table, policies, read, sources, report });
  return {
    gateway: gateway.key,
    listener: listener.name,
    index,
    createdAt: gateway.createdAt,
    group: gateway.spec.nodeGroup,
    transport: listener.protocol === "udp" ? "udp" : "tcp",
    address: canonicalAddress(gateway.spec.address),
    port: listener.port,
    proxyProtocol: listener.proxyProtocol,
    tls: listener.protocol === "https" || listener.protocol === "tls",
    hostname: listener.hostname,
    chains,
  };
}
