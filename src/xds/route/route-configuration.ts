import { codec } from "../../gen/codec.ts";
import type { RouteConfiguration } from "../../gen/envoy/config/route/v3.ts";
import { coversHostname } from "../../graph/route/hostname.ts";
import { contentHash } from "../../kit/hash.ts";
import type { Group } from "../../kit/query/collection.ts";
import type { Origin } from "../../model/object/object.ts";
import type { EncodedResource, References } from "../encoded-resource.ts";
import { onDemandVersion } from "../on-demand-version.ts";
import { joinMessage } from "../wire.ts";
import { splitTable, type TableHosts } from "./split-table.ts";
import { type EncodedHost, encodeVirtualHost } from "./virtual-host.ts";

/** Field number of `RouteConfiguration.virtual_hosts` (envoy/config/route/v3/route.proto). */
const virtualHostsField = 2;

/** Direct responses may have this many bytes; Envoy's default of 4 KiB is too small for an error page. */
const maxDirectResponseBytes = 65_536;

/** What a route table is joined of. */
export interface TableContent {
  /** Undefined: no route is attached, every request gets a 404. */
  readonly hosts: Group<EncodedHost> | undefined;
  /** Hostnames that belong to another listener of the port. */
  readonly misdirected: readonly string[];
  /** How its hosts travel to proxies that speak delta; undefined: inside of it. */
  readonly travel: TableHosts | undefined;
}

/**
 * A route table: the concatenation of its hosts' cached bytes; its version is the hash of their hashes. Nothing is encoded again for a
 * host that did not change, and nothing is copied or hashed before somebody asks: a change of one host costs that host.
 */
export class RouteConfigurationResource implements EncodedResource {
  readonly type = "route";
  readonly warming = "none";
  readonly name: string;
  readonly origins: () => readonly Origin[];
  readonly split: (() => EncodedResource) | undefined;
  readonly #content: TableContent;
  #version: string | undefined;
  #bytes: Uint8Array | undefined;
  #references: References | undefined;
  #split: EncodedResource | undefined;

  constructor(name: string, content: TableContent, origins: () => readonly Origin[]) {
    this.name = name;
    this.#content = content;
    this.origins = origins;
    const { travel } = content;
    if (travel !== undefined) this.split = () => this.#splitOnce(travel);
  }

  get version(): string {
    this.#version ??= this.#versionOf(contentHash(headOf(this.name), ...this.#all().map((host) => host.hash)));
    return this.#version;
  }

  get bytes(): Uint8Array {
    this.#bytes ??= joinMessage(
      headOf(this.name),
      virtualHostsField,
      this.#all().map(({ bytes }) => bytes),
    );
    return this.#bytes;
  }

  readonly references = (): References => {
    this.#references ??= { cluster: clustersOf(this.#all()) };
    return this.#references;
  };

  /** A group that did not change is the same object. */
  readonly sameAs = (other: EncodedResource): boolean => {
    if (!(other instanceof RouteConfigurationResource)) return other.version === this.version;
    return (
      other.name === this.name &&
      other.#content.travel === this.#content.travel &&
      other.#content.hosts === this.#content.hosts &&
      equalLists(other.#content.misdirected, this.#content.misdirected)
    );
  };

  #versionOf(hash: string): string {
    return this.#content.travel === "onDemand" ? onDemandVersion(hash) : hash;
  }

  #splitOnce(travel: TableHosts): EncodedResource {
    this.#split ??= splitTable(this, headMessage(this.name), travel);
    return this.#split;
  }

  #all(): readonly EncodedHost[] {
    const { hosts, misdirected } = this.#content;
    const own = [...(hosts?.values() ?? [])];
    if (misdirected.length === 0) return own;
    return [...own.filter(({ hostname }) => !misdirected.some((pattern) => coversHostname(pattern, hostname))), ...misdirected.map(misdirectedHost)];
  }
}

function headOf(name: string): Uint8Array {
  return codec("envoy.config.route.v3.RouteConfiguration").encode(headMessage(name));
}

function headMessage(name: string): RouteConfiguration {
  return { name, ignore_port_in_host_matching: true, max_direct_response_body_size_bytes: { value: maxDirectResponseBytes } };
}

/** A client that reuses a connection for another hostname of its certificate is told to open one of its own (RFC 9110, section 15.5.20). */
export function misdirectedHost(hostname: string): EncodedHost {
  const route = codec("envoy.config.route.v3.Route").encode({ name: "misdirected", match: { prefix: "/" }, direct_response: { status: 421 } });
  return encodeVirtualHost(hostname, [route], new Set());
}

function equalLists(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((text, index) => text === right[index]);
}

function clustersOf(hosts: Iterable<EncodedHost>): ReadonlySet<string> {
  const clusters = new Set<string>();
  for (const host of hosts) for (const cluster of host.clusters) clusters.add(cluster);
  return clusters;
}
