import type { Clock } from "../../kit/clock.ts";
import type { Resource, ResourceType } from "../../snapshot/resource.ts";
import type { AgedEntry } from "../grpc/aged-ledger.ts";
import type { Action, Refusal } from "../subscription/action.ts";
import type { TypeStatus } from "../subscription/describe.ts";
import type { Scope, Variant } from "../subscription/event.ts";
import type { LedgerEntry } from "../subscription/ledger.ts";
import type { NodeIdentity } from "./node-identity.ts";

/** How long a node that has gone is shown, and not waited for. */
export const goneForMs = 60_000;

/** At most this many nodes that were denied are remembered. */
const deniedLimit = 1000;

/** What the table needs of a stream. */
export interface NodeStream {
  readonly options: { readonly node: NodeIdentity; readonly view: { readonly name: string }; readonly scope: Scope; readonly variant: Variant };
  /** Newest durable revision of which the proxy has, or has refused, everything. */
  readonly agreedRevision: number;
  /** The same, before what is under way now. */
  readonly settledRevision: number;
  describe(): readonly TypeStatus[];
  /** How it goes. */
  facts(): StreamFacts;
  /** Where every resource stands. */
  ledger(): Iterable<LedgerEntry>;
  /** The same, with since when. */
  agedLedger(): Iterable<AgedEntry>;
  /** What the node should have by this name. */
  resource(type: ResourceType, name: string): Resource | undefined;
}

/** How a stream goes; milliseconds since the epoch. */
export interface StreamFacts {
  readonly openedAt: number;
  /** When the oldest response of each type went out that is not answered. */
  readonly unanswered: ReadonlyMap<ResourceType, number>;
}

/** A node that is here now. */
export interface ConnectedNode {
  readonly node: NodeIdentity;
  /** One of each scope, the newest. */
  readonly streams: readonly NodeStream[];
}

/** A resource that a node refuses. */
export interface NodeRefusal {
  readonly type: ResourceType;
  readonly name: string;
  readonly version: string;
  /** The proxy's own words. */
  readonly detail: string;
  /** ISO 8601: since when the resource is refused, in whatever version. */
  readonly since: string;
  /** The last revision at which the node had everything: what was refused first came after it. */
  readonly after: number;
  /** False: the response that it was in is refused as a whole, and for what is being found out. */
  readonly certain: boolean;
}

type Sighted = Pick<NodeRefusal, "since" | "after">;

/** One resource type on a node. */
export interface NodeType {
  readonly type: ResourceType;
  readonly subscribed: number;
  readonly sent: number;
  readonly acked: number;
}

/** One node as this replica sees it. */
export interface NodeStatus {
  /** Without its metadata: that chose its group, and may hold what is nobody's business. */
  readonly node: NodeIdentity;
  readonly state: "connected" | "unreachable" | "denied";
  /** Why it is denied, or what is odd about it. */
  readonly detail: string | undefined;
  readonly group: string | undefined;
  /** `group|capability`; undefined for a node that was denied. */
  readonly view: string | undefined;
  readonly peer: string;
  /** ISO 8601: connected since, gone since, denied at. */
  readonly since: string;
  readonly agreedRevision: number;
  readonly types: readonly NodeType[];
  readonly refused: readonly NodeRefusal[];
}

interface Connected {
  /** In the order in which they were opened. */
  readonly streams: Set<NodeStream>;
  readonly node: NodeIdentity;
  readonly group: string;
  readonly peer: string;
  readonly since: string;
  /** What was made of it last. */
  made: Made | undefined;
}

/** A status, and what its streams said of themselves then: they say the same, in the same array, until something happens on them. */
interface Made {
  readonly status: NodeStatus;
  readonly open: number;
  readonly described: readonly (readonly TypeStatus[])[];
}

interface MakeStatus {
  readonly streams: readonly NodeStream[];
  readonly statuses: readonly TypeStatus[];
  readonly agreedRevision: number;
}

