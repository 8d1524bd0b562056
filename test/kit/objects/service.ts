import type { JsonObject } from "../../../src/kit/json.ts";
import { ObjectBuilder } from "./object-builder.ts";

/** A Service with one endpoint for each port, all on 127.0.0.1. */
export function service(name: string, ...ports: number[]): ServiceBuilder {
  return new ServiceBuilder("Service", name, { endpoints: { static: ports.map((port) => ({ address: "127.0.0.1", port })) } });
}

/** An Instance of a service, on 127.0.0.1. */
export function instance(name: string, service: string, port: number): ObjectBuilder {
  return new ObjectBuilder("Instance", name, { service, address: "127.0.0.1", port });
}

class ServiceBuilder extends ObjectBuilder {
  endpoints(...endpoints: JsonObject[]): this {
    return this.with({ endpoints: { static: endpoints } });
  }

  dns(hostname: string, port: number, fields: JsonObject = {}): this {
    return this.with({ endpoints: { dns: { hostname, port, ...fields } } });
  }

  /** Endpoints are Instance objects. */
  registered(): this {
    return this.with({ endpoints: { registered: true } });
  }

  /** A version, selected by the label `version`. */
  versions(...versions: string[]): this {
    return this.with({ versions: Object.fromEntries(versions.map((version) => [version, { labels: { version } }])) });
  }
}
