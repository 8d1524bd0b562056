import { contentHash } from "../../kit/hash.ts";
import { canonicalJson } from "../../kit/json.ts";
import type { StoredObject } from "../../model/object/object.ts";
import type { ObjectRecord, RefusedContent } from "./quarantine-record.ts";

/** An object never changes, its successor is another one; and all who ask about one in quarantine ask again at every change. */
const contents = new WeakMap<StoredObject, string>();

/** Hash of what people wrote into an object. */
export function contentOf(object: StoredObject): string {
  const known = contents.get(object);
  if (known !== undefined) return known;
  const { labels, spec } = object;
  const content = contentHash(canonicalJson({ labels, spec }));
  contents.set(object, content);
  return content;
}

/** The entry of a refused content; undefined when this content was not refused. */
export function contentRefusal(record: ObjectRecord | undefined, content: string | undefined): RefusedContent | undefined {
  return content === undefined ? undefined : record?.refused.find((refused) => refused.content === content);
}

/**
 * An object as it is in force: in place of a content that is held back, the one before it; null: none. With a node, for that node; otherwise
 * for those that refused nothing. What was before may have been refused too, so the record is followed back.
 */
export function inForceFor(record: ObjectRecord | undefined, object: StoredObject, node?: string): StoredObject | null {
  let current: StoredObject | null = object;
  for (let step = 0; record !== undefined && current !== null && step <= record.refused.length; step++) {
    const refused = contentRefusal(record, contentOf(current));
    if (refused === undefined || !concerns(refused, node)) break;
    current = refused.inForce;
  }
  return current;
}

function concerns({ scope, nodes }: RefusedContent, node: string | undefined): boolean {
  return scope === "all" || (node !== undefined && nodes.includes(node));
}
