import type { JsonObject } from "../../../src/kit/json.ts";
import { ObjectBuilder } from "./object-builder.ts";

/** A Route on a gateway of its namespace; give it at least one rule. */
export function route(name: string, gateway = "edge"): RouteBuilder {
  return new RouteBuilder("Route", name, { parents: [{ name: gateway }] });
}

/** A StreamRoute on a gateway of its namespace; give it at least one backend. */
export function streamRoute(name: string, gateway = "edge"): StreamRouteBuilder {
  return new StreamRouteBuilder("StreamRoute", name, { parents: [{ name: gateway }] });
}

class RouteBuilder extends ObjectBuilder {
  hostnames(...hostnames: string[]): this {
    return this.with({ hostnames });
  }

  rule(rule: JsonObject): this {
    return this.add("rules", rule);
  }

  /** Sends a path prefix to a service. */
  prefix(prefix: string, service: string, fields: JsonObject = {}): this {
    return this.rule({ matches: [{ path: { prefix } }], backends: [{ service }], ...fields });
  }

  /** Answers a path prefix with a body. */
  respond(prefix: string, body: string, fields: JsonObject = {}): this {
    return this.rule({ matches: [{ path: { prefix } }], respond: { status: 200, body }, ...fields });
  }
}

class StreamRouteBuilder extends ObjectBuilder {
  backend(service: string, fields: JsonObject = {}): this {
    return this.add("backends", { service, ...fields });
  }
}
