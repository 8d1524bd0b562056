import { stringify } from "yaml";
import type { Json } from "../../kit/json.ts";

/** How results are written. */
export const outputFormats = ["table", "json", "yaml"] as const;

/** A way in which results are written. */
export type OutputFormat = (typeof outputFormats)[number];

/** A value as JSON or YAML text with a line end. Lists of objects become YAML documents, which `apply -f` reads again. */
export function printValue(value: Json, format: "json" | "yaml"): string {
  if (format === "json") return `${JSON.stringify(value, undefined, 2)}\n`;
  const documents = Array.isArray(value) ? (value as readonly Json[]) : [value];
  return documents.map((document) => stringify(document, { aliasDuplicateObjects: false, lineWidth: 0 })).join("---\n");
}
