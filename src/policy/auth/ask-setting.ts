import type { AskSpec } from "../../model/auth/ask-schema.ts";
import { forwardedForHeader } from "../../model/auth/auth-plan.ts";
import type { AuthSpec } from "../../model/auth/auth-schema.ts";
import { bodyReaders } from "../../model/auth/body-readers.ts";
import { metadataReads } from "../../model/auth/metadata-reads.ts";
import { readHeaders } from "../../model/auth/read-headers.ts";
import { durationMs } from "../../model/object/common.ts";

/** What Envoy has once a filter, not once a route. */
export interface AskSetting {
  readonly timeoutMs: number;
  /** Undefined: bodies are not sent along. */
  readonly bodyBytes: number | undefined;
  /** The first bytes of a longer body are enough; it is not answered 413. */
  readonly partialBody?: true;
  /** Headers line by line, as signatures need them. */
  readonly rawHeaders: boolean;
  readonly headers: readonly string[] | "all";
  /** Namespaces of the request's metadata, in order; left out when there are none. */
  readonly metadata?: readonly string[];
  /** The same of the route's metadata. */
  readonly routeMetadata?: readonly string[];
  readonly failOpen: boolean;
  /** Nothing but shadows stands here: no request may be refused or changed, whatever happens. */
  readonly shadowOnly?: true;
}

/** What stands before anything else is known. */
export const usualSetting: AskSetting = { timeoutMs: 250, bodyBytes: undefined, rawHeaders: false, headers: "all", failOpen: false };

/** A replica has half of it, so that another one may be asked: an identity provider has to answer within two seconds and a bit. */
const introspectionTimeoutMs = 5000;
/** A code is exchanged while a person waits, and some providers take their time: this is twice as long as they may. */
const loginTimeoutMs = 10_000;
const usualBodyBytes = 65_536;
/** What a provider tells of a logout is not longer than a token. */
const logoutBodyBytes = 16_384;

/**
 * What several levels want together: the longest wait, bodies of the smallest size that one of them writes, all headers that one of them reads; open only where all are that count, and so where nothing
 * but shadows stands.
 */
export function askSetting(specs: readonly AuthSpec[]): AskSetting {
  const counting = specs.filter(({ shadow }) => shadow !== true);
  const read = specs.flatMap((spec) => bodyBytesOf(spec) ?? []);
  const bodies = specs.some(hearsOfLogouts) ? [...read, logoutBodyBytes] : read;
  const partial = bodies.length > 0 && counting.length > 0 && counting.every((spec) => bodyBytesOf(spec) === undefined);
  return {
    timeoutMs: Math.max(...specs.map(timeoutOf)),
    bodyBytes: bodies.length === 0 ? undefined : (writtenBodyBytes(counting.length === 0 ? specs : counting) ?? Math.max(...bodies)),
    ...(partial && { partialBody: true }),
    rawHeaders: specs.some(({ identify = [] }) => identify.some(({ signature }) => signature !== undefined)),
    headers: headersOf(specs),
    ...metadataOf(specs),
    failOpen: counting.every(({ ask }) => ask?.failOpen !== undefined),
    ...(counting.length === 0 && { shadowOnly: true }),
  };
}

/** The same where the caller's address stands in a header. */
export function withForwardedFor(setting: AskSetting): AskSetting {
  return setting.headers === "all" ? setting : { ...setting, headers: [...new Set([...setting.headers, forwardedForHeader])].sort() };
}

function timeoutOf({ ask, identify = [] }: AuthSpec): number {
  if (ask?.timeout !== undefined) return durationMs(ask.timeout);
  if (identify.some(({ oidc }) => oidc !== undefined)) return loginTimeoutMs;
  return identify.some(({ introspection }) => introspection !== undefined) ? introspectionTimeoutMs : usualSetting.timeoutMs;
}

/** Undefined: the block does not look at bodies. */
function bodyBytesOf(spec: AuthSpec): number | undefined {
  const { ask, identify = [] } = spec;
  const signed = identify.some(({ signature }) => signature !== undefined && signature.body !== "ignored");
  const body: AskSpec["body"] = ask?.body ?? (signed || bodyReaders(spec).length > 0 ? {} : undefined);
  return body === undefined ? undefined : (body.maxBytes ?? usualBodyBytes);
}

/** Nobody lifts what a gateway has written. */
function writtenBodyBytes(specs: readonly AuthSpec[]): number | undefined {
  const written = specs.flatMap(({ ask }) => ask?.body?.maxBytes ?? []);
  return written.length === 0 ? undefined : Math.min(...written);
}

function hearsOfLogouts({ identify = [] }: AuthSpec): boolean {
  return identify.some(({ oidc }) => oidc?.logout?.backChannel !== undefined);
}

function headersOf(specs: readonly AuthSpec[]): readonly string[] | "all" {
  const names = new Set<string>();
  for (const spec of specs) {
    const read = spec.ask?.headers === "needed" ? readHeaders(spec) : "all";
    if (read === "all") return "all";
    for (const name of read) names.add(name);
  }
  return [...names].sort();
}

function metadataOf(specs: readonly AuthSpec[]): Pick<AskSetting, "metadata" | "routeMetadata"> {
  const reads = specs.map(metadataReads);
  const [metadata, routeMetadata] = [distinct(reads.flatMap(({ request }) => request)), distinct(reads.flatMap(({ route }) => route))];
  return { ...(metadata.length > 0 && { metadata }), ...(routeMetadata.length > 0 && { routeMetadata }) };
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}
