import type { Json } from "../../../src/kit/json.ts";

/** A text or number of an answer as text; throws for what has none. */
export function textOf(value: Json | undefined): string {
  if (typeof value === "string" || typeof value === "number") return `${value}`;
  throw new TypeError(`${JSON.stringify(value)} is neither text nor number`);
}
