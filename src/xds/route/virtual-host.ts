import { codec } from "../../gen/codec.ts";
import { contentHash } from "../../kit/hash.ts";
import { joinMessage } from "../wire.ts";

/** Field number of `VirtualHost.routes` (envoy/config/route/v3/route_components.proto). */
const routesField = 3;

/** An encoded virtual host: its bytes are the unit that a change of a route costs. */
export interface EncodedHost {
  readonly hostname: string;
  readonly bytes: Uint8Array;
  readonly hash: string;
  readonly clusters: ReadonlySet<string>;
}

/** Joins the encoded routes of one hostname, in the order in which they are tried. */
export function encodeVirtualHost(hostname: string, routes: readonly Uint8Array[], clusters: ReadonlySet<string>): EncodedHost {
  const head = codec("envoy.config.route.v3.VirtualHost").encode({ name: hostname, domains: [hostname] });
  const bytes = joinMessage(head, routesField, routes);
  return { hostname, bytes, hash: contentHash(bytes), clusters };
}

/** Name by which a proxy knows a virtual host that travels by itself: behind its table's, as VHDS asks for it. */
export function virtualHostName(table: string, host: string): string {
  return `${table}/${host}`;
}
