import type { BatchItem, Client } from "../../client/client.ts";
import { ephemeralKinds, keyText, type ObjectKey } from "../../model/object/object.ts";
import type { FiledObject } from "./filed-object.ts";

/** A kind in a namespace with more objects than this is listed instead of asked for one by one. */
const singly = 20;
const parallel = 8;

/** What the server has now of the objects of some files: the changes that replace exactly this. */
export async function replacements(client: Client, objects: readonly FiledObject[], signal: AbortSignal): Promise<readonly BatchItem[]> {
  const revisions = await currentRevisions(client, objects, signal);
  return objects.map((object): BatchItem => {
    // Objects without history have no revision: the newest word counts.
    if (ephemeralKinds.has(object.kind)) return { method: "put", object: object.document };
    const revision = revisions.get(keyText(object));
    return { method: "put", object: object.document, ...(revision === undefined ? { ifNoneMatch: "*" } : { ifMatch: revision }) };
  });
}

async function currentRevisions(client: Client, keys: readonly ObjectKey[], signal: AbortSignal): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  const durable = keys.filter(({ kind }) => !ephemeralKinds.has(kind));
  for (const group of Map.groupBy(durable, ({ kind, namespace }) => `${kind}/${namespace}`).values()) {
    if (group.length > singly) await listGroup({ client, group, found, signal });
    else await askGroup({ client, group, found, signal });
  }
  return found;
}

interface GroupWork {
  readonly client: Client;
  readonly group: readonly ObjectKey[];
  readonly found: Map<string, number>;
  readonly signal: AbortSignal;
}

async function listGroup({ client, group, found, signal }: GroupWork): Promise<void> {
  const [first] = group;
  if (first === undefined) return;
  const place = first.namespace === "" ? {} : { namespace: first.namespace };
  for await (const object of client.list(first.kind, { ...place, fields: "labels", status: false, signal })) {
    if (object.revision !== undefined) found.set(keyText({ ...first, name: object.name }), object.revision);
  }
}

async function askGroup({ client, group, found, signal }: GroupWork): Promise<void> {
  for (let from = 0; from < group.length; from += parallel) {
    const keys = group.slice(from, from + parallel);
    const objects = await Promise.all(keys.map((key) => client.get(key, { fields: "labels", status: false, signal })));
    for (const [place, object] of objects.entries()) {
      const key = keys[place];
      if (key !== undefined && object?.revision !== undefined) found.set(keyText(key), object.revision);
    }
  }
}
