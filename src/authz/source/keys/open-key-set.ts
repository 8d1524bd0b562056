import { readKeySet } from "../../../kit/jose/key-set.ts";
import type { Json, JsonObject } from "../../../kit/json.ts";
import { canonicalJson } from "../../../kit/json.ts";
import type { Logger } from "../../../kit/telemetry.ts";
import type { KeySource } from "../../decide/need.ts";
import { endpointOf } from "../http/endpoint-of.ts";
import type { FetchJson } from "../http/fetch-json.ts";
import { type OpenKey, openKey } from "./verification-key.ts";

/** Keys of an issuer as they were fetched. */
export interface FetchedKeySet {
  readonly keys: readonly OpenKey[];
  /** Equal texts are equal sets. */
  readonly content: string;
  readonly maxAgeMs: number | undefined;
}

/** How keys are fetched. */
export interface FetchKeySetOptions {
  readonly fetchJson: FetchJson;
  readonly title: string;
  readonly logger: Logger;
}

/** Fetches the JWK Set of an issuer; rejects with an Error whose message says what is wrong. */
export async function fetchKeySet(source: Exclude<KeySource, { kind: "inline" }>, options: FetchKeySetOptions): Promise<FetchedKeySet> {
  const url = source.kind === "url" ? source.url : await discoverUrl(source.issuer, options.fetchJson);
  const { document, maxAgeMs } = await options.fetchJson(url);
  const keys = openKeySet(document, options);
  if (keys.length === 0) throw new Error(`${url} has no key that signatures can be verified with`);
  return { keys, content: canonicalJson(document), maxAgeMs };
}

/** The keys of a JWK Set that are of use; what is wrong with others is logged. */
export function openKeySet(document: Json, { title, logger }: { readonly title: string; readonly logger: Logger }): readonly OpenKey[] {
  const read = readKeySet(document);
  if (read === undefined) throw new Error(`${title} is no JWK Set`);
  const opened = read.keys.map(openKey);
  const faults = [...read.problems, ...opened.flatMap((key) => ("error" in key ? [key.error] : []))];
  if (faults.length > 0) logger.warn("Keys of an issuer cannot be used", { issuer: title, problems: faults });
  return opened.flatMap((key) => ("error" in key ? [] : [key]));
}

/** The metadata must be that of the issuer itself (OpenID Connect Discovery 1.0 §4.3). */
async function discoverUrl(issuer: string, fetchJson: FetchJson): Promise<string> {
  const { document } = await fetchJson(`${issuer.replace(/\/$/u, "")}/.well-known/openid-configuration`);
  const metadata = (typeof document === "object" && document !== null && !Array.isArray(document) ? document : {}) as JsonObject;
  if (metadata["issuer"] !== issuer) throw new Error(`Metadata of ${issuer} is that of ${JSON.stringify(metadata["issuer"] ?? null)}`);
  const url = endpointOf(metadata, "jwks_uri", issuer);
  if (url === undefined) throw new Error(`Metadata of ${issuer} names no jwks_uri`);
  return url;
}
