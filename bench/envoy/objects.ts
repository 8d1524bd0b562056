import type { JsonObject } from "../../src/kit/json.ts";
import type { Kind, WrittenObject } from "../../src/model/object/object.ts";

/** Routes of one hostname. */
export const routesPerHost = 100;

/** One gateway, hosts of a hundred routes each, a service for ten routes. */
export function benchObjects(options: { readonly routes: number; readonly backendPort: number; readonly gatewayPort: number }): readonly WrittenObject[] {
  const { routes, backendPort, gatewayPort } = options;
  const services = Array.from({ length: Math.ceil(routes / 10) }, (_, index) =>
    object("Service", `service-${index}`, { endpoints: { static: [{ address: "127.0.0.1", port: backendPort }] } }),
  );
  return [
    { ...object("NodeGroup", "edge", {}), namespace: "" },
    object("Gateway", "bench", { address: "127.0.0.1", listeners: [{ name: "http", port: gatewayPort, protocol: "http" }] }),
    ...services,
    ...Array.from({ length: routes }, (_, index) => route(`route-${index}`, hostOf(index), Math.floor(index / 10))),
  ];
}

/** One more route, on a host and a service that exist. */
export function newRoute(number: number, routes: number): { readonly object: WrittenObject; readonly host: string; readonly path: string } {
  const near = (number * 7919) % routes;
  const host = hostOf(near);
  return { object: route(`new-${number}`, host, Math.floor(near / 10)), host, path: `/new-${number}` };
}

function hostOf(index: number): string {
  return `host-${Math.floor(index / routesPerHost)}.example`;
}

function route(name: string, hostname: string, service: number): WrittenObject {
  return object("Route", name, {
    parents: [{ name: "bench" }],
    hostnames: [hostname],
    rules: [{ matches: [{ path: { prefix: `/${name}` } }], backends: [{ service: `service-${service}` }] }],
  });
}

function object(kind: Kind, name: string, spec: JsonObject): WrittenObject {
  return { kind, name, namespace: "default", labels: {}, spec };
}
