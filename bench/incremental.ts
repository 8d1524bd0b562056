import { sealKey } from "../src/kit/seal.ts";
import { collectViewChanges } from "../src/main/fleet/feed-views.ts";
import { World } from "../src/main/fleet/world.ts";
import { createModel } from "../src/model/model.ts";
import { keyOf, type StoredObject, type WrittenObject } from "../src/model/object/object.ts";
import { policies } from "../src/policy/registry.ts";
import { benchObjects } from "./envoy/objects.ts";
import type { Bench, Measures } from "./kit/bench.ts";
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
    "translation to encoded bytes: of the one virtual host that it is in, of one endpoint set. Joining the hosts' bytes to the whole table is printed apart: copying and",
    "hashing it grows with the table, and Envoy takes it whole. The peer is the same program building everything from nothing.",
  ].join("\n"),
  cases: [small, "10000", large],
  metrics: [
    { name: "cold build", unit: "s", about: "All objects to all bytes from nothing, by the clock." },
    { name: "cold build, CPU", unit: "s", about: "The same, CPU time." },
    { name: "heap", unit: "bytes", about: "Live heap after it: objects, graph, encoded resources." },
    { name: "route", unit: "µs", about: "CPU time from a changed route to the bytes of its virtual host." },
    { name: "route, allocated", unit: "bytes", about: "Heap allocated for it." },
    { name: "route, calls", unit: "calls", about: "Entries computed for it." },
    { name: "table", unit: "µs", about: "CPU time to join and hash the whole table after it." },
    { name: "endpoint", unit: "µs", about: "CPU time from a changed endpoint to the bytes of its endpoint set." },
    { name: "endpoint, allocated", unit: "bytes", about: "Heap allocated for it." },
    { name: "endpoint, calls", unit: "calls", about: "Entries computed for it." },
  ],
  ratios: [
    { title: "route, calls: 100,000 routes to 1,000", of: { case: large, metric: "route, calls" }, to: { case: small, metric: "route, calls" }, atMost: 1 },
    {
      title: "endpoint, calls: 100,000 routes to 1,000",
      of: { case: large, metric: "endpoint, calls" },
      to: { case: small, metric: "endpoint, calls" },
      atMost: 1,
    },
    {
      title: "route, allocated: 100,000 routes to 1,000",
      of: { case: large, metric: "route, allocated" },
      to: { case: small, metric: "route, allocated" },
      atMost: 2,
    },
    { title: "route, CPU: 100,000 routes to 1,000", of: { case: large, metric: "route" }, to: { case: small, metric: "route" } },
    { title: "endpoint, CPU: 100,000 routes to 1,000", of: { case: large, metric: "endpoint" }, to: { case: small, metric: "endpoint" } },
  ],
  runs: 3,
  timeoutMs: 180_000,
  nodeOptions: ["--expose-gc", "--max-old-space-size=4096"],
  measure,
};

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
  const heap = liveBytes();
  const routeObjects = objects.filter(({ kind }) => kind === "Route");
  const services = objects.filter(({ kind }) => kind === "Service");
  const table: Cost[] = [];
  const join = (): void => {
    const sent = takeChanges();
    if (sent.length === 0) return;
    const work = (): void => {
      for (const { resource } of sent) touch(resource?.bytes);
    };
    table.push(costOf(work));
  };
  const route = series(world, (index) => withTimeout(pick(routeObjects, index), index), join);
  const endpoint = series(
    world,
    (index) => withPort(pick(services, index), 10_000 + (index % 50_000)),
    () => void takeChanges(),
  );
  return {
    "cold build": cold.wallMs / 1000,
    "cold build, CPU": cold.cpuMs / 1000,
    heap,
    route: route.cpuUs,
    "route, allocated": route.allocated,
    "route, calls": route.calls,
    table: median(table.map(({ cpuMs }) => cpuMs)) * 1000,
    endpoint: endpoint.cpuUs,
    "endpoint, allocated": endpoint.allocated,
    "endpoint, calls": endpoint.calls,
  };
}

/** Medians over all changes, so that a collection of garbage that falls into one of them does not count; calls are a mean. */
function series(
  world: World,
  changed: (index: number) => StoredObject,
  after: () => void,
): { readonly cpuUs: number; readonly allocated: number; readonly calls: number } {
  const one = (index: number): Cost => {
    const object = changed(index);
    const cost = costOf(() => {
      world.set([{ key: keyOf(object), after: object }]);
      world.engine.flush();
    });
    after();
    return cost;
  };
  for (let index = 0; index < changes / 10; index += 1) one(index);
  world.engine.resetStats();
  const costs = Array.from({ length: changes }, (_, index) => one(1000 + index));
  const calls = sum([...world.engine.stats().computed.values()]);
  return {
    cpuUs: median(costs.map(({ cpuMs }) => cpuMs)) * 1000,
    allocated: median(costs.map(({ allocatedBytes }) => allocatedBytes)),
    calls: calls / changes,
  };
}

function stored(object: WrittenObject, index: number): StoredObject {
  const at = new Date(Date.UTC(2026, 0, 1, 0, 0, index)).toISOString();
  return { ...object, revision: index + 1, createdAt: at, updatedAt: at, owner: "bench" };
}

/** Routes and services all over the fleet. */
function pick(objects: readonly StoredObject[], index: number): StoredObject {
  const picked = objects[(index * 7919) % objects.length];
  if (picked === undefined) throw new RangeError("There is no object to change");
  return picked;
}

function withTimeout(route: StoredObject, index: number): StoredObject {
  return { ...route, spec: { ...route.spec, timeout: { request: `${1 + index}s` } } };
}

function withPort(service: StoredObject, port: number): StoredObject {
  return { ...service, spec: { ...service.spec, endpoints: { static: [{ address: "127.0.0.1", port }] } } };
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
