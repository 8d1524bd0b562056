import { codec } from "../../gen/codec.ts";
import { contentHash } from "../../kit/hash.ts";
import type { Origin } from "../../model/object/object.ts";
import type { EncodedResource } from "../encoded-resource.ts";
import { joinBytes, lengthDelimited } from "../wire.ts";
import type { EncodedHost } from "./virtual-host.ts";

/** Field number of `RouteConfiguration.virtual_hosts` (envoy/config/route/v3/route.proto). */
const virtualHostsField = 2;

/** Direct responses may have this many bytes; Envoy's default of 4 KiB is too small for an error page. */
export const maxDirectResponseBytes = 65_536;

/**
 * A route table: the concatenation of its hosts' cached bytes; its version is the hash of their hashes. Nothing is encoded again for a
 * host that did not change.
 */
export function joinRouteConfiguration(name: string, hosts: readonly EncodedHost[], origins: () => readonly Origin[]): EncodedResource {
  const head = codec("envoy.config.route.v3.RouteConfiguration").encode({
    name,
    ignore_port_in_host_matching: true,
    max_direct_response_body_size_bytes: { value: maxDirectResponseBytes },
  });
  const bytes = joinBytes([head, ...hosts.flatMap((host) => lengthDelimited(virtualHostsField, host.bytes))]);
  const version = contentHash(head, ...hosts.map((host) => host.hash));
  return { type: "route", name, version, bytes, warming: "none", origins, references: () => ({ cluster: clustersOf(hosts) }) };
}

function clustersOf(hosts: readonly EncodedHost[]): ReadonlySet<string> {
  const clusters = new Set<string>();
  for (const host of hosts) for (const cluster of host.clusters) clusters.add(cluster);
  return clusters;
}
