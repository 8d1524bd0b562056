import { type NormalPath, normalPath } from "../../model/path/normal-path.ts";
import type { ExplainedRequest } from "./explanation.ts";

/** What of a request routes look at. */
export interface RoutedRequest {
  readonly method: string;
  /** Normal form, without query; undefined for CONNECT, which has none. */
  readonly path: string | undefined;
  /** As sent: Envoy decodes neither names nor values. Of several values the first counts. */
  readonly query: ReadonlyMap<string, string>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: ReadonlyMap<string, string>;
}

/** A request before its path is looked at. */
export interface ReadRequest extends Omit<RoutedRequest, "path"> {
  readonly path: NormalPath | undefined;
  /** With its question mark; empty where there is none. */
  readonly search: string;
}

/** Reads a request as Envoy's HTTP codec and connection manager do. */
export function readRequest({ method, url, headers }: ExplainedRequest): ReadRequest {
  const { path, search } = targetOf(url);
  const kept = Object.entries(headers).filter(([name]) => !name.includes("_"));
  const common = { method: method.toUpperCase(), headers: Object.fromEntries(kept), cookies: cookiesOf(headers["cookie"] ?? "") };
  if (common.method === "CONNECT") return { ...common, path: undefined, search: "", query: new Map() };
  return { ...common, path: normalPath(path), search, query: queryOf(search.slice(1)) };
}

/** Path and query as a client sends them: character by character, what is not ASCII encoded. `URL` would take dot segments away. */
function targetOf(url: string): { readonly path: string; readonly search: string } {
  const [, path = "", search = ""] = /^[a-z]+:\/\/[^/?#]*([^?#]*)(\?[^#]*)?/iu.exec(url) ?? [];
  return { path: path === "" ? "/" : encodeAsSent(path), search: encodeAsSent(search) };
}

function encodeAsSent(text: string): string {
  return text.toWellFormed().replaceAll(/[^!-~]/gu, encodeURIComponent);
}

function queryOf(text: string): ReadonlyMap<string, string> {
  const query = new Map<string, string>();
  for (const pair of text.split("&")) {
    const [name = "", ...value] = pair.split("=");
    if (pair !== "" && !query.has(name)) query.set(name, value.join("="));
  }
  return query;
}

/** A value may be wrapped in double quotes; of several with one name the first counts, and what has no `=` is none. */
function cookiesOf(header: string): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of header.split(";")) {
    const { name, value } = /^ *(?<name>[^=]*)=(?<value>.*)$/su.exec(pair)?.groups ?? {};
    if (name !== undefined && value !== undefined && !cookies.has(name)) cookies.set(name, value.replace(/^"(.*)"$/su, "$1"));
  }
  return cookies;
}
