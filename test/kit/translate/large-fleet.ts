import type { Kind, StoredObject } from "../../../src/model/object/object.ts";

/** A fleet of one gateway and port. */
export interface LargeFleet {
  readonly hosts: number;
  readonly routesPerHost: number;
  readonly objects: readonly StoredObject[];
}

const at = "2026-01-01T00:00:00.000Z";

/** An object as the store has it. */
export function storedObject(kind: Kind, name: string, spec: StoredObject["spec"]): StoredObject {
  const namespace = kind === "NodeGroup" ? "" : "default";
  return { kind, namespace, name, labels: {}, spec, revision: 1, createdAt: at, updatedAt: at, owner: "bench" };
}

/** Hosts with a hundred routes each on one port, and a tenth as many services as routes, with one endpoint each. */
export function largeFleet(hosts: number, routesPerHost = 100): LargeFleet {
  const gateway = storedObject("Gateway", "web", { level: 1, listeners: [{ name: "http", port: 8080, protocol: "http" }] });
  const objects: StoredObject[] = [storedObject("NodeGroup", "edge", {}), gateway];
  const services = Math.ceil((hosts * routesPerHost) / 10);
  for (let index = 0; index < services; index += 1) objects.push(service(index, 8080));
  for (let host = 0; host < hosts; host += 1) {
    for (let index = 0; index < routesPerHost; index += 1) objects.push(route(host, index, { routesPerHost, path: `/service-${index}` }));
  }
  return { hosts, routesPerHost, objects };
}

/** One of its services, with its endpoint on another port. */
export function service(index: number, port: number): StoredObject {
  const address = `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;
  return storedObject("Service", `service-${index}`, { endpoints: { static: [{ address, port }] } });
}

/** One of its routes, with another path. */
export function route(host: number, index: number, { routesPerHost = 100, path }: { readonly routesPerHost?: number; readonly path: string }): StoredObject {
  return storedObject("Route", `route-${host}-${index}`, {
    parents: [{ name: "web" }],
    hostnames: [`host-${host}.example.com`],
    rules: [{ matches: [{ path: { prefix: path } }], backends: [{ service: `service-${Math.floor((host * routesPerHost + index) / 10)}` }] }],
  });
}
