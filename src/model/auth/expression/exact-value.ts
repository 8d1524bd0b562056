import { type CelInput, type CelList, type CelMap, celError, celList, celMap } from "@bufbuild/cel";
import type { Json } from "../../../kit/json.ts";
import type { StrictJson } from "../../../kit/strict-json.ts";

/** Macros go through so many entries of what a caller sends at most: some of them take time by the square of that. */
const mostEntries = 256;

/**
 * JSON as expressions see it: objects are maps. Nobody can go through long lists and maps; their entries and sizes can be asked for all the same. What is never asked
 * for costs nothing.
 */
export function exactValue(value: Json | StrictJson): CelInput {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return exactList(value);
  return exactMap(value instanceof Map ? (value as ReadonlyMap<string, StrictJson>) : new Map(Object.entries(value)));
}

/**
 * A variable with fields of which some are read only when the expression comes to ask for them. What reading them throws is an error of that place alone: `a || b` is
 * true when `a` is, whatever becomes of `b`.
 */
export function lateRecord(fields: ReadonlyMap<string, unknown>, late: ReadonlyMap<string, () => CelInput>): CelMap {
  const record = celMap(fields as ReadonlyMap<string, CelInput>);
  const get = record.get.bind(record);
  return Object.assign(record, {
    get: (name: Parameters<CelMap["get"]>[0]) => {
      const read = typeof name === "string" ? late.get(name) : undefined;
      return read === undefined ? get(name) : readLate(read);
    },
  });
}

function readLate(read: () => CelInput): unknown {
  try {
    return read();
  } catch (error) {
    return celError(error);
  }
}

function exactMap(members: ReadonlyMap<string, Json | StrictJson>): CelMap {
  const map = celMap(members);
  return Object.assign(map, {
    get: (name: unknown) => entryOf(members.get(name as string)),
    ...(members.size > mostEntries && { keys: tooMany }),
  });
}

function exactList(items: readonly (Json | StrictJson)[]): CelList {
  const list = celList(items);
  const each = (): Iterator<CelInput> => items.values().map(exactValue);
  return Object.assign(list, { get: (index: number) => entryOf(items[index]), [Symbol.iterator]: items.length > mostEntries ? tooMany : each });
}

function entryOf(value: Json | StrictJson | undefined): CelInput | undefined {
  return value === undefined ? undefined : exactValue(value);
}

function tooMany(): never {
  throw new Error(`There are more than ${mostEntries} entries, and nobody goes through so many`);
}
