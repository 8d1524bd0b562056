import { equalJson, type Json, type JsonObject } from "./json.ts";
import type { JsonPatchOperation } from "./json-patch.ts";
import { appendPointer } from "./json-pointer.ts";

/**
 * The JSON Patch that turns `before` into `after`. Members are told one by one; of lists the equal beginning and end stay, what
 * lies between is compared place by place, then removed or added. Applying it to `before` gives `after`, always.
 */
export function diffJson(before: Json, after: Json): readonly JsonPatchOperation[] {
  return diffAt(before, after, "");
}

function diffAt(before: Json, after: Json, at: string): readonly JsonPatchOperation[] {
  if (equalJson(before, after)) return [];
  if (Array.isArray(before) && Array.isArray(after)) return diffLists(before as readonly Json[], after as readonly Json[], at);
  if (isObject(before) && isObject(after)) return diffObjects(before, after, at);
  return [{ op: "replace", path: at, value: after }];
}

function diffObjects(before: JsonObject, after: JsonObject, at: string): readonly JsonPatchOperation[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name): readonly JsonPatchOperation[] => {
    const path = appendPointer(at, name);
    const [left, right] = [memberOf(before, name), memberOf(after, name)];
    if (left === undefined) return right === undefined ? [] : [{ op: "add", path, value: right }];
    return right === undefined ? [{ op: "remove", path }] : diffAt(left, right, path);
  });
}

function memberOf(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function diffLists(before: readonly Json[], after: readonly Json[], at: string): readonly JsonPatchOperation[] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && equalJson(before[start], after[start])) start += 1;
  let end = 0;
  while (end < shorter - start && equalJson(before.at(-1 - end), after.at(-1 - end))) end += 1;
  const removed = before.slice(start, before.length - end);
  const added = after.slice(start, after.length - end);
  const shared = Math.min(removed.length, added.length);
  const operations: JsonPatchOperation[] = [];
  for (let index = 0; index < shared; index += 1) {
    operations.push(...diffAt(removed[index] ?? null, added[index] ?? null, appendPointer(at, start + index)));
  }
  // From the back, so that every index still means what it says when its turn comes.
  for (let index = removed.length - 1; index >= shared; index -= 1) operations.push({ op: "remove", path: appendPointer(at, start + index) });
  for (let index = shared; index < added.length; index += 1) {
    operations.push({ op: "add", path: appendPointer(at, start + index), value: added[index] ?? null });
  }
  return operations;
}

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
