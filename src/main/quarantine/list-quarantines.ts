import type { ListedQuarantine } from "../../admin/port/fleet.ts";
import { contentOf, contentRefusal, inForceFor } from "../../discovery/quarantine/held-object.ts";
import { objectOfKey, objectRecordKey, resourceRecordKey } from "../../discovery/quarantine/quarantine-record.ts";
import { type HeldObject, type HeldResource, type QuarantineTable, refusalIn } from "../../discovery/quarantine/quarantine-table.ts";
import { parseId } from "../../discovery/quarantine/resource-id.ts";
import { contentHash } from "../../kit/hash.ts";
import { candidateOf } from "../fleet/candidate.ts";
import type { World } from "../fleet/world.ts";

/** What is listed from. */
export interface ListSources {
  readonly world: World;
  readonly table: QuarantineTable;
}

/** Everything that is held back now. Records of what has been changed since stay for a while, and hold nothing back. */
export function listQuarantines(sources: ListSources): readonly ListedQuarantine[] {
  const { table } = sources;
  return [...table.objects().flatMap((held) => ofObject(held, sources)), ...table.resources().flatMap((held) => ofResource(held, sources))];
}

function ofObject(held: HeldObject, { world }: ListSources): readonly ListedQuarantine[] {
  const object = objectOfKey(held.key);
  const written = object && world.written(object);
  const refused = written && contentRefusal(held.record, contentOf(written));
  const resource = parseId(held.record.resources.at(-1) ?? "");
  if (written === undefined || object === undefined || refused === undefined || resource === undefined) return [];
  const { scope, nodes, detail, since, pointer, revision, author } = refused;
  const objects = [{ object, pointer, revision, ...(author !== undefined && { author }) }];
  const inForce = inForceFor(held.record, written, nodes[0])?.revision ?? 0;
  return [{ id: idOf(objectRecordKey(held.key)), holds: "object", ...resource, scope, nodes, message: detail, since, objects, inForce }];
}

function ofResource(held: HeldResource, { world }: ListSources): readonly ListedQuarantine[] {
  const candidate = candidateOf(world, held.id);
  const refused = typeof candidate === "object" ? refusalIn(held, candidate.version) : undefined;
  if (refused === undefined) return [];
  const { scope, nodes, detail, since } = refused;
  const { culprits } = held.record;
  const objects = typeof culprits === "string" ? [] : culprits.map(({ content: _, ...culprit }) => culprit);
  return [{ id: idOf(resourceRecordKey(held.id)), holds: "resource", ...held.id, scope, nodes, message: detail, since, objects }];
}

/** Short, and the same on every replica. */
function idOf(key: string): string {
  return contentHash(key).slice(0, 12);
}
