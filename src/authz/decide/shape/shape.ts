import type { ShapeSpec } from "../../../model/auth/shape-schema.ts";
import type { Identity } from "../identify/identity.ts";
import { compileText, type IdentityText, type TextPlace } from "./identity-text.ts";
import type { Pair } from "./mutations.ts";

/** A change of one header or parameter; `value` undefined removes it. */
export interface Change {
  readonly name: string;
  readonly value: string | undefined;
}

/** What one layer changes. */
export interface LayerShape {
  readonly headers: readonly Change[];
  /** Values behind those that are there already. */
  readonly appendHeaders: readonly Pair[];
  readonly responseHeaders: readonly Change[];
  /** Values beside those that are there already. */
  readonly appendResponseHeaders: readonly Pair[];
  readonly query: readonly Change[];
}

/** The shaping of one layer, ready to run. */
export type Shaper = (identity: Identity | undefined) => LayerShape;

/** Makes the shaping of a layer; `home` is its namespace. */
export function compileShape(spec: ShapeSpec = {}, home: string): Shaper {
  const texts = (record: Readonly<Record<string, string>> = {}, place: TextPlace = "header"): readonly NamedText[] =>
    Object.entries(record).map(([name, text]) => ({ name, text: compileText(text, { home, place }) }));
  const headers = texts(lowerCased(spec.headers));
  const responseHeaders = texts(lowerCased(spec.responseHeaders));
  const appended = texts(lowerCased(spec.appendHeaders));
  const appendedToResponse = texts(lowerCased(spec.appendResponseHeaders));
  const query = texts(spec.query?.set, "query");
  const removedHeaders = (spec.removeHeaders ?? []).map((name): Change => ({ name: name.toLowerCase(), value: undefined }));
  const removedQuery = (spec.query?.remove ?? []).map((name): Change => ({ name, value: undefined }));
  return (identity) => ({
    headers: [...removedHeaders, ...filled(headers, identity)],
    appendHeaders: pairs(appended, identity),
    responseHeaders: filled(responseHeaders, identity),
    appendResponseHeaders: pairs(appendedToResponse, identity),
    query: [...removedQuery, ...filled(query, identity)],
  });
}

interface NamedText {
  readonly name: string;
  readonly text: IdentityText;
}

function lowerCased(record: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(record).map(([name, text]) => [name.toLowerCase(), text]));
}

function filled(named: readonly NamedText[], identity: Identity | undefined): readonly Change[] {
  return named.map(({ name, text }) => ({ name, value: text(identity) }));
}

function pairs(named: readonly NamedText[], identity: Identity | undefined): readonly Pair[] {
  return filled(named, identity).flatMap(({ name, value }): readonly Pair[] => (value === undefined ? [] : [[name, value]]));
}
