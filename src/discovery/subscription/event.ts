import type { ResourceType } from "../../snapshot/resource.ts";
import type { ResourceChange, ViewSnapshot } from "../../snapshot/view-snapshot.ts";

/** State of the world sends everything of a type that is asked for; delta sends what changed. */
export type Variant = "sotw" | "delta";

/** `ads`: all types on one stream, in order. A type: a stream of that type alone, without an order between streams. */
export type Scope = "ads" | ResourceType;

/** A DiscoveryRequest, without its node. */
export interface SotwRequest {
  readonly kind: "sotw";
  readonly type: ResourceType;
  readonly names: readonly string[];
  /** The last version that the client accepted, also on an earlier stream; empty: none. */
  readonly version: string;
  /** Nonce of the response that it answers; empty: none. */
  readonly nonce: string;
  /** The client refuses that response, in its own words. */
  readonly error: string | undefined;
}

/** A DeltaDiscoveryRequest, without its node. */
export interface DeltaRequest {
  readonly kind: "delta";
  readonly type: ResourceType;
  readonly subscribe: readonly string[];
  readonly unsubscribe: readonly string[];
  /** What the client holds from an earlier stream; read in the first request of a type only. */
  readonly initialVersions: ReadonlyMap<string, string>;
  readonly nonce: string;
  readonly error: string | undefined;
}

/** What a client says of a resource type. */
export type DiscoveryRequest = SotwRequest | DeltaRequest;

/**
 * What happens on a stream; `at` is monotonic time in milliseconds.
 * - `request`: the client spoke.
 * - `view`: the view moved on to `snapshot`; `changes` are the differences to the snapshot before.
 * - `retry`: what the client refused of this name is sent once more, because what stood in its way may be gone.
 * - `poll`: the transport takes one more message, or the time came that `nextWake` named. The only event that sends.
 */
export type StreamEvent =
  | { readonly kind: "request"; readonly at: number; readonly request: DiscoveryRequest }
  | { readonly kind: "view"; readonly at: number; readonly snapshot: ViewSnapshot; readonly changes: readonly ResourceChange[] }
  | { readonly kind: "retry"; readonly at: number; readonly type: ResourceType; readonly name: string }
  | { readonly kind: "poll"; readonly at: number };
