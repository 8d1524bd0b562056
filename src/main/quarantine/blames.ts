import type { FleetNodeStatus } from "../../discovery/fleet/fleet-node-status.ts";
import type { NodeRefusal } from "../../discovery/fleet/node-table.ts";
import { contentOf, contentRefusal, inForceFor } from "../../discovery/quarantine/held-object.ts";
import type { Culprit } from "../../discovery/quarantine/quarantine-record.ts";
import { type HeldObject, type HeldResource, type QuarantineTable, refusalIn } from "../../discovery/quarantine/quarantine-table.ts";
import { parseId, type ResourceId } from "../../discovery/quarantine/resource-id.ts";
import { inputKey } from "../../graph/build/inputs.ts";
import { keyText, type ObjectKey, type Origin } from "../../model/object/object.ts";
import type { Resource } from "../../snapshot/resource.ts";
import { candidateOf } from "../fleet/candidate.ts";
import type { World } from "../fleet/world.ts";

/** What blames are computed from. */
export interface BlameSources {
  readonly world: World;
  readonly table: QuarantineTable;
  /** Those of the nodes that refuse something; others have nothing to say. */
  readonly refusing: () => readonly FleetNodeStatus[];
}

/** A refusal that an object has to do with. */
export interface Blame {
  /** `refused`: for this object. `together`: for this or others, nobody can tell. `open`: that is being found out. */
  readonly verdict: "refused" | "together" | "open";
  /** Absent when the resource is not there any more. */
  readonly resource: Pick<ResourceId, "type" | "name"> | undefined;
  /** A proxy's words. */
  readonly detail: string;
  /** Ids of the proxies that refused it. */
  readonly nodes: readonly string[];
  /** No proxy of this view gets it; undefined: just those that refused it do without. */
  readonly heldBackIn: string | undefined;
  readonly pointer: string | undefined;
  readonly author: string | undefined;
  /** Revision of the object that is in force in its place; 0: none; undefined: that is not known. */
  readonly inForce: number | undefined;
}

/** Every refusal that an object is, or may be, to blame for, as it is written now. */
export function blamesOn(key: ObjectKey, sources: BlameSources): readonly Blame[] {
  const held = heldBlame(key, sources);
  if (held !== undefined) return [held];
  const records = sources.table.resources().flatMap((resource) => recordBlame(key, resource, sources));
  const fresh = sources
    .refusing()
    .flatMap((node) => (node.state === "connected" ? node.refused.flatMap((refusal) => freshBlame(key, { node, refusal, sources })) : []));
  return [...records, ...merged(fresh)];
}

/** The object is held back as a whole. */
function heldBlame(key: ObjectKey, { world, table }: BlameSources): Blame | undefined {
  const held = table.object(keyText(key));
  const written = held === undefined ? undefined : world.written(key);
  if (held === undefined || written === undefined) return undefined;
  const refused = contentRefusal(held.record, contentOf(written));
  if (refused === undefined) return undefined;
  const resource = lastResource(held);
  return {
    verdict: "refused",
    resource,
    detail: refused.detail,
    nodes: refused.nodes,
    heldBackIn: refused.scope === "all" ? resource?.view : undefined,
    pointer: refused.pointer,
    author: refused.author,
    inForce: refused.scope === "all" ? (inForceFor(held.record, written)?.revision ?? 0) : undefined,
  };
}

function lastResource({ record }: HeldObject): ResourceId | undefined {
  return parseId(record.resources.at(-1) ?? "");
}

/** A resource is held back, and the object is named for it, or is one of those that nobody could tell apart. */
function recordBlame(key: ObjectKey, held: HeldResource, { world }: BlameSources): readonly Blame[] {
  const candidate = candidateOf(world, held.id);
  const refused = typeof candidate === "object" ? refusalIn(held, candidate.version) : undefined;
  if (typeof candidate !== "object" || refused === undefined) return [];
  const { culprits, after } = held.record;
  const facts = {
    resource: held.id,
    detail: refused.detail,
    nodes: refused.nodes,
    heldBackIn: refused.scope === "all" ? held.id.view : undefined,
  };
  if (typeof culprits !== "string") {
    const named = culprits.find((culprit) => isNow(culprit, key, world));
    if (named === undefined) return [];
    return [{ verdict: "refused", ...facts, pointer: named.pointer, author: named.author, inForce: undefined }];
  }
  const own = suspectsOf(candidate, after, world).find(({ object }) => keyText(object) === keyText(key));
  return own === undefined ? [] : [{ verdict: culprits, ...facts, pointer: own.pointer, author: undefined, inForce: undefined }];
}

function isNow({ object, content }: Culprit, key: ObjectKey, world: World): boolean {
  const written = keyText(object) === keyText(key) ? world.written(key) : undefined;
  return written !== undefined && contentOf(written) === content;
}

/** The objects behind a resource that changed after a revision; when none did, all of them. */
function suspectsOf(resource: Resource, after: number, world: World): readonly Origin[] {
  const origins = resource.origins();
  const changed = origins.filter(({ object }) => (world.inputs[object.kind].get(inputKey(object))?.revision ?? 0) > after);
  return changed.length === 0 ? origins : changed;
}

interface FreshRefusal {
  readonly node: FleetNodeStatus;
  readonly refusal: NodeRefusal;
  readonly sources: BlameSources;
}

/** A refusal that no record speaks of: it happened a moment ago, or the store cannot be reached. */
function freshBlame(key: ObjectKey, { node, refusal, sources }: FreshRefusal): readonly Blame[] {
  const { world, table } = sources;
  const { type, name, version, detail, after, certain } = refusal;
  const id = { view: node.view ?? "", type, name };
  const candidate = candidateOf(world, id);
  if (typeof candidate !== "object" || candidate.version !== version || refusalIn(table.resource(id), version) !== undefined) return [];
  const suspects = suspectsOf(candidate, after, world);
  const own = suspects.find(({ object }) => keyText(object) === keyText(key));
  if (own === undefined) return [];
  const isAlone = certain && suspects.every(({ object }) => keyText(object) === keyText(key));
  const facts = { resource: { type, name }, detail, nodes: [node.node.id], heldBackIn: undefined, author: undefined, inForce: undefined };
  return [{ verdict: isAlone ? "refused" : "open", ...facts, pointer: own.pointer }];
}

/** One of each resource and verdict, with all proxies. */
function merged(blames: readonly Blame[]): readonly Blame[] {
  const groups = Map.groupBy(blames, ({ verdict, resource }) => `${verdict} ${resource?.type} ${resource?.name}`);
  return [...groups.values()].flatMap((members) => {
    const [first] = members;
    return first === undefined ? [] : [{ ...first, nodes: members.flatMap(({ nodes }) => nodes) }];
  });
}
