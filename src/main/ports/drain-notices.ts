import type { FilterChainNode, ListenerNode } from "../../graph/node/listener-node.ts";
import { equalJson } from "../../kit/json.ts";
import { keyTitle } from "../../model/object/object.ts";
import type { World, WorldChange } from "../fleet/world.ts";

/**
 * What a person should know of changes before they make them: which listeners close the connections that they have. A listener that is
 * new or goes away is no news; one whose chain changes drains that chain's connections.
 */
export function drainNotices(world: World, changes: readonly WorldChange[]): readonly string[] {
  const before = new Map(world.graph.listeners.entries());
  const after = world.engine.attempt(
    () => world.set(changes),
    () => new Map(world.graph.listeners.entries()),
  );
  return [...before].flatMap(([key, listener]) => {
    const next = after.get(key);
    return next === undefined || next === listener ? [] : drainsOf(listener, next);
  });
}

function drainsOf(before: ListenerNode, after: ListenerNode): readonly string[] {
  const where = `listener ${before.name} of node group ${before.group}`;
  if (before.kind === "api") return [];
  if (before.proxyProtocol !== after.proxyProtocol || before.inspectTls !== after.inspectTls)
    return [`All connections of ${where} are drained: how a connection begins has changed`];
  const chains = before.chains.filter((chain) => !after.chains.some((next) => sameChain(chain, next)));
  return chains.map((chain) => `Connections of chain ${chain.name} (${keyTitle(chain.origin.object)}) on ${where} are drained: ${causeOf(chain, after)}`);
}

function sameChain(left: FilterChainNode, right: FilterChainNode): boolean {
  return left.name === right.name && equalJson(withoutOrigin(left), withoutOrigin(right));
}

function withoutOrigin({ origin: _, policyOrigins: __, ...chain }: FilterChainNode): object {
  return chain;
}

function causeOf(chain: FilterChainNode, after: ListenerNode): string {
  const next = after.chains.find(({ name }) => name === chain.name);
  if (next === undefined) return "it goes away";
  if (!equalJson(chain.policies, next.policies)) return "its accessLog stands in the connection manager and cannot travel apart";
  if (!equalJson(chain.tls, next.tls)) return "its TLS settings have changed";
  return equalJson(chain.serverNames, next.serverNames) ? "its settings have changed" : "its server names have changed";
}
