import type { Clock } from "../../kit/clock.ts";
import type { Json } from "../../kit/json.ts";
import type { FleetNodeStatus } from "./fleet-node-status.ts";
import { goneForMs } from "./node-table.ts";
import { type NodesRecord, readNodesRecord, readViewSummary, statusesOf, type ViewSummary } from "./summary-record.ts";

/** The nodes of other replicas, from their records. When a replica dies its records go; its nodes are then unreachable for a minute, unless they are seen elsewhere. */
export class RemoteNodes {
  readonly #clock: Clock;
  readonly #summaries = new Map<string, ViewSummary>();
  readonly #nodes = new Map<string, NodesRecord>();
  readonly #lost = new Map<string, { readonly status: FleetNodeStatus; readonly at: number }>();
  /** What the records come to. */
  #found: readonly FleetNodeStatus[] | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes a record; `key` is without the common prefix: `{replica}/{view}` or `{replica}/{view}/{part}`. */
  take(key: string, value: Json | undefined): void {
    this.#found = undefined;
    if (key.split("/").length === 2) {
      const summary = value === undefined ? undefined : readViewSummary(value);
      if (summary === undefined) this.#summaries.delete(key);
      else this.#summaries.set(key, summary);
      return;
    }
    this.#lose(key);
    const nodes = value === undefined ? undefined : readNodesRecord(value);
    if (nodes !== undefined) this.#nodes.set(key, nodes);
  }

  /** The records are listed anew. */
  clear(): void {
    this.#found = undefined;
    for (const key of [...this.#nodes.keys()]) this.#lose(key);
    this.#summaries.clear();
  }

  /** Every node that other replicas know; one that is nowhere any more is unreachable. */
  list(): readonly FleetNodeStatus[] {
    this.#found ??= [...this.#nodes].flatMap(([key, record]) => this.#statuses(key, record));
    const found = this.#found;
    if (this.#lost.size === 0) return found;
    const ids = new Set(found.map(({ node }) => node.id));
    const now = this.#clock.monotonic();
    for (const [id, { at }] of this.#lost) if (ids.has(id) || now - at >= goneForMs) this.#lost.delete(id);
    return [...found, ...[...this.#lost.values()].map(({ status }) => status)];
  }

  #lose(key: string): void {
    const record = this.#nodes.get(key);
    if (record === undefined) return;
    this.#nodes.delete(key);
    const since = new Date(this.#clock.now()).toISOString();
    for (const status of this.#statuses(key, record)) {
      if (status.state === "connected") this.#lost.set(status.node.id, { status: { ...status, state: "unreachable", since }, at: this.#clock.monotonic() });
    }
  }

  #statuses(key: string, record: NodesRecord): readonly FleetNodeStatus[] {
    const summary = this.#summaries.get(key.slice(0, key.lastIndexOf("/")));
    return statusesOf(record, summary).map((status) => ({ ...status, replica: record.replica }));
  }
}
