import type { Json } from "../../../kit/json.ts";
import { type PlaceholderSource, readPlaceholders } from "../../../model/auth/placeholders.ts";
import { claimAt } from "../authorize/claim-test.ts";
import { type Consumer, consumerName } from "../directory/consumer.ts";
import { headerText } from "../header-text.ts";
import type { Identity } from "../identify/identity.ts";

/** A text with placeholders, ready to be filled in; undefined when one of them has no value. */
export type IdentityText = (identity: Identity | undefined) => string | undefined;

/** Where a text goes: what would end it there, or begin something else, is escaped. */
export type TextPlace = "header" | "query";

/** How what the policy itself writes is escaped, and how what callers and issuers choose is. */
const escapes: Readonly<Record<TextPlace, { readonly written: (text: string) => string; readonly value: (text: string) => string }>> = {
  header: { written: (text) => text, value: headerText },
  // Envoy puts it into the path as it is.
  query: { written: queryText, value: queryText },
};

/**
 * Makes a text for a place; the schema's check has seen that it can be read. A consumer of another namespace than `home` is named with its own, unless the text does so
 * itself: a backend that trusts a name must not take it for a namesake's.
 */
export function compileText(text: string, { home, place }: { readonly home: string; readonly place: TextPlace }): IdentityText {
  const read = readPlaceholders(text);
  const pieces = "pieces" in read ? read.pieces : [];
  const hasNamespace = pieces.some((piece) => piece.kind === "placeholder" && piece.source.kind === "consumer" && piece.source.field === "namespace");
  const nameOf = (consumer: Consumer): string => (hasNamespace ? consumer.name : consumerName(consumer, home));
  const { written, value } = escapes[place];
  const parts = pieces.map((piece) => (piece.kind === "text" ? written(piece.text) : piece.source));
  return (identity) => fill(parts, (source) => placeholderValue(source, identity, nameOf), value);
}

function fill(
  parts: readonly (string | PlaceholderSource)[],
  readValue: (source: PlaceholderSource) => string | undefined,
  encode: (text: string) => string,
): string | undefined {
  let text = "";
  for (const part of parts) {
    const value = typeof part === "string" ? part : readValue(part);
    if (value === undefined) return undefined;
    text += typeof part === "string" ? value : encode(value);
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
      return identity.subject === "" ? undefined : identity.subject;
    case "method":
      return identity.method;
    case "groups":
      return listText(identity.groups, ",");
    case "scopes":
      return listText(identity.scopes, " ");
  }
}

/** Whoever may name a group shall not name two: what parts a list is escaped in its items. Undefined for none. */
function listText(items: readonly string[], separator: "," | " "): string | undefined {
  if (items.length === 0) return undefined;
  return items.map((item) => item.replaceAll(separator, encodeURIComponent(separator))).join(separator);
}

/** A claim as a text: texts as they are, lists of scalars joined by commas, everything else as JSON. */
function jsonText(value: Json | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((item: Json) => typeof item !== "object")) return listText(value.map(String), ",") ?? "";
  return JSON.stringify(value);
}

/** A name or value of a query parameter as it stands in a path: nothing of it parts parameters or ends the path. */
export function queryText(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
