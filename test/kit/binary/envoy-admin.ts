/** What Envoy's admin interface tells, for tests. Every call has a time limit of 10 s and throws on an answer that is not 200. */
export interface EnvoyAdmin {
  /** As in `http://127.0.0.1:20123`. */
  readonly url: string;
  /** The text of any page. */
  get(path: string): Promise<string>;
  /** Calls what changes something, as `/drain_listeners?graceful`. */
  post(path: string): Promise<string>;
  /** Counters and gauges by name, those that match `filter` (a regular expression of RE2) or all. Histograms are left out. */
  stats(filter?: string): Promise<Record<string, number>>;
  /** One counter or gauge; 0 while Envoy has not made it. */
  stat(name: string): Promise<number>;
  /** `/config_dump`, all of it or one `resource` as `dynamic_route_configs`; endpoints included. */
  configDump(resource?: string): Promise<ConfigDump>;
  /** Names and addresses of the listeners that are open, as in `{ edge: "127.0.0.1:10000" }`. */
  listeners(): Promise<Record<string, string>>;
  /** The clusters' states as `/clusters?format=json` has them. */
  clusters(): Promise<readonly ClusterStatus[]>;
  /** The state of `/ready`, as `LIVE` or `PRE_INITIALIZING`. */
  state(): Promise<string>;
}

/** `/config_dump`: a list of dumps, or of resources when one was asked for. */
export interface ConfigDump {
  readonly configs?: readonly Readonly<Record<string, unknown>>[];
}

/** One entry of `/clusters?format=json`. */
export interface ClusterStatus {
  readonly name: string;
  readonly host_statuses?: readonly HostStatus[];
  readonly [field: string]: unknown;
}

/** One endpoint of a cluster. */
export interface HostStatus {
  readonly address: { readonly socket_address?: { readonly address: string; readonly port_value: number } };
  readonly health_status?: Readonly<Record<string, unknown>>;
  readonly stats?: readonly { readonly name: string; readonly value?: string; readonly type?: string }[];
  readonly [field: string]: unknown;
}

interface ListenerStatus {
  readonly name: string;
  readonly local_address: { readonly socket_address?: { readonly address: string; readonly port_value: number } };
}

const limitMs = 10_000;

/** A client of the admin interface at `url`. */
export function envoyAdmin(url: string): EnvoyAdmin {
  const ask = async (path: string, method: "GET" | "POST"): Promise<string> => {
    const answer = await fetch(`${url}${path}`, { method, signal: AbortSignal.timeout(limitMs) });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`Envoy's admin answered ${answer.status} to ${method} ${path}: ${text}`);
    return text;
  };
  const get = (path: string): Promise<string> => ask(path, "GET");
  return {
    url,
    get,
    post: (path) => ask(path, "POST"),
    stats: async (filter) => statsOf(await get(`/stats?format=json${filter === undefined ? "" : `&filter=${encodeURIComponent(filter)}`}`)),
    stat: async (name) => statsOf(await get(`/stats?format=json&filter=${encodeURIComponent(`^${escapeRegex(name)}$`)}`))[name] ?? 0,
    configDump: async (resource) => JSON.parse(await get(`/config_dump?${resource === undefined ? "include_eds" : `resource=${resource}`}`)) as ConfigDump,
    listeners: async () => listenersOf(await get("/listeners?format=json")),
    clusters: async () => (JSON.parse(await get("/clusters?format=json")) as { cluster_statuses?: ClusterStatus[] }).cluster_statuses ?? [],
    state: async () => (await (await fetch(`${url}/ready`, { signal: AbortSignal.timeout(limitMs) })).text()).trim(),
  };
}

function statsOf(text: string): Record<string, number> {
  const { stats } = JSON.parse(text) as { stats: readonly { name?: string; value?: number }[] };
  return Object.fromEntries(stats.flatMap(({ name, value }) => (name === undefined || typeof value !== "number" ? [] : [[name, value]])));
}

function listenersOf(text: string): Record<string, string> {
  const { listener_statuses: found = [] } = JSON.parse(text) as { listener_statuses?: ListenerStatus[] };
  return Object.fromEntries(found.map(({ name, local_address: { socket_address: at } }) => [name, at === undefined ? "" : `${at.address}:${at.port_value}`]));
}

function escapeRegex(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
