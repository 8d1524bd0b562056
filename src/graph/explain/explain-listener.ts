import type { Graph } from "../graph.ts";
import type { FilterChainNode, ListenerNode } from "../node/listener-node.ts";
import { coversHostname } from "../route/hostname.ts";
import type { Step } from "./explanation.ts";

/** The filter chain that takes a connection, on its listener. */
export interface FoundChain {
  readonly listener: ListenerNode;
  readonly chain: FilterChainNode;
}

/** The port that a URL means. */
export function portOf(url: URL): number {
  if (url.port !== "") return Number(url.port);
  return url.protocol === "https:" ? 443 : 80;
}

/** Looks at each listener; the first one with a chain for the connection has it. */
export function findChain(graph: Graph, where: { readonly url: URL; readonly group: string | undefined }, steps: Step[]): FoundChain | undefined {
  const port = portOf(where.url);
  for (const [, listener] of graph.listeners.entries()) {
    if (where.group !== undefined && listener.group !== where.group) continue;
    const chain = suits(listener, where.url, port) ? chainFor(listener, where.url) : undefined;
    const taken = chain !== undefined;
    const name = `${listener.group}|${listener.name}`;
    const detail = taken ? `Chain ${chain.name}` : `It is not ${where.url.protocol}//${where.url.hostname}:${port}`;
    const origin = chain?.origin ?? listener.chains[0]?.origin;
    steps.push({ stage: "listener", name, taken, detail, ...(origin !== undefined && { object: origin.object, pointer: origin.pointer }) });
    if (chain !== undefined) return { listener, chain };
  }
  return undefined;
}

function suits(listener: ListenerNode, url: URL, port: number): boolean {
  if (listener.kind === "api") return listener.name === url.hostname;
  return listener.kind === "tcp" && listener.port === port && listener.inspectTls === (url.protocol === "https:");
}

/** Exact server name, then the longest wildcard, then the chain without names. */
function chainFor(listener: ListenerNode, url: URL): FilterChainNode | undefined {
  const names = listener.chains.flatMap((chain) => chain.serverNames.filter((name) => coversHostname(name, url.hostname)).map((name) => ({ chain, name })));
  const [best] = names.sort((left, right) => Number(left.name.startsWith("*")) - Number(right.name.startsWith("*")) || right.name.length - left.name.length);
  return best?.chain ?? listener.chains.find((chain) => chain.serverNames.length === 0);
}
