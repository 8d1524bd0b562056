import type { Clock } from "../../kit/clock.ts";
import type { Json, JsonObject } from "../../kit/json.ts";
import { canonicalJson } from "../../kit/json.ts";
import type { Logger } from "../../kit/telemetry.ts";
import { type Lease, recordPrefix, type Store, type WatchEvent } from "../../store/store.ts";
import type { NodeStatus, NodeTable } from "./node-table.ts";

/** Form of the records; others are not read. */
const schema = 1;

/** At most one write a view in this time. */
const writeEveryMs = 1000;

/** A replica that says nothing for this long is gone, and what it said with it. */
const leaseMs = 15_000;

/** A node, and which replica holds its stream. */
export interface FleetNodeStatus extends NodeStatus {
  readonly replica: string;
}

/** What summaries are made with. */
export interface SummariesOptions {
  readonly store: Store;
  readonly replica: string;
  readonly nodes: NodeTable;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * What every replica knows of its nodes: each writes one leased record a view, on change and at most once a second; all read all. An
 * outage of the store loses nothing but freshness.
 */
export class ReplicaSummaries {
  readonly #options: SummariesOptions;
  readonly #remote = new Map<string, readonly FleetNodeStatus[]>();
  readonly #written = new Map<string, string>();
  readonly #listeners = new Set<() => void>();
  readonly #stopListening: () => void;
  #lease: Lease | undefined;
  #timer: (() => void) | undefined;
  #writing = Promise.resolve();
  #closed = false;

  constructor(options: SummariesOptions) {
    this.#options = options;
    this.#stopListening = options.nodes.onChange(() => this.touch());
  }

  /** Something may have changed: it is written soon. Called for every revision too, since a node may have it without being sent anything. */
  touch(): void {
    for (const listener of [...this.#listeners]) listener();
    if (this.#timer !== undefined || this.#closed) return;
    this.#timer = this.#options.clock.schedule(writeEveryMs, () => {
      this.#timer = undefined;
      this.#writing = this.#writing
        .then(() => this.#write())
        .catch((error: unknown) => this.#options.logger.warn("Summary of nodes could not be written", { error: String(error) }));
    });
  }

  /** Takes the next event of the store's watch, whose records include `recordPrefix.summary`. */
  apply(event: WatchEvent): void {
    if (event.kind !== "records") return;
    if (event.reset) this.#remote.clear();
    for (const { key, value } of event.changes) {
      if (!key.startsWith(recordPrefix.summary)) continue;
      const nodes = value === undefined ? undefined : readSummary(value);
      if (nodes === undefined || key.startsWith(this.#prefix)) this.#remote.delete(key);
      else this.#remote.set(key, nodes);
    }
    for (const listener of [...this.#listeners]) listener();
  }

  /** Every node of every replica, by id; one that moved is shown where it is connected. */
  list(): readonly FleetNodeStatus[] {
    const byId = new Map<string, FleetNodeStatus>();
    const local = this.#options.nodes.list().map((status) => ({ ...status, replica: this.#options.replica }));
    for (const status of [...[...this.#remote.values()].flat(), ...local]) {
      const known = byId.get(status.node.id);
      if (known === undefined || rank(status) >= rank(known)) byId.set(status.node.id, status);
    }
    return [...byId.values()].sort((left, right) => (left.node.id < right.node.id ? -1 : 1));
  }

  /** Told when `list` may answer something else; the answer ends it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Takes this replica's records away. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stopListening();
    this.#timer?.();
    await this.#writing;
    await this.#lease?.revoke().catch(() => undefined);
  }

  get #prefix(): string {
    return `${recordPrefix.summary}${this.#options.replica}/`;
  }

  async #write(): Promise<void> {
    const lease = await this.#currentLease();
    const views = new Map<string, NodeStatus[]>([...this.#written.keys()].map((view) => [view, []]));
    for (const status of this.#options.nodes.list()) {
      const view = status.view ?? "none";
      views.set(view, [...(views.get(view) ?? []), status]);
    }
    for (const [view, nodes] of views) {
      const value = { schema, replica: this.#options.replica, nodes } as unknown as Json;
      const text = canonicalJson(value);
      if (this.#written.get(view) === text) continue;
      await this.#options.store.putRecord(`${this.#prefix}${view}`, value, { lease });
      this.#written.set(view, text);
    }
  }

  async #currentLease(): Promise<Lease> {
    if (this.#lease !== undefined) return this.#lease;
    const lease = await this.#options.store.lease({ ttlMs: leaseMs });
    this.#lease = lease;
    void lease.lost.then(() => {
      this.#lease = undefined;
      this.#written.clear();
      if (!this.#closed) this.touch();
    });
    return lease;
  }
}

function rank({ state }: FleetNodeStatus): number {
  return state === "connected" ? 2 : Number(state === "unreachable");
}

function readSummary(value: Json): readonly FleetNodeStatus[] | undefined {
  const { schema: form, replica, nodes } = value as JsonObject & { readonly replica: string; readonly nodes: readonly Json[] };
  if (form !== schema || !Array.isArray(nodes)) return undefined;
  return (nodes as unknown as readonly NodeStatus[]).map((status) => ({ ...status, replica }));
}
