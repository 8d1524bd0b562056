import type { Group } from "../../kit/query/collection.ts";
import type { GatewayListener, GatewaySpec } from "../../model/object/gateway.ts";
import { keyText, keyTitle } from "../../model/object/object.ts";
import type { Finding } from "../node/finding.ts";
import type { ListenerNode } from "../node/listener-node.ts";
import { inputKey, type Parsed } from "./inputs.ts";

/** A listener for gRPC clients, before it is known that nobody else has its name. */
export interface ApiDraft {
  readonly gateway: Parsed<GatewaySpec>["key"];
  readonly createdAt: string;
  readonly index: number;
  readonly node: ListenerNode;
}

/** gRPC clients ask for a listener by the name that they dial: the listener's hostname (gRFC A27). They take no other kind. */
export function apiDrafts(gateway: Parsed<GatewaySpec>, report: (finding: Finding) => void): readonly ApiDraft[] {
  return gateway.spec.listeners.flatMap((listener, index): readonly ApiDraft[] => {
    const { hostname } = listener;
    if (listener.protocol === "http" && hostname !== undefined && !hostname.startsWith("*")) {
      return [{ gateway: gateway.key, createdAt: gateway.createdAt, index, node: apiListener(gateway, { index, listener, hostname }) }];
    }
    report({
      object: gateway.key,
      pointer: `/spec/listeners/${index}`,
      condition: "Accepted",
      code: "NOT_FOR_GRPC_CLIENTS",
      detail: `Listener ${listener.name} is nothing that a gRPC client could ask for`,
      hint: "It needs protocol http and, as hostname, the name that clients dial",
    });
    return [];
  });
}

/** Of the drafts of one name the oldest has it. */
export function mergeApi(drafts: Group<ApiDraft>): { readonly node: ListenerNode | undefined; readonly findings: readonly Finding[] } {
  const [winner, ...losers] = [...drafts.values()].sort(byAge);
  if (winner === undefined) return { node: undefined, findings: [] };
  return { node: winner.node, findings: losers.map((loser) => nameTaken(winner, loser)) };
}

function apiListener(
  gateway: Parsed<GatewaySpec>,
  { index, listener, hostname }: { readonly index: number; readonly listener: GatewayListener; readonly hostname: string },
): ListenerNode {
  const table = `${inputKey(gateway.key)}/${listener.name}`;
  const options = {
    codec: "auto",
    useRemoteAddress: false,
    trustedHops: 0,
    serverName: undefined,
    maxRequestHeadersKb: undefined,
    onDemand: false,
    level: 0,
  } as const;
  const target = { kind: "http", routeConfiguration: table, statPrefix: table, options } as const;
  const origin = { object: gateway.key, pointer: `/spec/listeners/${index}` };
  const chain = { name: table, serverNames: [], tls: undefined, target, policies: {}, policyOrigins: {}, origin };
  const tables = [{ name: table, misdirected: [], onDemand: false }];
  const where = { group: gateway.spec.nodeGroup, name: hostname, kind: "api", address: "", port: 0 } as const;
  return { ...where, proxyProtocol: false, inspectTls: false, chains: [chain], tables };
}

function byAge(left: ApiDraft, right: ApiDraft): number {
  const leftRank = `${left.createdAt} ${keyText(left.gateway)} ${String(left.index).padStart(6, "0")}`;
  const rightRank = `${right.createdAt} ${keyText(right.gateway)} ${String(right.index).padStart(6, "0")}`;
  return leftRank < rightRank ? -1 : Number(leftRank > rightRank);
}

function nameTaken(winner: ApiDraft, loser: ApiDraft): Finding {
  return {
    object: loser.gateway,
    pointer: `/spec/listeners/${loser.index}/hostname`,
    condition: "Conflicted",
    code: "ALREADY_TAKEN",
    detail: `Name ${loser.node.name} of node group ${loser.node.group} belongs to ${keyTitle(winner.gateway)}, which is older`,
    hint: "Give each listener a hostname of its own",
    involves: [winner.gateway],
  };
}
