import { codec } from "../../gen/codec.ts";
import type { MessageName, Messages } from "../../gen/messages.ts";
import { contentHash } from "../../kit/hash.ts";
import type { Resource } from "../../snapshot/resource.ts";
import type { StreamState, TypeState } from "./state.ts";

/**
 * What a client gets that asks for a name which the view does not have, where silence would hold it up.
 *
 * - Runtime: a layer without values. Envoy refuses a response that lacks its layer, and waits with its start until it has one.
 * - Endpoints, state of the world: an empty set. Delta can say that the name does not exist; here the client would wait for 15 s.
 */
export function substituteFor(state: StreamState, ts: TypeState, name: string): Resource | undefined {
  if (ts.type === "runtime") return make("runtime", name, { message: "envoy.service.runtime.v3.Runtime", value: { name, layer: {} } });
  if (ts.type !== "endpoint" || state.variant === "delta") return undefined;
  return make("endpoint", name, { message: "envoy.config.endpoint.v3.ClusterLoadAssignment", value: { cluster_name: name } });
}

function make<N extends MessageName>(type: Resource["type"], name: string, content: { message: N; value: Messages[N] }): Resource {
  const bytes = Uint8Array.from(codec(content.message).encode(content.value));
  return { type, name, version: contentHash(bytes), bytes, warming: "none", references: () => ({}), origins: () => [] };
}
