import type { Bench, Measures } from "./kit/bench.ts";
import { costOf, liveBytes } from "./kit/measuring.ts";
import { changedRoute, makeRoutes, type QueryFleet, queryFleet, rebuildPlainly } from "./query/fleet.ts";

const small = "1000";
const large = "100000";

/** The query engine alone: six derived collections over a fleet of routes, as the graph and the translation stack them. */
export const query: Bench = {
  name: "query",
  about: [
    "The query engine alone. Routes (the case is their number) pass through six derived collections: `map` with two recorded reads, `flatMap`,",
    "`filter`, `groupBy` host, `map` over the groups, and one `groupBy` that holds all of them, as the routes of one gateway do. Ten routes a",
    "service, a hundred a host. The peer is what a control plane without an engine does: the same result computed anew by plain loops and maps.",
  ].join("\n"),
  cases: [small, "10000", large],
  metrics: [
    { name: "cold build", unit: "ms", about: "CPU time to set all inputs and settle from nothing." },
    { name: "cold build, wall", unit: "ms", about: "The same by the clock." },
    { name: "kept", unit: "bytes", about: "Live heap a route after the cold build, all seven collections together, the routes themselves apart." },
    { name: "change", unit: "µs", about: "CPU time to set one route and settle; routes all over the fleet." },
    { name: "change, wall", unit: "µs", about: "The same by the clock." },
    { name: "change, allocated", unit: "bytes", about: "Heap allocated for it." },
    { name: "change, calls", unit: "calls", about: "Functions called for it, over all collections." },
    { name: "attempt", unit: "µs", about: "CPU time to try one changed route and take it back." },
    { name: "attempt, calls", unit: "calls", about: "Functions called for it." },
    { name: "service change, calls", unit: "calls", about: "Functions called when a service changes that ten routes of ten hosts read." },
    { name: "plain rebuild", unit: "ms", about: "The peer: CPU time for the same result, from nothing." },
  ],
  ratios: [
    {
      title: "one change: 100,000 routes to 1,000 (calls)",
      of: { case: large, metric: "change, calls" },
      to: { case: small, metric: "change, calls" },
      atMost: 1,
    },
    {
      title: "one attempt: 100,000 routes to 1,000 (calls)",
      of: { case: large, metric: "attempt, calls" },
      to: { case: small, metric: "attempt, calls" },
      atMost: 1,
    },
    {
      title: "one change: 100,000 routes to 1,000 (allocated)",
      of: { case: large, metric: "change, allocated" },
      to: { case: small, metric: "change, allocated" },
      atMost: 2,
    },
    { title: "one change: 100,000 routes to 1,000 (CPU)", of: { case: large, metric: "change" }, to: { case: small, metric: "change" } },
    { title: "cold build to plain rebuild, 100,000 routes (CPU)", of: { case: large, metric: "cold build" }, to: { case: large, metric: "plain rebuild" } },
  ],
  nodeOptions: ["--expose-gc"],
  measure,
};

/** Steps to warm up and steps to measure; fewer on tiny fleets, which only tests have. */
const mostWarmUp = 10_000;
const mostChanges = 20_000;

function measure(caseName: string): Measures {
  const routes = makeRoutes(Number(caseName));
  const heapBefore = liveBytes();
  const fleet = queryFleet();
  const cold = costOf(() => fleet.fill(routes));
  const kept = (liveBytes() - heapBefore) / routes.length;
  const change = repeated(routes.length, (index) => fleet.change(changedRoute(routes, index)));
  const attempt = repeated(routes.length, (index) => fleet.attempt(changedRoute(routes, mostChanges * 2 + index)));
  const plain = [1, 2, 3].map(() => costOf(() => rebuildPlainly(routes)).cpuMs);
  return {
    "cold build": cold.cpuMs,
    "cold build, wall": cold.wallMs,
    kept,
    change: change.cpuUs,
    "change, wall": change.wallUs,
    "change, allocated": change.allocatedBytes,
    "change, calls": callsOf(fleet, () => fleet.change(changedRoute(routes, mostChanges * 4))),
    attempt: attempt.cpuUs,
    "attempt, calls": callsOf(fleet, () => fleet.attempt(changedRoute(routes, mostChanges * 4 + 1))),
    "service change, calls": callsOf(fleet, () => fleet.changeService(0)),
    "plain rebuild": Math.min(...plain),
  };
}

function callsOf(fleet: QueryFleet, work: () => void): number {
  fleet.engine.resetStats();
  work();
  return [...fleet.engine.stats().computed.values()].reduce((sum, calls) => sum + calls, 0);
}

/** The cost of one of many different steps, after as many that only warm up. */
function repeated(size: number, step: (index: number) => void): { cpuUs: number; wallUs: number; allocatedBytes: number } {
  const warmUp = Math.min(mostWarmUp, size * 10);
  const changes = Math.min(mostChanges, size * 20);
  for (let index = 0; index < warmUp; index += 1) step(index);
  const { cpuMs, wallMs, allocatedBytes } = costOf(() => {
    for (let index = warmUp; index < warmUp + changes; index += 1) step(index);
  });
  return { cpuUs: (cpuMs * 1000) / changes, wallUs: (wallMs * 1000) / changes, allocatedBytes: allocatedBytes / changes };
}
