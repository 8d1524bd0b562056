import type { Message } from "../../../src/discovery/subscription/action.ts";
import type { DiscoveryRequest, Variant } from "../../../src/discovery/subscription/event.ts";
import type { Resource, ResourceType } from "../../../src/snapshot/resource.ts";

/** A version that a model Envoy refuses: for what it says (`named`), by a broken validation rule (`dumped`), or without a name (`silent`). */
export type Flaw = "named" | "dumped" | "silent";

const initialFetchMs = 15_000;

interface Cluster {
  active: Resource | undefined;
  warming: { readonly resource: Resource; readonly since: number } | undefined;
}

interface Result {
  readonly error: string | undefined;
}

/**
 * How Envoy 1.40 behaves on one ADS stream: applies good siblings of a bad cluster or listener, warms changed clusters until endpoints
 * come and holds its CDS requests back meanwhile, keeps what it has over reconnects, ignores removals of endpoints and routes.
 */
export class ModelEnvoy {
  readonly variant: Variant;
  readonly clusters = new Map<string, Cluster>();
  readonly endpoints = new Map<string, Resource>();
  readonly listeners = new Map<string, Resource>();
  readonly routes = new Map<string, Resource>();
  /** Requests on their way to the server. */
  readonly outbox: DiscoveryRequest[] = [];
  /** Clusters whose warming ended by the timer, so that something was missed. */
  readonly timedOut = new Set<string>();
  /** Clusters and listeners that it does not have because it refused what was sent. */
  readonly refused = new Set<string>();
  #held: DiscoveryRequest[] = [];
  #asked = new Set<ResourceType>();
  #hasClusters = false;
  #connects = 0;
  #nonces = new Map<ResourceType, string>();
  #versions = new Map<ResourceType, string>();

  constructor(variant: Variant) {
    this.variant = variant;
  }

  /** Opens a stream; what was on its way on the old one is lost. */
  connect(): void {
    this.outbox.length = 0;
    this.#held = [];
    this.#nonces.clear();
    this.#connects += 1;
    const before = this.#asked;
    this.#asked = new Set();
    const order: ResourceType[] =
      before.size === 0 ? ["cluster"] : this.#connects % 2 === 0 ? ["endpoint", "listener", "route", "cluster"] : ["endpoint", "cluster", "listener", "route"];
    for (const type of order) if (type === "cluster" || before.has(type)) this.#ask(type);
  }

  /** Takes a response and puts the answer into the outbox. */
  take(message: Message, at: number): void {
    const { type, nonce } = message;
    this.#nonces.set(type, nonce);
    this.#hasClusters ||= type === "cluster";
    const { error } = this.#apply(message, at);
    if (error === undefined) this.#versions.set(type, message.version);
    this.#send(this.#answer(type, error));
    this.#afterWarming();
  }

  /** Time passes: a slow cluster is ready when `slowDone`, any other by its timer at last. */
  tick(at: number, slowDone: boolean): void {
    for (const [name, cluster] of this.clusters) {
      if (cluster.warming === undefined) continue;
      const slow = cluster.warming.resource.warming === "slow";
      const late = at - cluster.warming.since >= initialFetchMs;
      if (late && !slow) this.timedOut.add(name);
      if (late || (slow && slowDone)) activate(cluster);
    }
    this.#afterWarming();
  }

  /** Its timers begin later by this: nobody answers while the network stands still. */
  excuse(ms: number): void {
    for (const cluster of this.clusters.values()) {
      if (cluster.warming !== undefined) cluster.warming = { ...cluster.warming, since: cluster.warming.since + ms };
    }
  }

  /** Everything it has of a type, by name and version; of clusters those in use. */
  held(type: ResourceType): Map<string, string> {
    if (type === "cluster") return versions([...this.clusters].map(([name, { active, warming }]) => [name, warming?.resource ?? active]));
    return versions([...this.#store(type)]);
  }

  isWarming(): boolean {
    return [...this.clusters.values()].some(({ warming }) => warming !== undefined);
  }

  subscribes(type: ResourceType): readonly string[] {
    if (type === "endpoint") return [...this.clusters].filter(([, cluster]) => usesEds(cluster)).map(([name]) => name);
    if (type === "route") return [...new Set([...this.listeners.values()].flatMap((listener) => [...(listener.references().route ?? [])]))];
    return [];
  }

  #store(type: ResourceType): Map<string, Resource> {
    return type === "listener" ? this.listeners : type === "route" ? this.routes : this.endpoints;
  }

  #apply(message: Message, at: number): Result {
    if (message.type === "cluster") return this.#applyWhole(message, (resource) => this.#putCluster(resource, at));
    if (message.type === "listener") return this.#applyWhole(message, (resource) => this.#putListener(resource));
    return this.#applyPart(message);
  }

  #applyWhole(message: Message, put: (resource: Resource) => void): Result {
    for (const resource of message.resources) if (flawOf(resource) !== undefined) this.refused.add(resource.name);
    const dumped = message.resources.find((resource) => flawOf(resource) === "dumped");
    if (dumped !== undefined) return { error: `goo.gle/debugproto  \nname: "${dumped.name}"\n: Proto constraint validation failed` };
    if (message.resources.some((resource) => flawOf(resource) === "silent")) return { error: "it is bad, and no name is told" };
    const named = message.resources.filter((resource) => flawOf(resource) === "named");
    for (const resource of message.resources.filter((one) => !named.includes(one))) put(resource);
    for (const name of this.#removed(message)) this.#drop(message.type, name);
    if (named.length === 0) return { error: undefined };
    const reasons = named.map(({ name }) => `${name}: it is bad, really`).join(message.type === "cluster" ? ", " : "\n");
    return { error: `Error adding/updating ${message.type}(s) ${reasons}` };
  }

