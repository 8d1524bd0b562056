import type { Resource, ResourceType } from "../../snapshot/resource.ts";
import type { ViewSnapshot } from "../../snapshot/view-snapshot.ts";
import type { Action, Known } from "./action.ts";
import type { Scope, Variant } from "./event.ts";
import { NameSet } from "./name-set.ts";
import { projectSnapshot } from "./projection.ts";

/** A sending of one name that is not answered yet. */
export interface Pending {
  /** Which response it was in. */
  readonly order: number;
  /** Undefined: it was told to be absent. */
  readonly resource: Resource | undefined;
}

/** One name on which the client and the view are not known to agree. Names without an item are held as the view has them. */
export interface Item {
  /** The last content that the client is known to have taken. */
  known: Known;
  /** The version that the client told when it came back, of content that is not known here. */
  told: string | undefined;
  /** That it was taken is a guess, because the client did not answer the response by itself; and what it had taken before that for sure. */
  guess: { readonly over: Known } | undefined;
  /** Sent since; any of them may be in force. */
  pending: readonly Pending[];
  /** The version that the client refused, while the view still has it. */
  refused: { readonly version: string; readonly detail: string } | undefined;
  /** A refusal left it open what is in force: an equal older version must not be assumed. */
  doubt: boolean;
  /** Since when it waits for a cluster to become ready. */
  waitingSince: number | undefined;
  /** It has waited long enough and goes. */
  overdue: boolean;
}

/** One name in a response. */
export interface Entry {
  readonly name: string;
  readonly resource: Resource | undefined;
}

/** A response that is not answered yet. */
export interface Sent {
  /** Counts the responses of the stream. */
  readonly order: number;
  entries: readonly Entry[];
  /** What went to a client that had just asked for it, sorted by name; an item of each is made when it is needed. */
  bulk: readonly Resource[];
  /** What the client holds of the bulk otherwise. */
  readonly known: Known;
  /** A whole response that holds what the client is only guessed to have taken: that may be what it refuses. */
  readonly uncertain: boolean;
}

/**
 * What a client that has just asked is to be sent, and what of it has gone out in bulk, takes no item a name: a thousand proxies that ask
 * for a thousand clusters would need a million. A name has an item only when something becomes of it before the bulk is answered.
 */
export interface Fresh {
  /** Sorted, each once. */
  readonly names: readonly string[];
  /** What comes before this has gone out. */
  next: number;
  /** What the client holds of them. */
  known: Known;
  /** The client has let names go since, maybe some of these. */
  isDropped: boolean;
}

/** A response was refused as a whole, and this was in it. */
export interface Doubt {
  /** The client's words. */
  readonly detail: string;
  /** So many with the same doubt may go together. */
  readonly together: number;
}

/** One resource type on one stream. */
export interface TypeState {
  readonly type: ResourceType;
  /** Subscribed to everything, said by `*` or by an empty first request. */
  wildcard: boolean;
  /** State of the world: names were given once, and from then on an empty list means nothing. */
  named: boolean;
  readonly names: NameSet;
  /** Of virtual hosts: the tables of which it gets all, without asking for any. */
  readonly tables: ReadonlySet<string>;
  /** Names that the client has just asked for and that go out in bulk. */
  fresh: Fresh | undefined;
  readonly items: Map<string, Item>;
  /** To be sent. A name that is not subscribed is an endpoint set that goes unasked behind its cluster. */
  readonly due: Set<string>;
  /** They were in a response that was refused as a whole: each goes alone, or among few of its kind. */
  readonly doubted: Map<string, Doubt>;
  /** Not in the view any more, still held by the client; since when. */
  readonly gone: Map<string, number>;
  /** Responses without an answer, oldest first. */
  readonly sent: Map<string, Sent>;
  lastNonce: string;
  /** A response has to go, also an empty one: the first request wants an answer. */
  owed: boolean;
  /** The client took a response, or all of one but what is bad in it. */
  taken: boolean;
  /** State of the world: these were asked for with an old nonce; they wait for the answer to the newest response. */
  readonly early: Set<string>;
  /** The client is back from another stream and has not asked for clusters yet: they go first, until this time. */
  holdUntil: number | undefined;
  /** Delta endpoint sets that the client has already; sent if it turns out to be warming clusters. */
  readonly held: Set<string>;
  /** Resources with a time to live that the client has: when it is to begin anew. */
  readonly leases: Map<string, number>;
  /** Endpoint sets to be sent again at a time, on a stream of their own: their cluster changed. */
  readonly later: Map<string, number>;
}

