import type { Json } from "../../../kit/json.ts";

const longest = 256;

/** A text of somebody else as an explanation has it: cut, because decisions are kept together with it. */
export function cut(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}

/** The same of a value, as JSON. */
export function cutJson(value: Json | undefined): string {
  return value === undefined ? "not there" : cut(JSON.stringify(value));
}
