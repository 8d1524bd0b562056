import { codec } from "../../gen/codec.ts";
import type { RouteConfiguration, VirtualHost } from "../../gen/envoy/config/route/v3.ts";
import { contentHash } from "../../kit/hash.ts";
import { overAds } from "../common.ts";
import type { EncodedResource } from "../encoded-resource.ts";
import { virtualHostName } from "./virtual-host.ts";

const message = "envoy.config.route.v3.RouteConfiguration";
const hostMessage = "envoy.config.route.v3.VirtualHost";

/** How the hosts of a table travel. */
export type TableHosts = NonNullable<EncodedResource["hosts"]>;

/** A route table without its virtual hosts, which travel by themselves (VHDS). It is the same whatever hosts there are. */
export function splitTable({ name, origins }: Pick<EncodedResource, "name" | "origins">, table: RouteConfiguration, hosts: TableHosts): EncodedResource {
  const { virtual_hosts: _, ...head } = table;
  const bytes = new Uint8Array(codec(message).encode({ ...head, vhds: { config_source: overAds } }));
  return { type: "route", name, version: contentHash(bytes, hosts), bytes, warming: "none", references: () => ({}), origins, hosts };
}

/** A table that was patched is known by its bytes. */
export function splitEncoded(whole: EncodedResource, hosts: TableHosts): EncodedResource {
  return splitTable(whole, codec(message).decode(whole.bytes), hosts);
}

/** The virtual hosts of a table that was patched; none of one that was not, whose hosts are encoded one by one. */
export function patchedHosts(table: EncodedResource | undefined): readonly EncodedResource[] {
  if (table?.patched !== true || table.split === undefined) return [];
  const hosts = codec(message).decode(table.bytes).virtual_hosts ?? [];
  return hosts.map((host) => hostResource(table, host));
}

/** Which of the table's clusters a host uses is not looked for: all of them are there before it comes. */
function hostResource(table: EncodedResource, host: VirtualHost): EncodedResource {
  const name = virtualHostName(table.name, host.name ?? "");
  const bytes = new Uint8Array(codec(hostMessage).encode({ ...host, name }));
  const { references, origins } = table;
  return { type: "virtual-host", name, version: contentHash(bytes), bytes, warming: "none", references, origins };
}
