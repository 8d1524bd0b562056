import { sealKey } from "../src/kit/seal.ts";
import { collectViewChanges } from "../src/main/fleet/feed-views.ts";
import { World } from "../src/main/fleet/world.ts";
import { createModel } from "../src/model/model.ts";
import { keyOf, type StoredObject, type WrittenObject } from "../src/model/object/object.ts";
import { policies } from "../src/policy/registry.ts";
import { benchObjects } from "./envoy/objects.ts";
import type { Bench, Measures, Ratio } from "./kit/bench.ts";
import { type Cost, costOf, liveBytes } from "./kit/measuring.ts";

const small = "1000";
const large = "100000";

/** Changes that are measured, after a tenth as many to warm up. */
const changes = 200;

/** One change of a fleet: from the commit to the bytes that go to the proxies. */
export const incremental: Bench = {
  name: "incremental",
  about: [
    "One gateway and port, a hundred routes a host, a service for ten routes; the case is the number of routes. A change goes through graph, policies, validation and",
    "translation to encoded bytes: of the one virtual host that it is in, of one endpoint set. Joining the hosts' bytes to the whole table is measured in a series of its",
    "own: copying and hashing it grows with the table, Envoy takes it whole, and it leaves the processor's caches empty for whatever comes next. The peer is the same",
    "program building everything from nothing.",
  ].join("\n"),
  cases: [small, "10000", large],
  metrics: [
    { name: "cold build", unit: "s", about: "All objects to all bytes from nothing, by the clock." },
    { name: "cold build, CPU", unit: "s", about: "The same, CPU time of all threads." },
    { name: "memory", unit: "bytes", about: "The most that the process had resident until then, objects included." },
    { name: "heap", unit: "bytes", about: "Live heap after it: objects, graph, encoded resources." },
    { name: "route", unit: "µs", about: "CPU time from a changed route to the bytes of its virtual host." },
    { name: "route, allocated", unit: "bytes", about: "Heap allocated for it, mean." },
    { name: "route, calls", unit: "calls", about: "Entries computed for it." },
    { name: "table", unit: "µs", about: "CPU time to join and hash the whole table after it." },
    { name: "route after table", unit: "µs", about: "As *route*, each change right after the whole table was joined for the one before." },
    { name: "endpoint", unit: "µs", about: "CPU time from a changed endpoint to the bytes of its endpoint set." },
    { name: "endpoint, allocated", unit: "bytes", about: "Heap allocated for it, mean." },
    { name: "endpoint, calls", unit: "calls", about: "Entries computed for it." },
  ],
  ratios: [
    flat("route, calls", 1),
    flat("route, allocated", 2),
    flat("route", 2),
    flat("endpoint, calls", 1),
    flat("endpoint, allocated", 2),
    flat("endpoint", 2),
    { title: "cold build, CPU: 100,000 routes (s)", of: { case: large, metric: "cold build, CPU" }, atMost: 10 },
    { title: "memory: 100,000 routes (bytes)", of: { case: large, metric: "memory" }, atMost: 2 ** 30 },
  ],
  runs: 3,
  timeoutMs: 180_000,
  nodeOptions: ["--expose-gc", "--max-old-space-size=4096"],
  measure,
};

function flat(metric: string, atMost: number): Ratio {
  return { title: `${metric}: 100,000 routes to 1,000`, of: { case: large, metric }, to: { case: small, metric }, atMost };
}

function measure(caseName: string): Measures {
  const routes = Number(caseName);
  const objects = benchObjects({ routes, backendPort: 9000, gatewayPort: 8080 }).map(stored);
  const world = new World({ model: createModel(policies), policies, sealKey: sealKey(new Uint8Array(32)) });
  const takeChanges = collectViewChanges(world.resources);
  const cold = costOf(() => {
    world.replace(objects);
    world.engine.flush();
    for (const { resource } of takeChanges()) touch(resource?.bytes);
  });
  const memory = process.resourceUsage().maxRSS * 1024;
  const heap = liveBytes();
  const change = { route: changer(objects, "Route", withTimeout), endpoint: changer(objects, "Service", withPort) };
  const route = series(world, change.route, () => void takeChanges());
  const table: number[] = [];
  const afterTable = series(world, change.route, () => {
    const sent = takeChanges();
    const { cpuMs } = costOf(() => {
      for (const { resource } of sent) touch(resource?.bytes);
    });
    table.push(cpuMs * 1000);
  });
  const endpoint = series(world, change.endpoint, () => void takeChanges());
  return {
    "cold build": cold.wallMs / 1000,
    "cold build, CPU": cold.cpuMs / 1000,
    memory,
    heap,
    route: route.cpuUs,
    "route, allocated": route.allocated,
    "route, calls": route.calls,
    table: median(table),
    "route after table": afterTable.cpuUs,
    endpoint: endpoint.cpuUs,
    "endpoint, allocated": endpoint.allocated,
    "endpoint, calls": endpoint.calls,
  };
}

interface Series {
  /** Median, so that a collection of garbage that falls into one of them does not count. */
  readonly cpuUs: number;
  /** Mean: V8 counts what it hands out in large pieces. */
  readonly allocated: number;
  readonly calls: number;
}

/** Makes changes one by one; `after` takes what comes out of each and is not measured. */
function series(world: World, next: () => StoredObject, after: () => void): Series {
  const one = (): Cost => {
    const object = next();
    const cost = costOf(() => {
      world.set([{ key: keyOf(object), after: object }]);
      world.engine.flush();
    });
    after();
    return cost;
  };
  for (let index = 0; index < changes / 10; index += 1) one();
  world.engine.resetStats();
  const costs = Array.from({ length: changes }, one);
  return {
    cpuUs: median(costs.map(({ cpuMs }) => cpuMs)) * 1000,
    allocated: sum(costs.map(({ allocatedBytes }) => allocatedBytes)) / changes,
    calls: sum([...world.engine.stats().computed.values()]) / changes,
  };
}

/** Answers one changed object after the other, all over the fleet, never the same content twice. */
function changer(
  objects: readonly StoredObject[],
  kind: StoredObject["kind"],
  edit: (object: StoredObject, count: number) => StoredObject,
): () => StoredObject {
  const candidates = objects.filter((object) => object.kind === kind);
  let count = 0;
  return () => {
    count += 1;
    const picked = candidates[(count * 7919) % candidates.length];
    if (picked === undefined) throw new RangeError(`There is no ${kind} to change`);
    return edit(picked, count);
  };
}

function stored(object: WrittenObject, index: number): StoredObject {
  const at = new Date(Date.UTC(2026, 0, 1, 0, 0, index)).toISOString();
  return { ...object, revision: index + 1, createdAt: at, updatedAt: at, owner: "bench" };
}

function withTimeout(route: StoredObject, count: number): StoredObject {
  return { ...route, spec: { ...route.spec, timeout: { request: `${count}s` } } };
}

function withPort(service: StoredObject, count: number): StoredObject {
  return { ...service, spec: { ...service.spec, endpoints: { static: [{ address: "127.0.0.1", port: 10_000 + count }] } } };
}

/** Bytes are joined when somebody asks for them. */
function touch(bytes: Uint8Array | undefined): void {
  if (bytes !== undefined && bytes.length === 0) throw new Error("A resource has no bytes");
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}
