import type { Resource, ResourceType } from "../../snapshot/resource.ts";

/** One response, before it is bytes. */
export interface Message {
  readonly type: ResourceType;
  readonly nonce: string;
  /** `version_info` (state of the world) or `system_version_info` (delta). */
  readonly version: string;
  readonly resources: readonly Resource[];
  /** Delta only: names that are gone, or that do not exist. */
  readonly removed: readonly string[];
  /** Delta only: resources whose time to live begins anew; the client has them. */
  readonly heartbeats: readonly Resource[];
  /** Names that the client asked for one by one and that it cannot have (`resource_errors`; xRFC TP3); told once. */
  readonly missing: readonly string[];
}

/** What a client holds of one name: nothing, a resource, or something from an earlier stream whose content is not known here. */
export type Known = Resource | "unknown" | undefined;

/** A resource that the client does not take. */
export interface Refusal {
  readonly type: ResourceType;
  readonly name: string;
  readonly version: string;
  /** The client's own words. */
  readonly detail: string;
}

/**
 * What a step wants done or known.
 * - `send`: write this message; at most one a step, and only on `poll`.
 * - `acked`: the client took the response with this nonce.
 * - `nacked`: it refused it, in its own words; `refusals` follow as far as the culprits are known.
 * - `refused`: one resource is refused in this version; it is not sent again until it changes. `held` is what the client has instead, as far
 *   as that is known; `told` its version, where it comes from an earlier stream.
 * - `overdue`: an extension, listener or route went although a cluster that it newly uses has not become ready in time.
 */
export type Action =
  | { readonly kind: "send"; readonly message: Message }
  | { readonly kind: "acked"; readonly type: ResourceType; readonly nonce: string }
  | { readonly kind: "nacked"; readonly type: ResourceType; readonly nonce: string; readonly detail: string }
  | { readonly kind: "refused"; readonly refusal: Refusal; readonly held: Known; readonly told?: string }
  | { readonly kind: "overdue"; readonly type: ResourceType; readonly name: string; readonly clusters: readonly string[] };
