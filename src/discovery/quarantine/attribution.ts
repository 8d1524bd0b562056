import type { ObjectKey, StoredObject } from "../../model/object/object.ts";
import type { Resource } from "../../snapshot/resource.ts";
import type { Candidate } from "./quarantine-gate.ts";
import type { Culprit } from "./quarantine-record.ts";
import type { ResourceId } from "./resource-id.ts";

/** An object that is to be held back: what is refused of it, and what is in force instead. */
export interface ObjectHold extends Culprit {
  /** The object as it was when proxies last took it; null: it did not exist. */
  readonly inForce: StoredObject | null;
}

/** What may have made a resource bad. */
export interface Suspects {
  /** What changed in the objects behind it, oldest first; several of one object where parts of it can be told from each other. */
  readonly units: readonly Culprit[];
  /** The resource as it would be with these of the changes, by number, and without the others; undefined: it would not exist. */
  variant(applied: readonly number[]): Promise<Resource | undefined>;
  /**
   * The objects of these changes as they can be held back; undefined where that would be wrong: the resource is theirs alone, so that
   * nobody else's changes wait for it.
   */
  holdBack(culprits: readonly Culprit[]): readonly ObjectHold[] | undefined;
}

/** An object as it would be; null: it would not exist. */
export interface PlacedObject {
  readonly key: ObjectKey;
  readonly object: StoredObject | null;
}

/** From when on changes are looked at. */
export interface Since {
  /** A revision at which all was well; 0 when none is known. */
  readonly after: number;
  /** The proxy had nothing before: where nothing changed, everything is new to it. */
  readonly fresh: boolean;
  /** Objects that are otherwise for this proxy, whatever is tried. */
  readonly base: readonly PlacedObject[];
  /** The node in question. */
  readonly node: string | undefined;
  /** The version that the proxy has. Where it is known what that was made of, it goes before `after`. */
  readonly held: string | undefined;
}

/** An earlier version of a resource. */
export interface Recalled {
  readonly resource: Resource;
  readonly revision: number;
}

/** Who knows which objects a resource is made of; given by `main`. */
export interface AttributionPort {
  /** What translation makes of the resource now, quarantined objects being as they are in force. */
  candidateOf(id: ResourceId): Candidate;
  /** Revision with which the view got what it has of a resource; 0 when that is not known. */
  changedAt(id: ResourceId): number;
  /** A revision at which the view had a resource in an earlier version, or (undefined) did not have it; 0 when that is not known. */
  hadUntil(id: ResourceId, version: string | undefined): number;
  /** An earlier version of a resource, made again from the history of objects as they were for a node, and the newest revision at which it was so. */
  recall(id: ResourceId, version: string, node: string): Promise<Recalled | undefined>;
  /** A revision of the objects that a version was made of, for single proxies too; 0 when that is not remembered. */
  madeAt(id: ResourceId, version: string): number;
  /** A version of a resource is that of a revision. */
  remember(id: ResourceId, version: string, revision: number): void;
  /** What may have made a resource bad. */
  suspects(id: ResourceId, since: Since): Promise<Suspects>;
  /**
   * These resources of one view as they would be if some objects were otherwise, and what they refer to that the view does not have then.
   */
  resourcesWith(ids: readonly ResourceId[], objects: readonly PlacedObject[]): readonly Resource[];
  /** Who wrote the object last; undefined for those that have no history. */
  authorOf(culprit: Culprit): Promise<string | undefined>;
  /** An object as it is written now; undefined: there is none. */
  written(key: ObjectKey): StoredObject | undefined;
  /** An object as it is in force now. */
  inForce(key: ObjectKey): StoredObject | undefined;
}
