import { codec } from "../../gen/codec.ts";
import { contentHash } from "../../kit/hash.ts";
import type { Group } from "../../kit/query/collection.ts";
import type { Origin } from "../../model/object/object.ts";
import type { EncodedResource, References } from "../encoded-resource.ts";
import { joinBytes, lengthDelimited } from "../wire.ts";
import type { EncodedHost } from "./virtual-host.ts";

/** Field number of `RouteConfiguration.virtual_hosts` (envoy/config/route/v3/route.proto). */
const virtualHostsField = 2;

/** Direct responses may have this many bytes; Envoy's default of 4 KiB is too small for an error page. */
export const maxDirectResponseBytes = 65_536;

/**
 * A route table: the concatenation of its hosts' cached bytes; its version is the hash of their hashes. Nothing is encoded again for a
 * host that did not change, and nothing is copied or hashed before somebody asks: a change of one host costs that host.
 */
export class RouteConfigurationResource implements EncodedResource {
  readonly type = "route";
  readonly warming = "none";
  readonly name: string;
  readonly origins: () => readonly Origin[];
  readonly #hosts: Group<EncodedHost> | undefined;
  #version: string | undefined;
  #bytes: Uint8Array | undefined;
  #references: References | undefined;

  /** `hosts` undefined: no route is attached, every request gets a 404. */
  constructor(name: string, hosts: Group<EncodedHost> | undefined, origins: () => readonly Origin[]) {
    this.name = name;
    this.#hosts = hosts;
    this.origins = origins;
  }

  get version(): string {
    this.#version ??= contentHash(headOf(this.name), ...Array.from(this.#all(), (host) => host.hash));
    return this.#version;
  }

  get bytes(): Uint8Array {
    this.#bytes ??= joinBytes([headOf(this.name), ...Array.from(this.#all()).flatMap((host) => lengthDelimited(virtualHostsField, host.bytes))]);
    return this.#bytes;
  }

  readonly references = (): References => {
    this.#references ??= { cluster: clustersOf(this.#all()) };
    return this.#references;
  };

  /** A group that did not change is the same object. */
  readonly sameAs = (other: EncodedResource): boolean =>
    other instanceof RouteConfigurationResource ? other.#hosts === this.#hosts && other.name === this.name : other.version === this.version;

  #all(): Iterable<EncodedHost> {
    return this.#hosts?.values() ?? [];
  }
}

function headOf(name: string): Uint8Array {
  return codec("envoy.config.route.v3.RouteConfiguration").encode({
    name,
    ignore_port_in_host_matching: true,
    max_direct_response_body_size_bytes: { value: maxDirectResponseBytes },
  });
}

function clustersOf(hosts: Iterable<EncodedHost>): ReadonlySet<string> {
  const clusters = new Set<string>();
  for (const host of hosts) for (const cluster of host.clusters) clusters.add(cluster);
  return clusters;
}
