import type { Json, JsonObject } from "../../kit/json.ts";

/** These name the object and stay whatever is asked for. */
const identity = ["kind", "namespace", "name", "revision"] as const;

/** Which members are kept: every one, or those of a tree of names. */
export type FieldTree = "all" | ReadonlyMap<string, FieldTree>;

/** Reads `spec.hostnames,labels`: paths of member names. Undefined when the text is malformed. */
export function parseFields(text: string): FieldTree | undefined {
  const paths = text.split(",").map((path) => path.trim().split("."));
  if (paths.some((names) => names.some((name) => !/^[\w/-]+$/u.test(name)))) return undefined;
  return treeOf(paths);
}

function treeOf(paths: readonly (readonly string[])[]): FieldTree {
  if (paths.some((names) => names.length === 0)) return "all";
  const groups = Map.groupBy(paths, ([first]) => first ?? "");
  return new Map([...groups].map(([name, members]) => [name, treeOf(members.map((names) => names.slice(1)))]));
}

/** The object with the chosen fields only, and what it is known by. Lists are walked through: `spec.rules.name` chooses the name of every rule. */
export function selectFields(object: JsonObject, fields: FieldTree): JsonObject {
  const kept = identity.filter((name) => Object.hasOwn(object, name)).map((name) => [name, object[name] as Json] as const);
  return { ...Object.fromEntries(kept), ...(pick(object, fields) as JsonObject) };
}

function pick(value: Json, fields: FieldTree): Json {
  if (fields === "all" || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => pick(item, fields));
  const picked = [...fields].flatMap(([name, below]) => {
    const member = Object.hasOwn(value, name) ? (value as JsonObject)[name] : undefined;
    return member === undefined ? [] : [[name, pick(member, below)] as const];
  });
  return Object.fromEntries(picked);
}
