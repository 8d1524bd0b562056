import type { Json } from "../../../src/kit/json.ts";
import { parseStrictJson, type StrictJson } from "../../../src/kit/strict-json.ts";
import type { FuzzTarget } from "./fuzz-target.ts";

/** The reader of bodies: it does not throw, takes nothing that JSON.parse does not take, and reads it as that does. */
export const strictJson: FuzzTarget = {
  name: "strict-json",
  seeds: () =>
    ['{"a":[1,-0.5e3,true,null,{"b":"\\u00e9\\ud83d\\ude00"}],"id":9007199254740993}', '[[],{},"",0]', ' {"a" : 1 , "__proto__" : {"b":"\\n"}} '].map((text) =>
      Buffer.from(text),
    ),
  run: (input) => {
    const text = input.toString("utf8");
    const read = parseStrictJson(text);
    if ("error" in read) return read.error.replaceAll(/\d+/gu, "…");
    if (!isSame(read.value, JSON.parse(text) as Json)) throw new Error("It reads something else than JSON.parse");
    return typeof read.value;
  },
};

function isSame(value: StrictJson, plain: Json | undefined): boolean {
  if (typeof value === "bigint") return Number(value) === plain;
  if (typeof value !== "object" || value === null) return Object.is(value, plain);
  if (typeof plain !== "object" || plain === null) return false;
  const members: readonly (readonly [string, StrictJson])[] = value instanceof Map ? [...value] : Object.entries(value as readonly StrictJson[]);
  const others = Object.entries<Json>(plain as Readonly<Record<string, Json>>);
  const byName = new Map(others);
  return members.length === others.length && members.every(([name, member]) => isSame(member, byName.get(name)));
}
