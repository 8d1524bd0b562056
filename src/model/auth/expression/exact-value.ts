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
  return value instanceof Map ? bodyMap(value as ReadonlyMap<string, StrictJson>) : exactMap(new Map(Object.entries(value)));
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

/**
 * An object out of a body, which its sender wrote. Some backends take a member in other letters for the same one (Go's `encoding/json` does): `{"amount":1,"Amount":900}`
 * is 900 for them. Whoever asks for a member that is there in other letters, too, or in these alone, gets an error.
 */
function bodyMap(members: ReadonlyMap<string, StrictJson>): CelMap {
  const map = exactMap(members);
  const get = map.get.bind(map);
  return Object.assign(map, {
    get: (name: Parameters<CelMap["get"]>[0]) => {
      if (typeof name === "string" && (spellingsIn(members).get(folded(name)) ?? 0) > (members.has(name) ? 1 : 0))
        throw new Error(`A member stands there in other letters than ${JSON.stringify(name)}`);
      return get(name);
    },
  });
}

const spellings = new WeakMap<ReadonlyMap<string, StrictJson>, ReadonlyMap<string, number>>();

/** How many names of an object differ in their letters alone; found out once for all that ask. */
function spellingsIn(members: ReadonlyMap<string, StrictJson>): ReadonlyMap<string, number> {
  const known = spellings.get(members);
  if (known !== undefined) return known;
  const counts = new Map<string, number>();
  for (const name of members.keys()) counts.set(folded(name), (counts.get(folded(name)) ?? 0) + 1);
  spellings.set(members, counts);
  return counts;
}

/** Without a difference between capitals and small letters, also of those that have one in ASCII: the long s, and the sign of the kelvin. */
function folded(name: string): string {
  return name.toUpperCase().toLowerCase();
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