/**
 * Everything about one stream. It belongs to whoever got it from `step` last: a step may change it in place, so an older state must
 * not be used again. What agrees with the view takes no room, so thousands of streams stand on one snapshot.
 */
export interface StreamState extends StreamOptions {
  /** The view that it has looked at last. */
  view: ViewSnapshot;
  /** The same, as streams of this kind are shown it. */
  snapshot: ViewSnapshot;
  readonly types: Map<ResourceType, TypeState>;
  /** Route tables of the client whose virtual hosts follow them by themselves. */
  readonly tables: Set<string>;
  /** Responses so far. */
  responses: number;
  /** A request told of an earlier stream: the client has something already. */
  returning: boolean;
  /** Nothing is removed before this time, monotonic milliseconds; 0: now. */
  removalsFrom: number;
  /** Every type is quiet; looked up once a step, because it is asked for more often. */
  isQuiet: boolean;
}

/** What a stream begins with. */
export interface StreamOptions {
  readonly variant: Variant;
  readonly scope: Scope;
  /** Begins every nonce, so that one of an earlier stream is not mistaken for one of this. */
  readonly id: string;
  readonly snapshot: ViewSnapshot;
}

/** One step under way. */
export interface Turn {
  readonly state: StreamState;
  readonly at: number;
  readonly actions: Action[];
}

/** The nonce of a response. */
export function nonceOf({ id }: Pick<StreamOptions, "id">, order: number): string {
  return `${id}${order.toString(36)}`;
}

/** A stream before its first request. */
export function createState(options: StreamOptions): StreamState {
  const { snapshot: view } = options;
  const snapshot = projectSnapshot(options, view);
  return { ...options, view, snapshot, types: new Map(), tables: new Set(), responses: 0, returning: false, removalsFrom: 0, isQuiet: true };
}

const noTables: ReadonlySet<string> = new Set();

/** A type before its first request. */
export function createTypeState(state: StreamState, type: ResourceType): TypeState {
  return {
    type,
    tables: type === "virtual-host" ? state.tables : noTables,
    wildcard: false,
    named: false,
    names: new NameSet(),
    fresh: undefined,
    items: new Map(),
    due: new Set(),
    doubted: new Map(),
    gone: new Map(),
    sent: new Map(),
    lastNonce: "",
    owed: false,
    taken: false,
    early: new Set(),
    holdUntil: undefined,
    held: new Set(),
    leases: new Map(),
    later: new Map(),
  };
}

/** A name of which the client holds `known` and nothing is under way. */
export function createItem(known: Known): Item {
  return { known, told: undefined, guess: undefined, pending: [], refused: undefined, doubt: false, waitingSince: undefined, overdue: false };
}

/** True when the client asked for this name, or for everything. */
export function isSubscribed(ts: TypeState, name: string): boolean {
  return ts.wildcard || ts.names.has(name) || (ts.tables.size > 0 && ts.tables.has(tableOf(name)));
}

/** The table that a virtual host belongs to. */
export function tableOf(name: string): string {
  return name.slice(0, name.lastIndexOf("/"));
}

/** True when nothing of this type is to be sent, whatever the time: most types of most streams, nearly always. */
export function isQuiet(ts: TypeState): boolean {
  const isSent = ts.due.size === 0 && ts.fresh === undefined && !ts.owed;
  return isSent && ts.gone.size === 0 && ts.leases.size === 0 && ts.later.size === 0 && ts.holdUntil === undefined;
}

const wholeTypes: ReadonlySet<ResourceType> = new Set(["cluster", "listener", "scoped-route", "rate-limit"]);

/**
 * Listeners, clusters, scoped routes and rate limits of the state of the world come whole in every response, and what is missing is gone; all else comes
 * in parts (xDS, "Grouping Resources into Responses").
 */
export function isWhole(state: StreamState, type: ResourceType): boolean {
  return state.variant === "sotw" && wholeTypes.has(type);
}
