import { keyText, type ObjectKey } from "../../model/object/object.ts";
import type { Finding } from "../node/finding.ts";
import type { FilterChainNode, ListenerNode } from "../node/listener-node.ts";

/** One listener of one gateway, ready but for the company it has on its port. */
export interface ListenerDraft {
  readonly gateway: ObjectKey;
  readonly listener: string;
  readonly index: number;
  readonly createdAt: string;
  readonly group: string;
  readonly transport: "tcp" | "udp";
  readonly address: string;
  readonly port: number;
  readonly proxyProtocol: boolean;
  /** Connections say a server name: several drafts may share the port. */
  readonly tls: boolean;
  readonly chains: readonly FilterChainNode[];
  readonly findings: readonly Finding[];
}

/** The Envoy listeners of one port of one group, and who had to give way. */
export interface MergedPort {
  readonly listeners: readonly ListenerNode[];
  readonly findings: readonly Finding[];
}

/** Puts the drafts of one port together: the oldest has it, others join it only with TLS and other server names. */
export function mergePort(drafts: readonly ListenerDraft[]): MergedPort {
  const findings: Finding[] = [];
  const accepted: ListenerDraft[] = [];
  for (const draft of [...drafts].sort(byAge)) {
    const rival = accepted.find((other) => clashes(other, draft));
    if (rival === undefined) accepted.push(draft);
    else findings.push(clashOf(rival, draft));
  }
  return { listeners: byAddress(accepted).flatMap(toListener), findings };
}

function byAge(left: ListenerDraft, right: ListenerDraft): number {
  const leftRank = `${left.createdAt} ${keyText(left.gateway)} ${String(left.index).padStart(6, "0")}`;
  const rightRank = `${right.createdAt} ${keyText(right.gateway)} ${String(right.index).padStart(6, "0")}`;
  return leftRank < rightRank ? -1 : Number(leftRank > rightRank);
}

function clashes(left: ListenerDraft, right: ListenerDraft): boolean {
  if (left.address !== right.address) return isWildcard(left.address) || isWildcard(right.address);
  if (!left.tls || !right.tls || left.proxyProtocol !== right.proxyProtocol) return true;
  const names = new Set(left.chains.flatMap(namesOf));
  return right.chains.flatMap(namesOf).some((name) => names.has(name));
}

function namesOf(chain: FilterChainNode): readonly string[] {
  return chain.serverNames.length === 0 ? [""] : chain.serverNames;
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
    detail: `Port ${loser.port} of node group ${loser.group} belongs to listener ${winner.listener} of ${keyText(winner.gateway)}`,
    hint: "Choose another port; only TLS listeners with different hostnames may share one",
    involves: [winner.gateway],
  };
}

function byAddress(drafts: readonly ListenerDraft[]): readonly (readonly ListenerDraft[])[] {
  const groups = new Map<string, ListenerDraft[]>();
  for (const draft of drafts) groups.set(draft.address, [...(groups.get(draft.address) ?? []), draft]);
  return [...groups.keys()].sort().map((address) => groups.get(address) ?? []);
}

function toListener(drafts: readonly ListenerDraft[]): readonly ListenerNode[] {
  const [first] = drafts;
  const chains = drafts.flatMap((draft) => draft.chains).sort((left, right) => (left.name < right.name ? -1 : 1));
  if (first === undefined || chains.length === 0) return [];
  const { group, transport, address, port, proxyProtocol } = first;
  return [{ group, name: `${transport}/${address}/${port}`, kind: transport, address, port, proxyProtocol, inspectTls: first.tls, chains }];
}
