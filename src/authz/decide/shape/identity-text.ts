import type { Json } from "../../../kit/json.ts";
import { type PlaceholderSource, readPlaceholders, type TextPiece } from "../../../model/auth/placeholders.ts";
import { claimAt } from "../authorize/claim-test.ts";
import { type Consumer, consumerName } from "../directory/consumer.ts";
import { headerText } from "../header-text.ts";
import type { Identity } from "../identify/identity.ts";

/** A text with placeholders, ready to be filled in; undefined when one of them has no value. */
export type IdentityText = (identity: Identity | undefined) => string | undefined;

/**
 * Makes a text; the schema's check has seen that it can be read. A consumer of another namespace than `home` is named with its own, unless the text does so
 * itself: a backend that trusts a name must not take it for a namesake's.
 */
export function compileText(text: string, home: string): IdentityText {
  const read = readPlaceholders(text);
  const pieces = "pieces" in read ? read.pieces : [];
  const hasNamespace = pieces.some((piece) => piece.kind === "placeholder" && piece.source.kind === "consumer" && piece.source.field === "namespace");
  const nameOf = (consumer: Consumer): string => (hasNamespace ? consumer.name : consumerName(consumer, home));
  return (identity) => fill(pieces, identity, nameOf);
}

function fill(pieces: readonly TextPiece[], identity: Identity | undefined, nameOf: (consumer: Consumer) => string): string | undefined {
  let text = "";
  for (const piece of pieces) {
    const part = piece.kind === "text" ? piece.text : placeholderValue(piece.source, identity, nameOf);
    if (part === undefined) return undefined;
    text += part;
  }
  return text;
}

function placeholderValue(source: PlaceholderSource, identity: Identity | undefined, nameOf: (consumer: Consumer) => string): string | undefined {
  if (identity === undefined) return undefined;
  switch (source.kind) {
    case "claim":
      return jsonText(claimAt(identity.claims, source.path));
    case "consumer":
      return source.field === "name" ? identity.consumer && nameOf(identity.consumer) : identity.consumer?.[source.field];
    case "identity":
      return identityField(source.field, identity);
  }
}

function identityField(field: "subject" | "method" | "groups" | "scopes", identity: Identity): string | undefined {
  switch (field) {
    case "subject":
      return identity.subject === "" ? undefined : headerText(identity.subject);
    case "method":
      return identity.method;
    case "groups":
      return identity.groups.length === 0 ? undefined : headerText(identity.groups.join(","));
    case "scopes":
      return identity.scopes.length === 0 ? undefined : headerText(identity.scopes.join(" "));
  }
}

/** A claim as a header carries it: texts as they are, lists of scalars joined by commas, everything else as JSON. */
function jsonText(value: Json | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") return headerText(value);
  if (Array.isArray(value) && value.every((item: Json) => typeof item !== "object")) return headerText(value.map(String).join(","));
  return headerText(JSON.stringify(value));
}
