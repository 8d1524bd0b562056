import type { Message } from "../../../src/discovery/subscription/action.ts";
import type { DeltaRequest } from "../../../src/discovery/subscription/event.ts";
import type { ResourceType } from "../../../src/snapshot/resource.ts";
import { flawOf } from "./model-envoy.ts";

/** The tables that the model client asks for. */
export const modelTables = ["t0", "t1"] as const;

/**
 * How Envoy 1.40 holds virtual hosts that travel by themselves: it asks for them when it has its first table, forgets those of a table that comes anew,
 * takes nothing of a response with a bad one, keeps what it has over reconnects, and waits for a name until a resource or an alias comes for it.
 */
export class ModelHosts {
  /** Version by table. */
  readonly tables = new Map<string, string>();
  /** Version by host; `none`: it was told that there is none. */
  readonly hosts = new Map<string, string>();
  /** Names that requests have asked for, on whatever stream. */
  readonly asked = new Set<string>();
  /** Requests on their way to the server. */
  readonly outbox: DeltaRequest[] = [];
  #hasAskedForHosts = false;

  /** Opens a stream; what was on its way on the old one is lost. The order of its requests varies. */
  connect(order: readonly ("cluster" | "route" | "virtual-host")[]): void {
    this.outbox.length = 0;
    this.#hasAskedForHosts = false;
    for (const type of order) {
      if (type === "virtual-host") this.#askForHosts();
      else this.#send(type, { subscribe: type === "route" ? modelTables : [], initialVersions: type === "route" ? this.tables : new Map() });
    }
  }

  /** A request comes for a host of a table. */
  ask(name: string): void {
    this.asked.add(name);
    if (this.#hasAskedForHosts && this.tables.has(name.slice(0, name.lastIndexOf("/")))) this.#send("virtual-host", { subscribe: [name] });
  }

  /** Takes a response and puts the answer into the outbox. */
  take({ type, nonce, resources, removed }: Message): void {
    const isBad = resources.some((resource) => flawOf(resource) !== undefined);
    this.#send(type, { nonce, error: isBad ? "it is bad, and no name is told" : undefined });
    if (isBad) return;
    for (const { name, version } of resources) {
      if (type === "virtual-host") this.hosts.set(name, version);
      if (type === "route") this.#putTable(name, version);
    }
    if (type === "virtual-host") for (const name of removed) this.hosts.delete(name);
  }

  #putTable(name: string, version: string): void {
    if (this.tables.get(name) !== version) for (const host of [...this.hosts.keys()]) if (host.startsWith(`${name}/`)) this.hosts.delete(host);
    this.tables.set(name, version);
    if (!this.#hasAskedForHosts) this.#askForHosts();
  }

  #askForHosts(): void {
    if (this.tables.size === 0) return;
    this.#hasAskedForHosts = true;
    const held = new Map([...this.hosts].filter(([, version]) => version !== "none"));
    this.#send("virtual-host", { subscribe: [...this.asked].filter((name) => held.has(name)), initialVersions: held });
  }

  #send(type: ResourceType, request: Partial<DeltaRequest>): void {
    this.outbox.push({ kind: "delta", type, subscribe: [], unsubscribe: [], initialVersions: new Map(), nonce: "", error: undefined, ...request });
  }
}
