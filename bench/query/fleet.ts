import type { QueryEngine } from "../../src/kit/query/collection.ts";
import { createQueryEngine } from "../../src/kit/query/query-engine.ts";

/** As much of a route as the bench needs. */
export interface BenchRoute {
  readonly key: string;
  readonly host: string;
  readonly service: string;
  readonly gateway: string;
  readonly weight: number;
}

/** The engine with the bench's collections. */
export interface QueryFleet {
  readonly engine: QueryEngine;
  fill(routes: readonly BenchRoute[]): void;
  change(route: BenchRoute): void;
  attempt(route: BenchRoute): void;
  changeService(index: number): void;
  /** What came out, as `rebuildPlainly` answers it. */
  hosts(): ReadonlyMap<string, number>;
  gateways(): ReadonlyMap<string, readonly BenchRoute[]>;
}

const gateway = "default/edge";

/** Routes on one gateway: a hundred a host, ten a service. */
export function makeRoutes(count: number): readonly BenchRoute[] {
  return Array.from({ length: count }, (_, index) => ({
    key: `default/route-${index}`,
    host: `host-${index % Math.ceil(count / 100)}.example.com`,
    service: serviceKey(index % Math.ceil(count / 10)),
    gateway,
    weight: 0,
  }));
}

/** A version of some route: no two indexes give the same one, and neighbours lie a prime apart, so all over the fleet. */
export function changedRoute(routes: readonly BenchRoute[], index: number): BenchRoute {
  const route = routes[(index * 7919) % routes.length];
  if (route === undefined) throw new RangeError("There are no routes");
  return { ...route, weight: index + 1 };
}

/** Makes the collections; each function does nearly nothing, so that what is measured is the engine. */
export function queryFleet(): QueryFleet {
  const engine = createQueryEngine();
  const gateways = engine.input<{ port: number }>("gateways");
  const services = engine.input<{ port: number }>("services");
  const routes = engine.input<BenchRoute>("routes");
  const resolved = routes.map("resolved", (route, _key, read) => (read.get(services, route.service) && read.get(gateways, route.gateway) ? route : undefined));
  const rules = resolved.flatMap("rules", (route, key) => [[`${key}/0`, route]]);
  const kept = rules.filter("kept", (route) => route.gateway === gateway);
  const hosts = kept.groupBy("hosts", (route) => route.host).map("virtual hosts", (group) => group.size);
  const gatewayRoutes = kept.groupBy("gateway routes", (route) => route.gateway);
  const set = (route: BenchRoute) => routes.set(route.key, route);
  return {
    engine,
    fill(all) {
      gateways.set(gateway, { port: 80 });
      for (const route of all) services.set(route.service, { port: 80 });
      for (const route of all) set(route);
      engine.settle();
    },
    change(route) {
      set(route);
      engine.settle();
    },
    attempt(route) {
      engine.attempt(
        () => set(route),
        () => undefined,
      );
    },
    changeService(index) {
      services.set(serviceKey(index), { port: 8080 });
      engine.settle();
    },
    hosts: () => new Map(hosts.entries()),
    gateways: () => new Map([...gatewayRoutes.entries()].map(([key, members]) => [key, [...members.values()]])),
  };
}

/** The same result without an engine, from nothing. */
export function rebuildPlainly(routes: readonly BenchRoute[]): { hosts: ReadonlyMap<string, number>; gateways: ReadonlyMap<string, readonly BenchRoute[]> } {
  const services = new Map(routes.map((route) => [route.service, { port: 80 }]));
  const resolved = new Map(routes.filter((route) => services.has(route.service)).map((route) => [route.key, route]));
  const rules = new Map([...resolved].map(([key, route]) => [`${key}/0`, route]));
  const kept = [...rules].filter(([, route]) => route.gateway === gateway).sort(([left], [right]) => (left < right ? -1 : 1));
  const hosts = Map.groupBy(kept, ([, route]) => route.host);
  const gateways = Map.groupBy(kept, ([, route]) => route.gateway);
  return {
    hosts: new Map([...hosts].map(([host, members]) => [host, members.length])),
    gateways: new Map([...gateways].map(([key, members]) => [key, members.map(([, route]) => route)])),
  };
}

function serviceKey(index: number): string {
  return `default/service-${index}`;
}
