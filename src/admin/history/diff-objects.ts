import type { Json, JsonObject } from "../../kit/json.ts";
import { diffJson } from "../../kit/json-diff.ts";
import type { JsonPatchOperation } from "../../kit/json-patch.ts";
import { getAtPointer } from "../../kit/json-pointer.ts";
import type { StoredObject } from "../../model/object/object.ts";
import { type Shower, showWritten } from "../resource/show-object.ts";

/** Two versions of an object; undefined: it does not exist. */
export interface Versions {
  readonly before: StoredObject | undefined;
  readonly after: StoredObject | undefined;
}

/**
 * The difference of two versions: a JSON Patch for programs and lines for people. Both are made of what may be shown: a secret
 * that changed shows as a changed fingerprint. An object that comes or goes differs as a whole, at the pointer "".
 */
export function diffOfChange({ before, after }: Versions, context: Shower): Json {
  const left = before === undefined ? null : showWritten(before, context);
  const right = after === undefined ? null : showWritten(after, context);
  const patch = diffJson(left, right);
  return { patch: patch as unknown as Json, lines: patch.map((operation) => readable(operation, left)) };
}

/** One operation as people read it: `~ /spec/timeout: "5s" → "7s"`, `+ /labels/app: "shop"`, `- /spec/rules/1: …`. */
function readable(operation: JsonPatchOperation, before: JsonObject | null): string {
  const path = operation.path === "" ? "the object" : operation.path;
  const old = getAtPointer(before, operation.path);
  const was = old.found ? shown(old.value) : "";
  if (operation.op === "remove") return `- ${path}: ${was}`;
  const is = "value" in operation ? shown(operation.value) : "";
  if (operation.op === "add" || before === null) return `+ ${path}: ${is}`;
  return operation.path === "" ? `- ${path}: ${was}` : `~ ${path}: ${was} → ${is}`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length <= 200 ? text : `${text.slice(0, 199)}…`;
}
