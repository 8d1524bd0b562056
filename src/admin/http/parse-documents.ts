import { LineCounter, parseAllDocuments } from "yaml";
import type { Json } from "../../kit/json.ts";
import { AdminError, throwViolations } from "../problem/admin-error.ts";
import { checkPlain } from "./check-plain.ts";

/**
 * The documents in a text: one of JSON, any number of YAML (separated by `---`, empty ones left out). What is answered is plain
 * JSON: no key named `__proto__`, no number that JSON lacks, not nested deeper than a hundred levels, texts in valid Unicode.
 */
export function parseDocuments(text: string, mediaType: string): readonly Json[] {
  const documents = mediaType === "application/yaml" ? parseYaml(text) : [parseJson(text)];
  const violations = documents.flatMap((document, index) => {
    const base = documents.length === 1 ? "" : `/${index}`;
    return checkPlain(document).map((violation) => ({ ...violation, pointer: `${base}${violation.pointer}` }));
  });
  throwViolations("MALFORMED_BODY", violations);
  return documents as readonly Json[];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const place = text.trim() === "" ? "it is empty" : String((cause as Error).message);
    throw new AdminError("MALFORMED_BODY", `The body is not JSON: ${shorten(place)}`, { cause });
  }
}

function parseYaml(text: string): readonly unknown[] {
  const lines = new LineCounter();
  try {
    const parsed = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, version: "1.2", schema: "core", uniqueKeys: true });
    const documents = Array.isArray(parsed) ? parsed : [];
    const violations = documents
      .flatMap((document) => document.errors)
      .map((error) => {
        const { line, col } = lines.linePos(error.pos[0]);
        return { pointer: "", code: "INVALID_YAML", detail: `Line ${line}, column ${col}: ${shorten(error.message)}` };
      });
    throwViolations("MALFORMED_BODY", violations);
    // A few hundred aliases are more than people write; a bomb has millions.
    return documents.map((document) => document.toJS({ maxAliasCount: 200 }) as unknown).filter((value) => value !== null);
  } catch (error) {
    if (error instanceof AdminError) throw error;
    // The parser recurses: what is nested too deeply ends in a RangeError, an alias bomb in a ReferenceError.
    throw new AdminError("MALFORMED_BODY", `The body is not YAML that can be read: ${shorten(String((error as Error).message))}`, { cause: error });
  }
}

/** Parsers quote what they did not understand; a body may hold secrets, so that only the beginning of a message is shown. */
function shorten(message: string): string {
  const withoutQuotes = message.replaceAll(/(?:"[^"]*"|'[^']*')\.{0,3}/gu, "…").replaceAll(/\s+/gu, " ");
  return withoutQuotes.length > 120 ? `${withoutQuotes.slice(0, 120)}…` : withoutQuotes;
}
