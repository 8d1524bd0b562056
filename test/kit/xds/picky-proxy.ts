import type { ResourceType } from "../../../src/snapshot/resource.ts";
import type { Answer } from "./answer.ts";
import { ScriptedClient } from "./scripted-client.ts";

/** Why a proxy refuses a resource, in its own words; undefined: it takes it. */
export type Taste = (resource: { readonly type: ResourceType; readonly name: string; readonly bytes: Uint8Array }) => string | undefined;

/** How a picky proxy is made. */
export interface PickyOptions {
  readonly address: string;
  readonly id: string;
  readonly taste: Taste;
  /** Route tables that it asks for. */
  readonly routes: readonly string[];
}

/**
 * A proxy that speaks delta on one aggregated stream and refuses what it does not like, as Envoy does: it takes the good siblings of bad
 * clusters and listeners and names the bad ones, and names nothing else. It keeps what it has over reconnects, and not over restarts.
 */
export class PickyProxy {
  readonly id: string;
  taste: Taste;
  /** Responses that it refused. */
  refusals = 0;
  readonly #options: PickyOptions;
  readonly #held = new Map<string, Map<string, string>>();
  readonly #texts = new Map<string, string>();
  #client: ScriptedClient | undefined;
  #busy: Promise<void> | undefined;

  constructor(options: PickyOptions) {
    this.#options = options;
    this.id = options.id;
    this.taste = options.taste;
  }

  /** Opens a stream; answers everything on it until `disconnect`. */
  connect(address = this.#options.address): void {
    const client = new ScriptedClient({ address, variant: "delta", node: { id: this.id, cluster: "edge" } });
    this.#client = client;
    client.send("cluster", { initial_resource_versions: this.#versions("cluster") });
    client.send("endpoint", { resource_names_subscribe: [...this.#of("cluster").keys()], initial_resource_versions: this.#versions("endpoint") });
    client.send("listener", { initial_resource_versions: this.#versions("listener") });
    client.send("route", { resource_names_subscribe: [...this.#options.routes], initial_resource_versions: this.#versions("route") });
    client.send("virtual-host", { initial_resource_versions: this.#versions("virtual-host") });
    void this.#serve(client);
  }

  disconnect(): void {
    this.#client?.close();
    this.#client = undefined;
  }

  /** Forgets everything, as a new process does. */
  restart(address = this.#options.address): void {
    this.disconnect();
    this.#held.clear();
    this.#texts.clear();
    this.connect(address);
  }

  /** Does nothing with what comes until the returned function is called, as a process does that is busy. */
  pause(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#busy = promise;
    return resolve;
  }

  /** Version of everything that it has of a type, by name. */
  held(type: ResourceType): Readonly<Record<string, string>> {
    return this.#versions(type);
  }

  /** The bytes of a route table that it has, and of its hosts, as text. */
  text(table: string): string {
    const hosts = [...this.#of("virtual-host").keys()].filter((name) => name.startsWith(`${table}/`));
    return [`route ${table}`, ...hosts.map((name) => `virtual-host ${name}`)].map((key) => this.#texts.get(key) ?? "").join("\n");
  }

  async #serve(client: ScriptedClient): Promise<void> {
    while (client === this.#client) {
      const answer = await client.next().catch(() => undefined);
      await this.#busy;
      if (client !== this.#client) return;
      if (answer !== undefined) this.#take(client, answer);
    }
  }

  #take(client: ScriptedClient, answer: Answer): void {
    const type = answer.type as ResourceType;
    const bad = answer.names.flatMap((name, index) => {
      const words = this.taste({ type, name, bytes: answer.bytes[index] ?? new Uint8Array() });
      return words === undefined ? [] : [{ name, words }];
    });
    const partial = type === "cluster" || type === "listener";
    if (bad.length === 0 || partial) this.#keep(client, answer, new Set(bad.map(({ name }) => name)));
    if (bad.length === 0) {
      client.ack(answer);
      return;
    }
    this.refusals += 1;
    const named = bad.map(({ name, words }) => `${name}: ${words}`).join(type === "cluster" ? ", " : "\n");
    client.nack(answer, partial ? `Error adding/updating ${type}(s) ${named}` : (bad[0]?.words ?? ""));
  }

  #keep(client: ScriptedClient, answer: Answer, bad: ReadonlySet<string>): void {
    const type = answer.type as ResourceType;
    const held = this.#of(type);
    const before = new Set(held.keys());
    answer.names.forEach((name, index) => {
      if (bad.has(name)) return;
      held.set(name, answer.versions[name] ?? "");
      this.#texts.set(`${type} ${name}`, Buffer.from(answer.bytes[index] ?? new Uint8Array()).toString("latin1"));
    });
    if (type !== "route" && type !== "endpoint") for (const name of answer.removed) held.delete(name);
    if (type !== "cluster") return;
    const added = [...held.keys()].filter((name) => !before.has(name));
    const dropped = [...before].filter((name) => !held.has(name));
    if (added.length + dropped.length > 0) client.send("endpoint", { resource_names_subscribe: added, resource_names_unsubscribe: dropped });
    for (const name of dropped) this.#of("endpoint").delete(name);
  }

  #of(type: string): Map<string, string> {
    const known = this.#held.get(type) ?? new Map<string, string>();
    this.#held.set(type, known);
    return known;
  }

  #versions(type: string): Record<string, string> {
    return Object.fromEntries([...this.#of(type)].sort(([left], [right]) => (left < right ? -1 : 1)));
  }
}
