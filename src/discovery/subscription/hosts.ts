import { codec } from "../../gen/codec.ts";
import { contentHash } from "../../kit/hash.ts";
import type { Resource } from "../../snapshot/resource.ts";
import type { ViewSnapshot } from "../../snapshot/view-snapshot.ts";
import { tableOf } from "./state.ts";

const message = "envoy.config.route.v3.VirtualHost";

/**
 * Ends the name of what stands for a table without hosts, or whose hosts come on demand: an alias without a resource. A listener does not
 * open before something has come for its table, and an empty response does not count.
 */
export function placeholderName(table: string): string {
  return `${table}/`;
}

const tables = new WeakMap<readonly string[], Map<string, readonly string[]>>();

/** Every host of a table, by name, sorted; the same list for everybody. */
export function hostNames({ types }: ViewSnapshot, table: string): readonly string[] {
  const names = types["virtual-host"].names();
  const byTable = tables.get(names) ?? new Map<string, readonly string[]>();
  tables.set(names, byTable);
  const known = byTable.get(table) ?? findHosts(names, table);
  byTable.set(table, known);
  return known;
}

function findHosts(names: readonly string[], table: string): readonly string[] {
  const prefix = placeholderName(table);
  const found: string[] = [];
  for (let index = lowerBound(names, prefix); names[index]?.startsWith(prefix) === true; index++) {
    const name = names[index] ?? "";
    if (tableOf(name) === table) found.push(name);
  }
  return found;
}

/** What goes behind a table: its hosts, or what stands for none. */
export function pushedNames(snapshot: ViewSnapshot, table: string): readonly string[] {
  const names = hostNames(snapshot, table);
  return names.length === 0 ? [placeholderName(table)] : names;
}

/**
 * What is sent of a name that the client asked for, or that stands for a table: the host of that name; else the one that serves it – the
 * longest wildcard that covers it – narrowed to the name, so that it does not take what belongs to a host which the client does not have yet;
 * else an alias without a resource, which Envoy answers by 404 instead of waiting without an end (xDS, "Resource names"; VHDS).
 */
export function hostFor(snapshot: ViewSnapshot, name: string): Resource {
  const exact = snapshot.types["virtual-host"].get(name);
  if (exact !== undefined) return aliased(exact);
  const covering = coveringHost(snapshot, name);
  return covering === undefined ? unknownHost(name) : narrowed(covering, name);
}

/** True where a host may serve what is asked for under another name: a wildcard, or the name without a port. */
export function mayCover(host: string, asked: string): boolean {
  const table = placeholderName(tableOf(host));
  if (asked === host || !asked.startsWith(table)) return false;
  const pattern = host.slice(table.length);
  return pattern.startsWith("*") ? hostIn(asked).endsWith(pattern.slice(1)) : asked.startsWith(`${host}:`);
}

/** The host of a name with port, and the wildcards that cover it from the longest to the shortest. */
function coveringNames(name: string): readonly string[] {
  const table = tableOf(name);
  const host = hostIn(name);
  const labels = host.split(".");
  const wildcards = labels.map((_, index) => (index === labels.length - 1 ? "*" : `*.${labels.slice(index + 1).join(".")}`));
  return [host, ...wildcards].map((one) => `${table}/${one}`).filter((one) => one !== name);
}

/** The longest wildcard of the view that serves a name; undefined when there is none. */
export function coveringHost(snapshot: ViewSnapshot, name: string): Resource | undefined {
  if (name.endsWith("/")) return undefined;
  for (const candidate of coveringNames(name)) {
    const found = snapshot.types["virtual-host"].get(candidate);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The hostname in the name of a virtual host, without a port. */
function hostIn(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1).replace(/:\d+$/u, "");
}

const aliasedHosts = new WeakMap<Resource, Resource>();

/** Envoy goes on with a request that waits for a host when a resource comes with the host's name among its aliases. */
function aliased(host: Resource): Resource {
  const known = aliasedHosts.get(host);
  if (known !== undefined) return known;
  const { type, name, version, warming } = host;
  const made: Resource = {
    type,
    name,
    version,
    warming,
    get bytes() {
      return host.bytes;
    },
    references: () => host.references(),
    origins: () => host.origins(),
    aliases: [name],
  };
  aliasedHosts.set(host, made);
  return made;
}

const narrowedHosts = new WeakMap<Resource, Map<string, Resource>>();

function narrowed(host: Resource, name: string): Resource {
  const byName = narrowedHosts.get(host) ?? new Map<string, Resource>();
  narrowedHosts.set(host, byName);
  const known = byName.get(name);
  if (known !== undefined) return known;
  const bytes = Uint8Array.from(codec(message).encode({ ...codec(message).decode(host.bytes), name, domains: [hostIn(name)] }));
  const made = { ...aliased(host), name, version: contentHash(bytes), bytes, aliases: [name] };
  byName.set(name, made);
  return made;
}

/** An alias without a resource. */
export function unknownHost(name: string): Resource {
  const bytes = new Uint8Array();
  return { type: "virtual-host", name, version: "none", bytes, warming: "none", references: () => ({}), origins: () => [], aliases: [name], isAbsent: true };
}

function lowerBound(names: readonly string[], wanted: string): number {
  let low = 0;
  let high = names.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((names[middle] ?? "") < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
