import type { Json, JsonObject } from "../../kit/json.ts";
import { equalJson } from "../../kit/json.ts";
import { appendPointer } from "../../kit/json-pointer.ts";

/** The deepest place that contains everything in which two values differ; `base` itself when they differ in several members. */
export function changedPointer(before: Json | undefined, after: Json | undefined, base: string): string {
  const [only, ...others] = changedMembers(before, after);
  if (only === undefined || others.length > 0) return base;
  return changedPointer(memberOf(before, only), memberOf(after, only), appendPointer(base, only));
}

/** The members or items in which two objects, or two lists of one length, differ; none for other values. */
export function changedMembers(before: Json | undefined, after: Json | undefined): readonly string[] {
  if (!isContainer(before) || !isContainer(after) || Array.isArray(before) !== Array.isArray(after)) return [];
  if (Array.isArray(before) && Array.isArray(after) && before.length !== after.length) return [];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !equalJson(memberOf(before, name), memberOf(after, name)));
}

function isContainer(value: Json | undefined): value is JsonObject | readonly Json[] {
  return typeof value === "object" && value !== null;
}

function memberOf(value: Json | undefined, name: string): Json | undefined {
  return isContainer(value) && Object.hasOwn(value, name) ? (Reflect.get(value, name) as Json) : undefined;
}
