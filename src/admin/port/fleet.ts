import type { Json } from "../../kit/json.ts";
import type { Problem } from "../../kit/problem.ts";
import type { ObjectKey } from "../../model/object/object.ts";
import type { ObjectChange } from "../../store/store.ts";

/** What the admin shows of the fleet, and asks it before a write. Joined in `main`; nothing here may throw for an unknown object or node. */
export interface FleetPort {
  /** The computed status of an object, from the graph and the replicas' summaries; empty for an object that the graph does not know yet. */
  conditions(key: ObjectKey): readonly Condition[];
  /**
   * The problems across objects that these changes would cause, those with the severity `error` refuse the write. All changes are
   * looked at together, as one transaction, against the newest state the graph has; it is left as it was. Synchronous.
   */
  checkWrite(changes: readonly ObjectChange[]): readonly WriteProblems[];
  /** What a person should know about these changes before or after they are made: `accessLog drains listener https of Gateway default/web`. */
  notices(changes: readonly ObjectChange[]): readonly string[];
  /**
   * Resolves when every matching proxy has the revision of these objects, or refused it, and every replica that proxies ask with each request decides by
   * it and by all records that were written before the call; or after `timeoutMs`. Ends early when `signal` aborts.
   */
  rollout(request: RolloutRequest): Promise<Rollout>;
  /**
   * The same of a revision from the history, also one that is not the newest: objects that were changed again since are told by name, and what
   * proxies say of them is not about this revision. What was deleted is waited for on every proxy.
   */
  revisionRollout(request: RolloutRequest): Promise<RevisionRollout>;
  /** Every node that any replica knows, by id. */
  nodes(): Promise<readonly FleetNode[]>;
  node(id: string, wish: NodeWish): Promise<FleetNodeDetail | undefined>;
  /** Load of a service, `namespace/name`, as the proxies of this replica have reported it. */
  load(service: string): ServiceLoad;
  /** Everything that is held back from proxies because they refuse it. */
  quarantines(): readonly ListedQuarantine[];
  /** Objects that are held back because proxies refuse them, and that refer to this one as they are in force instead. */
  referrersInForce(key: ObjectKey): readonly ObjectKey[];
  /** Walks the graph for one request. */
  explain(request: ExplainRequest): Explanation;
}

/** Load of a service, or of a part of it. */
export interface PartLoad {
  /** Of the zone or the node; empty for the whole. */
  readonly name: string;
  readonly issued: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly inProgress: number;
  readonly dropped: number;
  readonly issuedPerSecond: number;
}

/** Load of a service in the last reports. */
export interface ServiceLoad {
  /** How far they look back, milliseconds; 0: nobody reports. */
  readonly windowMs: number;
  readonly total: PartLoad;
  readonly zones: readonly PartLoad[];
  readonly nodes: readonly PartLoad[];
}

/** The conditions that an object can have. */
export const conditionTypes = ["Accepted", "ResolvedRefs", "Programmed", "Conflicted"] as const;

/** One computed condition of an object. */
export interface Condition {
  readonly type: (typeof conditionTypes)[number];
  readonly status: "True" | "False" | "Unknown";
  /** One word in CamelCase, stable: `NotFound`, `Refused`. */
  readonly reason: string;
  readonly message: string;
  /** Where in the object. */
  readonly pointer?: string;
  /** Who wrote what is refused: a token's name. */
  readonly author?: string;
  /** The nodes that it speaks of, at most a hundred. */
  readonly nodes?: readonly string[];
}

/** The problems of one object. */
export interface WriteProblems {
  readonly key: ObjectKey;
  readonly problems: readonly Problem[];
}

