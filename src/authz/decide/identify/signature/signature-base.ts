import type { InnerList } from "../../../../kit/structured-field/field-value.ts";
import { serializeInnerList, serializeItem } from "../../../../kit/structured-field/serialize-member.ts";
import type { DecisionRequest } from "../../request/decision-request.ts";
import { componentValue } from "./component-value.ts";

/** What is signed, and which components that covers, as they are written. */
export type SignatureBase = { readonly base: string; readonly covered: ReadonlySet<string> } | { readonly fault: string };

/** Whoever knows the name of a key chooses what is put together, before anybody can tell whether it was signed: no more than this. */
const mostComponents = 64;
const longestBase = 65_536;

/** Puts together what was signed (RFC 9421 §2.5). */
export function signatureBase(input: InnerList, request: DecisionRequest): SignatureBase {
  const covered = new Set<string>();
  const lines: string[] = [];
  let length = 0;
  if (input.items.length > mostComponents) return { fault: `More than ${mostComponents} components are signed` };
  for (const item of input.items) {
    const identifier = serializeItem(item);
    if (covered.has(identifier)) return { fault: `Component ${identifier} stands there twice` };
    covered.add(identifier);
    const read = componentValue(item, request);
    if ("fault" in read) return read;
    lines.push(`${identifier}: ${read.value}\n`);
    length += read.value.length;
    if (length > longestBase) return { fault: `The signed components have more than ${longestBase} characters` };
  }
  return { base: `${lines.join("")}"@signature-params": ${serializeInnerList(input)}`, covered };
}

/** Components that say what others say, too. */
const broader: ReadonlyMap<string, readonly string[]> = new Map([
  ["@authority", ["@target-uri"]],
  ["@scheme", ["@target-uri"]],
  ["@path", ["@target-uri", "@request-target"]],
  ["@query", ["@target-uri", "@request-target"]],
]);

/** A component of the policy, ready to be looked for. */
export interface RequiredComponent {
  readonly title: string;
  /** Any of these will do. */
  readonly identifiers: readonly string[];
}

/** Reads a component as policies name it: `@method`, `content-type`, `"@query-param";name="id"`. */
export function requiredComponent(text: string): RequiredComponent {
  if (text.startsWith('"')) return { title: text, identifiers: [text] };
  return { title: text, identifiers: [text, ...(broader.get(text) ?? [])].map((name) => `"${name}"`) };
}
