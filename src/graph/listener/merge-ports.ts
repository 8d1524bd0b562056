import { keyText, keyTitle, type ObjectKey } from "../../model/object/object.ts";
import type { Finding } from "../node/finding.ts";
import type { FilterChainNode, ListenerNode, TableUse } from "../node/listener-node.ts";
import { coversHostname, intersectHostname } from "../route/hostname.ts";
import { belongsElsewhere } from "./server-names.ts";

/** One listener of one gateway, ready but for the company it has on its port. */
export interface ListenerDraft {
  readonly gateway: ObjectKey;
  readonly listener: string;
  readonly index: number;
  readonly createdAt: string;
  readonly group: string;
  readonly transport: "tcp" | "udp";
  /** In canonical form. */
  readonly address: string;
  readonly port: number;
  readonly proxyProtocol: boolean;
  /** Connections say a server name: several drafts may share the port. */
  readonly tls: boolean;
  /** Server names that it is for; undefined: every one that no other draft of the port has. */
  readonly hostname: string | undefined;
  readonly chains: readonly FilterChainNode[];
}

/** The Envoy listeners of one port of one group, and who had to give way. */
export interface MergedPort {
  readonly listeners: readonly ListenerNode[];
  readonly findings: readonly Finding[];
}

/**
 * Puts the drafts of one port together: the oldest has it, others join it only with TLS and other hostnames. Of overlapping hostnames in one
 * namespace the narrowest has the server name, whoever is older; of several namespaces they clash.
 */
export function mergePort(drafts: readonly ListenerDraft[]): MergedPort {
  const findings: Finding[] = [];
  const accepted: ListenerDraft[] = [];
  for (const draft of [...drafts].sort(byAge)) {
    const rival = accepted.find((other) => clashes(other, draft));
    if (rival === undefined) accepted.push(draft);
    else findings.push(clashOf(rival, draft));
  }
  return { listeners: byAddress(accepted).flatMap((company) => toListener(company, findings)), findings };
}

function byAge(left: ListenerDraft, right: ListenerDraft): number {
  const leftRank = `${left.createdAt} ${keyText(left.gateway)} ${String(left.index).padStart(6, "0")}`;
  const rightRank = `${right.createdAt} ${keyText(right.gateway)} ${String(right.index).padStart(6, "0")}`;
  return leftRank < rightRank ? -1 : Number(leftRank > rightRank);
}

function clashes(left: ListenerDraft, right: ListenerDraft): boolean {
  if (left.address !== right.address) return isWildcard(left.address) || isWildcard(right.address);
  if (!left.tls || !right.tls || left.proxyProtocol !== right.proxyProtocol) return true;
  return left.hostname === right.hostname || (left.gateway.namespace !== right.gateway.namespace && overlaps(left, right));
}

/** Nobody takes a server name away from another namespace by asking for it more narrowly; routes reach each other's gateways by `allowedRoutes`. */
function overlaps(left: ListenerDraft, right: ListenerDraft): boolean {
  return intersectHostname(left.hostname ?? "*", right.hostname ?? "*") !== undefined;
}

function isWildcard(address: string): boolean {
  return address === "0.0.0.0" || address === "::";
}

function clashOf(winner: ListenerDraft, loser: ListenerDraft): Finding {
  return {
    object: loser.gateway,
    pointer: `/spec/listeners/${loser.index}/port`,
    condition: "Conflicted",
    code: "PORT_CONFLICT",
    detail: `Port ${loser.port} of node group ${loser.group} belongs to ${ownerOf(winner, loser)}`,
    hint: "Choose another port; only TLS listeners with different hostnames may share one, and those of other namespaces may not overlap",
    involves: [winner.gateway],
  };
}

/** Names of another tenant's objects are not told. */
function ownerOf({ gateway, listener }: ListenerDraft, loser: ListenerDraft): string {
  return gateway.namespace === loser.gateway.namespace ? `listener ${listener} of ${keyTitle(gateway)}` : `a gateway of namespace ${gateway.namespace}`;
}

function byAddress(drafts: readonly ListenerDraft[]): readonly (readonly ListenerDraft[])[] {
  const groups = new Map<string, ListenerDraft[]>();
  for (const draft of drafts) groups.set(draft.address, [...(groups.get(draft.address) ?? []), draft]);
  return [...groups.keys()].sort().map((address) => groups.get(address) ?? []);
}

/** The chains of a draft without the server names that another draft asks for more narrowly. A chain that is left without a name goes. */
function ownChains(draft: ListenerDraft, company: readonly ListenerDraft[], findings: Finding[]): readonly FilterChainNode[] {
  const others = company.filter((other) => other !== draft && other.hostname !== undefined);
  if (others.length === 0) return draft.chains;
  const elsewhere = others.flatMap(({ hostname }) => hostname ?? []);
  return draft.chains.flatMap((chain): readonly FilterChainNode[] => {
    const serverNames = chain.serverNames.filter((name) => !belongsElsewhere(name, draft.hostname ?? "*", elsewhere));
    if (serverNames.length === chain.serverNames.length) return [chain];
    if (chain.target.kind === "stream") findings.push(servedElsewhere(chain, draft, others));
    return serverNames.length === 0 ? [] : [{ ...chain, serverNames }];
  });
}

function servedElsewhere(chain: FilterChainNode, draft: ListenerDraft, others: readonly ListenerDraft[]): Finding {
  return {
    object: chain.origin.object,
    pointer: chain.origin.pointer,
    condition: "Conflicted",
    code: "ALREADY_TAKEN",
    detail: `Server names ${chain.serverNames.join(", ")} on port ${draft.port} of node group ${draft.group} belong to a listener with a narrower hostname`,
    hint: `Attach it to that listener, not to ${draft.listener} of ${keyTitle(draft.gateway)}`,
    involves: [draft.gateway, ...others.map(({ gateway }) => gateway)],
  };
}

function toListener(company: readonly ListenerDraft[], findings: Finding[]): readonly ListenerNode[] {
  const [first] = company;
  const chains = company.flatMap((draft) => ownChains(draft, company, findings)).sort((left, right) => (left.name < right.name ? -1 : 1));
  if (first === undefined || chains.length === 0) return [];
  const { group, transport, address, port, proxyProtocol, tls } = first;
  const tables = company.flatMap((draft) => tablesOf(draft, company));
  return [{ group, name: `${transport}/${address}/${port}`, kind: transport, address, port, proxyProtocol, inspectTls: tls, chains, tables }];
}

function tablesOf({ hostname, chains }: ListenerDraft, company: readonly ListenerDraft[]): readonly TableUse[] {
  const target = chains.find((chain) => chain.target.kind === "http")?.target;
  if (target?.kind !== "http") return [];
  const narrower = company.flatMap((other) => other.hostname ?? []).filter((name) => name !== hostname && coversHostname(hostname ?? "*", name));
  return [{ name: target.routeConfiguration, misdirected: narrower.sort(), onDemand: target.options.onDemand }];
}