/** Which objects to wait for. */
export interface RolloutRequest {
  readonly keys: readonly ObjectKey[];
  /** Newest revision the nodes must have; 0 for ephemeral objects: whatever is in force now. */
  readonly revision: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Where a change stands. */
export interface Rollout {
  /** How many matching proxies have it. */
  readonly acked: number;
  /** Ids of those that do not have it yet, unreachable ones included. */
  readonly pending: readonly string[];
  readonly refused: readonly Refusal[];
  readonly replicas: DecidingReplicas;
}

/** Replicas of the roles `ratelimit` and `authz`, which proxies ask with each request. */
export interface DecidingReplicas {
  /** How many decide by it. */
  readonly acked: number;
  /** Names of those that are not known to. */
  readonly pending: readonly string[];
}

/** Where a revision from the history stands. */
export interface RevisionRollout extends Rollout {
  /** Every connected proxy that it reaches has it, and there is one where it reaches any; none refuses anything of it, and every replica decides by it. */
  readonly live: boolean;
  /** Objects that later revisions changed. */
  readonly superseded: readonly ObjectKey[];
}

/** A proxy that refused a resource. */
export interface Refusal {
  readonly node: string;
  readonly type: string;
  readonly resource: string;
  /** The proxy's own words. */
  readonly message: string;
}

/** One proxy as the fleet table shows it. */
export interface FleetNode {
  readonly id: string;
  readonly cluster: string;
  /** The NodeGroup it was matched to; absent for a node that matched none. */
  readonly group?: string;
  readonly state: "connected" | "unreachable" | "unmatched";
  /** Why it is not connected or not matched. */
  readonly detail?: string;
  /** What the node says of itself, for example `envoy` and `1.40.0`. */
  readonly userAgent?: string;
  readonly version?: string;
  readonly locality?: { readonly region: string; readonly zone: string; readonly subZone: string };
  readonly address?: string;
  /** The replica that holds its stream. */
  readonly replica?: string;
  /** ISO 8601. */
  readonly since: string;
  /** Newest revision of which it has, or has refused, everything; absent for a node that is not let in. */
  readonly revision?: number;
  readonly types: readonly NodeTypeState[];
}

/** How much is told of one node. */
export interface NodeWish {
  /** `exceptions`: those that it does not have as it should. */
  readonly resources: "exceptions" | "all";
  /** With the resources' content, without what is secret. */
  readonly contents: boolean;
}

/** One proxy and, where this replica holds its streams, what it has resource by resource. */
export interface FleetNodeDetail extends FleetNode {
  readonly connection?: NodeConnection;
}

/** What the replica knows that holds a node's streams. */
export interface NodeConnection {
  readonly streams: readonly {
    /** `ads`, or the type of which it is. */
    readonly scope: string;
    readonly variant: "delta" | "sotw";
    /** ISO 8601. */
    readonly since: string;
    /** Types with responses that are not answered, and since when the oldest is not. */
    readonly unanswered: readonly { readonly type: string; readonly since: string }[];
  }[];
  /** Names by category; empty for a node that does not tell. */
  readonly extensions: Readonly<Record<string, readonly string[]>>;
  readonly resources: readonly NodeResource[];
}

/** One resource on one node. */
export interface NodeResource {
  readonly type: string;
  readonly name: string;
  /** `acked`, `due`, `waiting`, `sent`, `warming`, `refused`, `doubted`, `absent`, `leaving`. */
  readonly state: string;
  /** ISO 8601: since when it stands so, at the latest; of what is refused, since when it is, in whatever version. */
  readonly since?: string;
  /** The version that it should have; absent when there is no such resource. */
  readonly wanted?: string;
  /** ISO 8601: since when; absent when that is longer than this replica remembers. */
  readonly wantedSince?: string;
  /** The version that is on its way. */
  readonly sent?: string;
  /** The version that it took last; `unknown` when it comes from an earlier stream. */
  readonly held?: string;
  /** The proxy's own words, of a refusal. */
  readonly message?: string;
  /** What it should have, in proto3 JSON. */
  readonly content?: Json;
}

/** One resource type on one node. */
export interface NodeTypeState {
  readonly type: string;
  readonly subscribed: number;
  /** Resources that were sent, acknowledged, refused. */
  readonly sent: number;
  readonly acked: number;
  readonly refused: readonly { readonly resource: string; readonly message: string; readonly since: string }[];
}

/** Something that is held back from proxies, because some refused it. */
export interface ListedQuarantine {
  /** The same on every replica. */
  readonly id: string;
  /** `object`: one object, wherever it would be in force. `resource`: one resource of one view as a whole. */
  readonly holds: "object" | "resource";
  /** `edge|envoy`: which nodes refused it. */
  readonly view: string;
  readonly type: string;
  readonly name: string;
  /** Held back from all, or from those that refused it. */
  readonly scope: "all" | "nodes";
  /** Ids of those that refused it, at most a thousand. */
  readonly nodes: readonly string[];
  /** A proxy's own words. */
  readonly message: string;
  /** ISO 8601. */
  readonly since: string;
  /** The objects that caused it; none while, or when, nobody can tell. */
  readonly objects: readonly { readonly object: ObjectKey; readonly pointer: string; readonly revision: number; readonly author?: string }[];
  /** Of an object: its revision that is in force in its place; 0: it is in force nowhere. */
  readonly inForce?: number;
}

/** A request to explain. */
export interface ExplainRequest {
  readonly method: string;
  /** Absolute: scheme, host, port, path and query. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Only this group's listeners. */
  readonly group?: string;
}

/** How a request would be answered, and every step on the way. */
export interface Explanation {
  readonly outcome: "routed" | "redirected" | "answered" | "no-listener" | "no-host" | "no-rule" | "no-backend";
  readonly summary: string;
  readonly steps: readonly ExplainStep[];
  readonly clusters: readonly ExplainedCluster[];
}

/** Where the request would go. */
export interface ExplainedCluster {
  readonly name: string;
  readonly weight: number;
  /** `address:port` of each. */
  readonly endpoints: readonly string[];
  /** The Service that it is made of; without one it is shown to callers who see the whole fleet. */
  readonly object?: ObjectKey;
}

/** One thing that was tried. */
export interface ExplainStep {
  readonly stage: "listener" | "host" | "rule" | "policy" | "cluster" | "endpoints";
  readonly name: string;
  readonly taken: boolean;
  /** Why, or why not. */
  readonly detail: string;
  /** The object that made it; without one it is shown to callers who see the whole fleet. */
  readonly object?: ObjectKey;
  readonly pointer?: string;
}