  #removed(message: Message): readonly string[] {
    if (this.variant === "delta") return message.removed;
    const names = new Set(message.resources.map(({ name }) => name));
    return [...(message.type === "cluster" ? this.clusters : this.listeners).keys()].filter((name) => !names.has(name));
  }

  #putCluster(resource: Resource, at: number): void {
    const found = this.clusters.get(resource.name);
    const cluster = found ?? { active: undefined, warming: undefined };
    this.clusters.set(resource.name, cluster);
    this.refused.delete(resource.name);
    const latest = cluster.warming?.resource ?? cluster.active;
    if (latest?.version === resource.version) return;
    const subscribed = found !== undefined && latest?.warming === "endpoints";
    if (resource.warming === "none") Object.assign(cluster, { active: resource, warming: undefined });
    else cluster.warming = { resource, since: at };
    this.#changeNames("endpoint", resource.name, { wants: resource.warming === "endpoints", had: subscribed });
  }

  #putListener(resource: Resource): void {
    const had = new Set(this.subscribes("route"));
    this.listeners.set(resource.name, resource);
    this.refused.delete(resource.name);
    this.#followRoutes(had);
  }

  #followRoutes(had: ReadonlySet<string>): void {
    const wants = new Set(this.subscribes("route"));
    for (const name of wants) if (!had.has(name)) this.#changeNames("route", name, { wants: true, had: false });
    for (const name of had) if (!wants.has(name)) this.#changeNames("route", name, { wants: false, had: true });
  }

  #drop(type: ResourceType, name: string): void {
    if (type === "cluster") {
      const cluster = this.clusters.get(name);
      const had = cluster !== undefined && usesEds(cluster);
      this.clusters.delete(name);
      this.#changeNames("endpoint", name, { wants: false, had });
      return;
    }
    const had = new Set(this.subscribes("route"));
    this.listeners.delete(name);
    this.#followRoutes(had);
  }

  #applyPart(message: Message): Result {
    const wanted = new Set(this.subscribes(message.type));
    for (const resource of message.resources) {
      if (!wanted.has(resource.name)) continue;
      if (flawOf(resource) !== undefined) {
        this.refused.add(resource.name);
        return { error: "it is bad, and no name is told" };
      }
      this.refused.delete(resource.name);
      this.#store(message.type).set(resource.name, resource);
      if (message.type === "endpoint") this.#warmed(resource.name);
    }
    if (message.type === "endpoint") for (const name of message.removed) this.#warmed(name);
    return { error: undefined };
  }

  #warmed(name: string): void {
    const cluster = this.clusters.get(name);
    if (cluster?.warming?.resource.warming === "endpoints") activate(cluster);
  }

  #changeNames(type: ResourceType, name: string, { wants, had }: { readonly wants: boolean; readonly had: boolean }): void {
    if (!wants) this.#store(type).delete(name);
    // State of the world says its names anew also when a cluster of the same name warms again.
    if (wants === had && !(this.variant === "sotw" && wants)) return;
    if (!this.#asked.has(type)) this.#ask(type);
    else if (this.variant === "sotw") this.#send(this.#sotw(type, undefined));
    else this.#send({ ...this.#delta(type), subscribe: wants ? [name] : [], unsubscribe: wants ? [] : [name] });
  }

  #ask(type: ResourceType): void {
    this.#asked.add(type);
    if (this.variant === "sotw") {
      this.#send(this.#sotw(type, undefined));
      return;
    }
    const store = type === "cluster" ? versions([...this.clusters].map(([name, { active, warming }]) => [name, warming?.resource ?? active])) : this.held(type);
    this.#send({ ...this.#delta(type), subscribe: this.subscribes(type), initialVersions: store });
  }

  #answer(type: ResourceType, error: string | undefined): DiscoveryRequest {
    const nonce = this.#nonces.get(type) ?? "";
    return this.variant === "sotw" ? this.#sotw(type, error) : { ...this.#delta(type), nonce, error };
  }

  #delta(type: ResourceType): Extract<DiscoveryRequest, { kind: "delta" }> {
    return { kind: "delta", type, subscribe: [], unsubscribe: [], initialVersions: new Map(), nonce: "", error: undefined };
  }

  #sotw(type: ResourceType, error: string | undefined): DiscoveryRequest {
    return { kind: "sotw", type, names: this.subscribes(type), version: this.#versions.get(type) ?? "", nonce: this.#nonces.get(type) ?? "", error };
  }

  #send(request: DiscoveryRequest): void {
    if (request.type === "cluster" && this.isWarming()) this.#held.push(request);
    else this.outbox.push(request);
  }

  /** Listeners are asked for only when the first clusters are ready. */
  #afterWarming(): void {
    if (this.isWarming()) return;
    const held = this.variant === "sotw" ? this.#held.slice(-1) : this.#held;
    this.outbox.push(...held);
    this.#held = [];
    if (this.#hasClusters && !this.#asked.has("listener")) this.#ask("listener");
  }
}

/** What is wrong with a resource: its version begins with it. */
export function flawOf(resource: Resource): Flaw | undefined {
  const [flaw] = resource.version.split("!");
  return flaw === "named" || flaw === "dumped" || flaw === "silent" ? flaw : undefined;
}

function usesEds({ active, warming }: Cluster): boolean {
  return (warming?.resource ?? active)?.warming === "endpoints";
}

function activate(cluster: Cluster): void {
  cluster.active = cluster.warming?.resource ?? cluster.active;
  cluster.warming = undefined;
}

function versions(entries: readonly (readonly [string, Resource | undefined])[]): Map<string, string> {
  return new Map(entries.flatMap(([name, resource]) => (resource === undefined ? [] : [[name, resource.version] as const])));
}
