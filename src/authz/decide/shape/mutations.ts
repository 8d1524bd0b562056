import type { JsonObject } from "../../../kit/json.ts";

/** A name and its value, in the order in which they are set. */
export type Pair = readonly [name: string, value: string];

/** What changes in a request that is let in. No header is both set and removed: Envoy removes last. */
export interface Mutations {
  /** Set, in place of what the client sent. */
  readonly headers: readonly Pair[];
  /** Put behind what the client sent. Envoy does so only where it sent something, so none is named here that it did not send. */
  readonly appendHeaders: readonly Pair[];
  readonly removeHeaders: readonly string[];
  /** Set, in place of what the backend sends. */
  readonly responseHeaders: readonly Pair[];
  /** Beside what the backend sends. */
  readonly appendResponseHeaders: readonly Pair[];
  /** Values of Set-Cookie, beside those of the backend. */
  readonly cookies: readonly string[];
  readonly setQuery: readonly Pair[];
  readonly removeQuery: readonly string[];
  /** Dynamic metadata `envoy.filters.http.ext_authz`. */
  readonly metadata: JsonObject;
}
