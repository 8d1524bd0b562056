import { claimPath } from "./claim-name.ts";

/** Where the value of a placeholder comes from. */
export type PlaceholderSource =
  | { readonly kind: "consumer"; readonly field: "name" | "namespace" | "plan" | "priority" }
  | { readonly kind: "identity"; readonly field: "subject" | "method" | "groups" | "scopes" }
  | { readonly kind: "claim"; readonly path: readonly string[] };

/** A piece of a text with placeholders. */
export type TextPiece = { readonly kind: "text"; readonly text: string } | { readonly kind: "placeholder"; readonly source: PlaceholderSource };

/** A text with placeholders in its pieces, or a sentence that says what is wrong. */
export type ReadPlaceholders = { readonly pieces: readonly TextPiece[] } | { readonly error: string };

const consumerFields = ["name", "namespace", "plan", "priority"] as const;
const identityFields = ["subject", "method", "groups", "scopes"] as const;
const piece = /\{\{|\}\}|\{(?<name>[^{}]*)\}|[{}]|[^{}]+/gu;

/** Reads a text such as `Consumer {consumer.name}`; `{{` and `}}` stand for braces. */
export function readPlaceholders(text: string): ReadPlaceholders {
  const pieces: TextPiece[] = [];
  for (const { 0: found, groups } of text.matchAll(piece)) {
    const read = readPiece(found, groups?.["name"]);
    if ("error" in read) return read;
    pieces.push(read);
  }
  return { pieces };
}

function readPiece(found: string, name: string | undefined): TextPiece | { readonly error: string } {
  if (name !== undefined) {
    const source = sourceOf(name);
    return source === undefined ? { error: `Placeholder {${name}} is not known; there are ${known}` } : { kind: "placeholder", source };
  }
  if (found === "{" || found === "}") return { error: `Brace ${found} has no partner; write ${found}${found} to mean the character` };
  return { kind: "text", text: found === "{{" || found === "}}" ? found.slice(1) : found };
}

const known = [...identityFields, ...consumerFields.map((field) => `consumer.${field}`), "claims.NAME"].map((name) => `{${name}}`).join(", ");

function sourceOf(name: string): PlaceholderSource | undefined {
  const identity = identityFields.find((field) => field === name);
  if (identity !== undefined) return { kind: "identity", field: identity };
  const consumer = consumerFields.find((field) => `consumer.${field}` === name);
  if (consumer !== undefined) return { kind: "consumer", field: consumer };
  const path = /^claims\..+/u.test(name) ? claimPath(name.slice("claims.".length)) : undefined;
  return path === undefined ? undefined : { kind: "claim", path };
}
