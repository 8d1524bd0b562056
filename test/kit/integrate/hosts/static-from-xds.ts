/** Any JSON object that is looked through. */
type Node = Readonly<Record<string, unknown>>;

/** What a host's control plane sends its proxies, as proto3 JSON. */
export interface HostXds {
  readonly listeners: readonly Node[];
  readonly clusters: readonly Node[];
  readonly routes: readonly Node[];
  readonly endpoints: readonly Node[];
}

/** What of it is taken over. */
export interface StaticOptions {
  /** Only these listeners. */
  readonly listener: (name: string) => boolean;
  /** Only these clusters. */
  readonly cluster: (name: string) => boolean;
  /** Only these filter chains; by default all. Those with certificates that an agent of the host hands out cannot be run here. */
  readonly filterChain?: (chain: Node) => boolean;
  /** Extensions that only the host's own build of Envoy has are left out: those whose type URL this is true for. */
  readonly isForeign: (typeUrl: string) => boolean;
}

/** The same configuration in one bootstrap, with route tables and endpoints where they are asked for, so that a plain Envoy runs it. */
export function staticFromXds({ listeners, clusters, routes, endpoints }: HostXds, options: StaticOptions): Record<string, unknown> {
  const tables = new Map(routes.map((table) => [table["name"], table]));
  const sets = new Map(endpoints.map((set) => [set["cluster_name"], set]));
  const own = (list: readonly Node[], isWanted: (name: string) => boolean): readonly Node[] => list.filter(({ name }) => isWanted(String(name)));
  return {
    static_resources: {
      listeners: own(listeners, options.listener).map((listener) => inPlace(withoutForeign(withChains(listener, options), options.isForeign), tables)),
      clusters: own(clusters, options.cluster).map((cluster) => withEndpoints(withoutForeign(cluster, options.isForeign) as Node, sets)),
    },
  };
}

function withChains(listener: Node, { filterChain = () => true }: StaticOptions): Node {
  return { ...listener, filter_chains: ((listener["filter_chains"] ?? []) as readonly Node[]).filter(filterChain) };
}

function withEndpoints(cluster: Node, sets: ReadonlyMap<unknown, Node>): Node {
  if (cluster["type"] !== "EDS") return cluster;
  const { eds_cluster_config: config, ...rest } = cluster;
  const name = (config as Node | undefined)?.["service_name"] ?? cluster["name"];
  const set = sets.get(name) ?? { cluster_name: name };
  return { ...rest, type: "STATIC", load_assignment: { ...set, cluster_name: cluster["name"] } };
}

function inPlace(value: unknown, tables: ReadonlyMap<unknown, Node>): unknown {
  if (Array.isArray(value)) return value.map((item) => inPlace(item, tables));
  if (typeof value !== "object" || value === null) return value;
  const { rds, ...fields } = value as Node;
  const kept = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, inPlace(field, tables)]));
  if (rds === undefined) return kept;
  return { ...kept, route_config: { ...tables.get((rds as Node)["route_config_name"]), validate_clusters: false } };
}

/** Takes entries with such an extension out of every list. */
function withoutForeign(value: unknown, isForeign: StaticOptions["isForeign"]): unknown {
  if (Array.isArray(value)) return value.filter((item) => !holdsForeign(item, isForeign)).map((item) => withoutForeign(item, isForeign));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, withoutForeign(field, isForeign)]));
}

function holdsForeign(item: unknown, isForeign: StaticOptions["isForeign"]): boolean {
  const config = typeof item === "object" && item !== null ? (Reflect.get(item, "typed_config") as Node | undefined) : undefined;
  const type = config?.["type_url"] ?? config?.["@type"];
  return typeof type === "string" && isForeign(type);
}
