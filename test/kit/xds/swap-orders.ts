import type { Resource, ResourceType } from "../../../src/snapshot/resource.ts";
import { realCluster, realEndpoints, realRoute } from "./real-resource.ts";
import type { ServedView } from "./served-view.ts";

/** What a swap of one cluster for another is made of. */
type Part = "new cluster" | "new endpoints" | "route" | "old cluster" | "old endpoints";

/** The parts of a swap, step by step; what is in one step is one revision. */
export type SwapOrder = readonly (readonly Part[])[];

/** Every order in which two parts can come: one, the other, or both at once. */
function ordersOf(left: Part, right: Part): readonly SwapOrder[] {
  return [[[left], [right]], [[right], [left]], [[left, right]], [[right, left]]];
}

/** All ways to join two lists of steps: one after the other, or with the step between them in common. */
function joined(before: SwapOrder, after: SwapOrder): readonly SwapOrder[] {
  const [first = [], ...others] = after;
  return [
    [...before, ...after],
    [...before.slice(0, -1), [...(before.at(-1) ?? []), ...first], ...others],
    [...before.slice(0, -1), [...first, ...(before.at(-1) ?? [])], ...others],
  ];
}

/**
 * Every order of edits that swaps one cluster for another and in which no view refers to what it does not have: the new cluster and its endpoints
 * come before the route or with it, the old ones go after it or with it, and what is one revision is written in any order.
 */
export function swapOrders(): readonly SwapOrder[] {
  return ordersOf("new cluster", "new endpoints")
    .flatMap((before) => joined(before, [["route"]]))
    .flatMap((before) => ordersOf("old cluster", "old endpoints").flatMap((after) => joined(before, after)));
}

/** A swap of cluster `from` for cluster `to`, which has one endpoint, in the route table `table`. */
export interface Swap {
  readonly from: string;
  readonly to: string;
  readonly port: number;
}

/** Makes a swap, one revision a step, without waiting for any; answers the last revision. */
export function swap(server: ServedView, order: SwapOrder, { from, to, port }: Swap): number {
  const made: Readonly<Record<Part, Resource | readonly [ResourceType, string]>> = {
    "new cluster": realCluster(to),
    "new endpoints": realEndpoints(to, port),
    route: realRoute("table", to),
    "old cluster": ["cluster", from],
    "old endpoints": ["endpoint", from],
  };
  for (const step of order) {
    const changes = step.map((part) => made[part]);
    server.change(changes.filter(isRemoval), ...changes.filter((change): change is Resource => !isRemoval(change)));
  }
  return server.snapshots.revision;
}

function isRemoval(change: Resource | readonly [ResourceType, string]): change is readonly [ResourceType, string] {
  return Array.isArray(change);
}
