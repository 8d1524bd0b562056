import type { SanRule, SanType } from "../../http2/tls/lane-tls.ts";
import { textSchema } from "./option.ts";

const sanTypes: readonly SanType[] = ["DNS", "URI", "EMAIL", "IP_ADDRESS"];
const expected =
  "must be names with their types and commas between them, for example URI:spiffe://fleet/edge/*,DNS:*.edge.example; types are DNS, URI, EMAIL and IP_ADDRESS";

/** The schema of `--client-names`. */
export const clientNamesSchema = textSchema(parseClientNames).optional();

function parseClientNames(text: string): { readonly value: readonly SanRule[] } | { readonly expected: string } {
  const rules = text.split(",").map((rule) => parseRule(rule.trim()));
  return rules.some((rule) => rule === undefined) ? { expected } : { value: rules.filter((rule) => rule !== undefined) };
}

/** `TYPE:name`, with a `*` at one end of the name or none; a name that is only a star would let in everybody. */
function parseRule(text: string): SanRule | undefined {
  const at = text.indexOf(":");
  const sanType = sanTypes.find((type) => type === text.slice(0, at));
  const name = text.slice(at + 1);
  const stars = name.split("*").length - 1;
  if (sanType === undefined || stars > 1 || name.length <= stars) return undefined;
  if (stars === 0) return { sanType, exact: name };
  if (name.endsWith("*")) return { sanType, prefix: name.slice(0, -1) };
  return name.startsWith("*") ? { sanType, suffix: name.slice(1) } : undefined;
}
