import type { JsonObject } from "../../kit/json.ts";
import type { ObjectKey, Origin } from "../../model/object/object.ts";
import type { Finding } from "../node/finding.ts";
import type { RouteAction } from "../node/route-node.ts";

/** Where a policy block may stand, from the broadest to the most specific. */
export const policyLevels = ["fleet", "namespace", "gateway", "service", "route", "rule"] as const;

/** One of the levels of overlay order. */
export type PolicyLevel = (typeof policyLevels)[number];

/** A policy block as somebody wrote it, and where. */
export interface PolicySource {
  readonly policy: string;
  readonly value: JsonObject;
  readonly level: PolicyLevel;
  readonly override: boolean;
  /** Where the block stands. */
  readonly origin: Origin;
  /** ISO 8601; among two of equal rank the older wins. */
  readonly createdAt: string;
}

/** Who set a field, and whose value gave way; pointers go into the objects that were written. */
export interface FieldOrigin {
  readonly set: Origin;
  readonly overrode: readonly Origin[];
}

/**
 * The value in force of one policy on one piece of the graph. Of an overlay policy `value` is the merged block and `fields` names for each
 * leaf (JSON Pointer in `value`) who set it; of an accumulating one every source applies and `value` is empty.
 */
export interface EffectivePolicy {
  readonly policy: string;
  readonly value: JsonObject;
  readonly fields: ReadonlyMap<string, FieldOrigin>;
  readonly sources: readonly PolicySource[];
}

/** Whether clients may show certificates where a policy is in force. */
export interface ClientCertificates {
  readonly gateway: ObjectKey;
  /** Name of the listener in its gateway. */
  readonly listener: string;
  readonly protocol: "http" | "https";
  /** The listener asks for them. */
  readonly asked: boolean;
  /** Another listener that the route attaches to asks for them. */
  readonly askedElsewhere: boolean;
}

/** What lowering may ask for. */
export interface LowerContext {
  /** The route's action; undefined on the listener and upstream sides. */
  readonly action: RouteAction | undefined;
  /** Name of the entry that the policy is lowered for, `namespace/route/rule`; undefined on the listener and upstream sides. */
  readonly entry?: string;
  /** Names of the entries of a Secret, undefined when there is none; on the route side. */
  readonly secretEntries?: (key: Pick<ObjectKey, "namespace" | "name">) => readonly string[] | undefined;
  /** On the route side. */
  readonly certificates?: ClientCertificates;
  /**
   * How many addresses stand in X-Forwarded-For behind the caller's, as Envoy counts them on the listener and hands the header on; undefined where the caller is whoever opened
   * the connection. On the route side.
   */
  readonly forwardedHops?: number;
  /** What is written here of another policy, at all levels; empty when nothing is. */
  readonly sourcesOf?: (policy: string) => readonly PolicySource[];
  /** Folders on the proxies' machines where something may be written; none on the route and upstream sides. */
  readonly logFolders?: readonly string[];
  /** The object on whose behalf references are resolved and which findings speak of, when a field has no origin of its own. */
  readonly subject: Origin;
  /** Resolves a backend to a cluster's name; what is dangling or forbidden becomes a finding, the name is given all the same. */
  backend(reference: { readonly service: ObjectKey; readonly version: string | undefined }, origin: Origin): string;
  report(finding: Finding): void;
}

/** A setting that one of a few slots must hold. */
export interface SlotUse {
  /** The setting as text: equal texts share a slot. */
  readonly setting: string;
  /** ISO 8601; when there are more settings than slots, the oldest have them. */
  readonly since: string;
}

/** A filter of each route table, as the graph sees it. */
export interface TablePart<Node> {
  /** Begins the names of its extensions. */
  readonly prefix: string;
  /** True when the node has a part in it. */
  has(node: Node): boolean;
}

/** A limit that a group's proxies divide among each other. */
export interface DividedLimit {
  readonly name: string;
  /** What all of them together may let through at once. */
  readonly max: number;
  readonly origin: Origin;
}

/** The graph's half of a policy: from what users write to what the fleet means. No protobuf. */
export interface GraphPolicy<Node> {
  readonly name: string;
  readonly side: "listener" | "route" | "upstream";
  readonly merge: "overlay" | "accumulate";
  /** A filter that must stand in the chain: those of a gateway of this level or a higher one have it. */
  readonly filter?: { readonly level: number };
  /** Slots of filters that each chain has; see `slotOf`. */
  readonly slots?: { readonly prefix: string; readonly count: number; readonly level: number };
  /** Filters that each route table has one of, made of the nodes in the table that have a part in them. See `TableFilter`. */
  readonly tables?: readonly TablePart<Node>[];
  /** True: requests must not pass where it cannot be in force, so that what it is on answers 503 there. */
  readonly guards?: true;
  /** Undefined: nothing is in force. Must be pure. */
  lower(effective: EffectivePolicy, context: LowerContext): Node | undefined;
  /** What the node needs of a filter that has such settings once, not once a route; undefined: nothing. See `SlotFilter`. */
  slotOf?(node: Node): SlotUse | undefined;
  /** Limits that the proxies of the node's group divide among each other: they have to know how many they are. */
  dividedLimits?(node: Node): readonly DividedLimit[];
  /** Clusters that the node uses beside the action's own (mirror). */
  clustersOf?(node: Node): readonly string[];
}
