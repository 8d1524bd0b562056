import type { JsonObject } from "../../../kit/json.ts";
import { wireName } from "../request/check-view.ts";
import { inCookieFamily, withoutCookies } from "../request/cookies.ts";
import type { DecisionRequest } from "../request/decision-request.ts";
import { withoutScheme } from "../request/scheme.ts";
import { queryText } from "./identity-text.ts";
import type { Mutations, Pair } from "./mutations.ts";
import type { Removal } from "./removal.ts";
import type { Change, LayerShape } from "./shape.ts";

const cookieHeader = wireName("cookie");

/** What all layers of a plan change together. */
export interface ShapeParts {
  /** The broadest layer first: a more specific one has the last word on a header. */
  readonly shapes: readonly LayerShape[];
  /** Credentials that must not go on. What a layer sets stands all the same. */
  readonly removals: readonly Removal[];
  /** Other spellings of query parameters that the plan is in charge of: they go, whatever is set. */
  readonly escaped: readonly string[];
  readonly metadata: JsonObject;
  /** Values of Set-Cookie. */
  readonly cookies: readonly string[];
}

/** Joins the changes of all layers into those of the request. */
export function joinShapes({ shapes, removals, escaped, metadata, cookies }: ShapeParts, request: DecisionRequest): Mutations {
  const headers = new Map<string, string | undefined>(removedHeaders(removals, request).map(({ name, value }) => [name, value]));
  const query = new Map<string, string | undefined>(removedParameters(removals, request).map((name) => [name, undefined]));
  const responseHeaders = new Map<string, string | undefined>();
  const appended = new Map<string, string>();
  for (const shape of shapes) {
    apply(headers, shape.headers);
    for (const { name } of shape.headers) appended.delete(name);
    for (const pair of shape.appendHeaders) append(pair, { headers, appended }, request);
    apply(query, shape.query);
    apply(responseHeaders, shape.responseHeaders);
  }
  return {
    headers: kept(headers),
    appendHeaders: [...appended],
    removeHeaders: gone(headers),
    responseHeaders: kept(responseHeaders),
    appendResponseHeaders: shapes.flatMap((shape) => shape.appendResponseHeaders),
    cookies,
    ...parameterChanges(query, escaped),
    metadata,
  };
}

/** Envoy writes names into the path as they are: one that cannot stand there is set by its escaped form, and goes in every other. It removes last. */
function parameterChanges(changes: ReadonlyMap<string, string | undefined>, escaped: readonly string[]): Pick<Mutations, "setQuery" | "removeQuery"> {
  const setQuery = kept(changes).map(([name, value]): Pair => [queryText(name), value]);
  const own = new Set(setQuery.map(([name]) => name));
  const unescaped = kept(changes).flatMap(([name]) => (own.has(name) ? [] : [name]));
  return { setQuery, removeQuery: [...gone(changes), ...unescaped, ...escaped.filter((name) => !own.has(name))] };
}

/** Those that are there alone: Envoy writes a query anew, in another order, when it is told to take something out of it. */
function removedParameters(removals: readonly Removal[], request: DecisionRequest): readonly string[] {
  const names = removals.flatMap((removal) => ("cookieFamily" in removal ? [] : (removal.query ?? [])));
  return names.filter((name) => request.query(name) !== undefined);
}

/** A cookie goes by writing the header anew, without it. */
function removedHeaders(removals: readonly Removal[], request: DecisionRequest): readonly Change[] {
  const changes = removals.flatMap((removal): readonly Change[] =>
    isShown(removal, request) ? [{ name: removal.header.toLowerCase(), value: undefined }] : [],
  );
  const names = new Set(removals.flatMap((removal) => ("cookieFamily" in removal ? [] : (removal.cookie ?? []))));
  const families = removals.flatMap((removal) => ("cookieFamily" in removal ? removal.cookieFamily : []));
  const header = names.size + families.length === 0 ? undefined : request.header(cookieHeader);
  if (header === undefined) return changes;
  const goes = (name: string): boolean => names.has(name) || families.some((family) => inCookieFamily(name, family));
  return [...changes, { name: "cookie", value: withoutCookies(header, goes) }];
}

/** A header that stands at a place without scheme goes, also one that is not there; of Authorization only what has the scheme. */
function isShown(removal: Removal, request: DecisionRequest): removal is Extract<Removal, { readonly header: string }> {
  if ("cookieFamily" in removal || removal.header === undefined) return false;
  if (removal.scheme === undefined) return true;
  const value = request.header(wireName(removal.header.toLowerCase()));
  return value !== undefined && withoutScheme(value, removal.scheme) !== undefined;
}

function apply(target: Map<string, string | undefined>, changes: readonly Change[]): void {
  for (const { name, value } of changes) target.set(name, value);
}

interface HeaderChanges {
  readonly headers: Map<string, string | undefined>;
  /** Of headers that the client sent and that nobody sets or removes. */
  readonly appended: Map<string, string>;
}

/** Envoy puts nothing behind a header that is not there, and removes last: then the header is set. */
function append([name, value]: Pair, { headers, appended }: HeaderChanges, request: DecisionRequest): void {
  const isOurs = headers.has(name) || request.header(wireName(name)) === undefined;
  const target: Map<string, string | undefined> = isOurs ? headers : appended;
  const before = target.get(name);
  target.set(name, before === undefined ? value : joinValues(name, before, value));
}

/** Two values of a header in one line, as Envoy joins them. */
export function joinValues(name: string, before: string, value: string): string {
  return `${before}${name === "cookie" ? "; " : ","}${value}`;
}

function kept(changes: ReadonlyMap<string, string | undefined>): readonly Pair[] {
  return [...changes].flatMap(([name, value]): readonly Pair[] => (value === undefined ? [] : [[name, value]]));
}

function gone(changes: ReadonlyMap<string, string | undefined>): readonly string[] {
  return [...changes].flatMap(([name, value]) => (value === undefined ? [name] : []));
}