/** The nodes whose streams this replica holds, those that have left it less than a minute ago, and those that it turned away. */
export class NodeTable {
  readonly #clock: Clock;
  readonly #connected = new Map<string, Connected>();
  readonly #others = new Map<string, { readonly status: NodeStatus; readonly at: number }>();
  /** When and after which revision a resource was first refused, by node, then by type and name. */
  readonly #refusals = new Map<string, Map<string, Sighted>>();
  readonly #listeners = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A stream of an admitted node is open. */
  join(stream: NodeStream, { group, peer }: { readonly group: string; readonly peer: string }): void {
    const { id } = stream.options.node;
    const known = this.#connected.get(id);
    const { node } = stream.options;
    const entry: Connected = { streams: known?.streams ?? new Set(), node, group, peer, since: known?.since ?? this.#now(), made: undefined };
    entry.streams.add(stream);
    this.#connected.set(id, entry);
    this.#others.delete(id);
    this.#tell();
  }

  /** A stream is over; with its last one the node is unreachable. */
  leave(stream: NodeStream): void {
    const { id } = stream.options.node;
    const entry = this.#connected.get(id);
    if (entry?.streams.delete(stream) !== true) return;
    if (entry.streams.size === 0) {
      this.#connected.delete(id);
      const last = this.#statusOf({ ...entry, streams: new Set([stream]) });
      this.#others.set(id, { status: { ...last, state: "unreachable", since: this.#now() }, at: this.#clock.monotonic() });
    }
    this.#tell();
  }

  /** A node was turned away. */
  deny(node: NodeIdentity, detail: string, peer: string): void {
    if (this.#connected.has(node.id)) return;
    this.#forget();
    const status: NodeStatus = {
      node: withoutMetadata(node),
      state: "denied",
      detail,
      group: undefined,
      view: undefined,
      peer,
      since: this.#now(),
      agreedRevision: 0,
      types: [],
      refused: [],
    };
    if (this.#others.size < deniedLimit || this.#others.has(node.id)) this.#others.set(node.id, { status, at: this.#clock.monotonic() });
    this.#tell();
  }

  /** Something happened on a stream. */
  onAction(action: Action, stream: NodeStream): void {
    if (action.kind === "refused") this.#noteRefusal(stream, action.refusal);
    if (action.kind === "nacked") for (const doubted of stream.describe().flatMap((status) => status.doubted)) this.#noteRefusal(stream, doubted);
    if (action.kind !== "send") this.#tell();
  }

  /** Told after every change; the answer ends it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Every node, in the order of ids. */
  list(): readonly NodeStatus[] {
    this.#forget();
    const connected = [...this.#connected.values()].map((entry) => this.#statusOf(entry));
    return [...connected, ...[...this.#others.values()].map(({ status }) => status)].sort((left, right) => (left.node.id < right.node.id ? -1 : 1));
  }

  /** The nodes that are here now, in the order of ids. */
  connected(): readonly ConnectedNode[] {
    const entries = [...this.#connected].sort(([left], [right]) => (left < right ? -1 : 1));
    return entries.map(([, { node, streams }]) => ({ node, streams: newestOfEachScope(streams) }));
  }

  /** One of them. */
  connectedNode(id: string): ConnectedNode | undefined {
    const entry = this.#connected.get(id);
    return entry && { node: entry.node, streams: newestOfEachScope(entry.streams) };
  }

  /** The same object as before, as long as nothing has changed. */
  #statusOf(entry: Connected): NodeStatus {
    const streams = newestOfEachScope(entry.streams);
    const described = streams.map((stream) => stream.describe());
    const agreedRevision = Math.min(...streams.map((stream) => stream.agreedRevision));
    const { made } = entry;
    const isAsBefore = made?.open === entry.streams.size && isSame(made.described, described);
    if (isAsBefore && made.status.agreedRevision === agreedRevision) return made.status;
    const status = isAsBefore ? { ...made.status, agreedRevision } : this.#makeStatus(entry, { streams, statuses: described.flat(), agreedRevision });
    entry.made = { status, open: entry.streams.size, described };
    return status;
  }

  #makeStatus(entry: Connected, { streams, statuses, agreedRevision }: MakeStatus): NodeStatus {
    const [first] = streams;
    return {
      node: withoutMetadata(first?.options.node ?? entry.node),
      state: "connected",
      detail: entry.streams.size === streams.length ? undefined : `${entry.streams.size} streams are open: two proxies may have the same id`,
      group: entry.group,
      view: first?.options.view.name,
      peer: entry.peer,
      since: entry.since,
      agreedRevision,
      types: statuses.map(({ type, subscribed, sent, acked }) => ({ type, subscribed, sent, acked })),
      refused: this.#refusalsOf(entry.node.id, statuses),
    };
  }

  #noteRefusal(stream: NodeStream, refusal: { readonly type: string; readonly name: string }): void {
    const { id } = stream.options.node;
    const known = this.#refusals.get(id) ?? new Map<string, Sighted>();
    this.#refusals.set(id, known);
    const entry = this.#connected.get(id);
    if (entry !== undefined) entry.made = undefined;
    const key = refusalKey(refusal);
    if (!known.has(key)) known.set(key, { since: this.#now(), after: stream.settledRevision });
  }

  /** What is refused now; what is not any more is forgotten. */
  #refusalsOf(id: string, statuses: readonly TypeStatus[]): readonly NodeRefusal[] {
    const known = this.#refusals.get(id);
    const complete = (refusal: Refusal, certain: boolean): NodeRefusal => ({
      since: this.#now(),
      after: 0,
      ...known?.get(refusalKey(refusal)),
      ...refusal,
      certain,
    });
    const current = statuses.flatMap(({ refused, doubted }) => [
      ...refused.map((refusal) => complete(refusal, true)),
      ...doubted.map((refusal) => complete(refusal, false)),
    ]);
    const keys = new Set(current.map(refusalKey));
    for (const key of known?.keys() ?? []) if (!keys.has(key)) known?.delete(key);
    return current;
  }

  #forget(): void {
    const now = this.#clock.monotonic();
    for (const [id, { at }] of this.#others) {
      if (now - at < goneForMs) continue;
      this.#others.delete(id);
      this.#refusals.delete(id);
    }
  }

  #now(): string {
    return new Date(this.#clock.now()).toISOString();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** A stream that died without a word stays open until its pings fail: what the newest one of its kind says counts. */
function newestOfEachScope(streams: ReadonlySet<NodeStream>): readonly NodeStream[] {
  return [...new Map([...streams].map((stream) => [stream.options.scope, stream])).values()];
}

function isSame<T>(left: readonly T[], right: readonly T[]): boolean {
  return left.length === right.length && left.every((item, index) => item === right[index]);
}

function withoutMetadata(node: NodeIdentity): NodeIdentity {
  return { ...node, metadata: {} };
}

function refusalKey({ type, name }: { readonly type: string; readonly name: string }): string {
  return `${type} ${name}`;
}
