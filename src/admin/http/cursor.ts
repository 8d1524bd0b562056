import type { z } from "zod";
import { AdminError } from "../problem/admin-error.ts";

/** Packs where a list goes on into one opaque text. */
export function encodeCursor(place: object): string {
  return Buffer.from(JSON.stringify(place)).toString("base64url");
}

/** Unpacks a cursor; throws 400 for one that this program did not make. */
export function decodeCursor<S extends z.ZodType>(text: string, schema: S): z.infer<S> {
  const result = schema.safeParse(parse(text));
  if (result.success) return result.data;
  throw invalidCursor();
}

/** The answer to a cursor that cannot be meant for this list. */
export function invalidCursor(): AdminError {
  const detail = "The cursor is not one that this list gave out";
  return new AdminError("INVALID_PARAMETER", detail, {
    violations: [{ in: "query", pointer: "/cursor", code: "INVALID_VALUE", detail, hint: "Begin without a cursor" }],
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString("utf8")) as unknown;
  } catch {
    return undefined;
  }
}
