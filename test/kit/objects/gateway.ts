import type { JsonObject } from "../../../src/kit/json.ts";
import { ObjectBuilder } from "./object-builder.ts";

/** A Gateway; give it at least one listener. */
export function gateway(name: string): GatewayBuilder {
  return new GatewayBuilder("Gateway", name);
}

class GatewayBuilder extends ObjectBuilder {
  listener(listener: JsonObject): this {
    return this.add("listeners", listener);
  }

  /** A listener of protocol http, called `http`. */
  http(port: number, fields: JsonObject = {}): this {
    return this.listener({ name: "http", port, protocol: "http", ...fields });
  }

  /** A listener of protocol https, called `https`, that terminates TLS. */
  https(port: number, certificate: string, fields: JsonObject = {}): this {
    return this.listener({ name: "https", port, protocol: "https", tls: { certificates: [certificate] }, ...fields });
  }

  /** A listener of protocol tcp, called `tcp`. */
  tcp(port: number, fields: JsonObject = {}): this {
    return this.listener({ name: "tcp", port, protocol: "tcp", ...fields });
  }
}
