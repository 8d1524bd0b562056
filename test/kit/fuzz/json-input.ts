import type { Json, JsonObject } from "../../../src/kit/json.ts";
import type { SeededRandom } from "../load/seeded-random.ts";
import { mutateBytes } from "./mutate.ts";

/** What nobody expects in a place. */
const odd: readonly Json[] = [
  null,
  true,
  false,
  0,
  -1,
  1e308,
  Number.MAX_SAFE_INTEGER,
  "",
  " ",
  "1",
  [],
  {},
  [null],
  "\u0000",
  "https://[",
  "http://a.example/",
];

/** The document that an input is; undefined for what is no JSON. */
export function readDocument(input: Buffer): Json | undefined {
  try {
    return JSON.parse(input.toString("utf8")) as Json;
  } catch {
    return undefined;
  }
}

/** Puts something odd, or what another member has, in the place of a member, or takes it out; half of the time bytes are changed instead. */
export function mutateJson(input: Buffer, random: SeededRandom): Buffer {
  const document = readDocument(input);
  if (random.below(2) === 0 || !isObject(document) || Object.keys(document).length === 0) return mutateBytes(input, random);
  const name = random.pick(Object.keys(document));
  const { [name]: _, ...others } = document;
  if (random.below(8) === 0) return Buffer.from(JSON.stringify(others));
  return Buffer.from(JSON.stringify({ ...others, [name]: random.pick([...odd, ...Object.values(document)]) }));
}

/** Whether a document is an object with members. */
export function isObject(document: Json | undefined): document is JsonObject {
  return typeof document === "object" && document !== null && !Array.isArray(document);
}
