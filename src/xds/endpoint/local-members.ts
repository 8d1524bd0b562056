import type { MembersNode } from "../../graph/node/members-node.ts";
import { contentHash } from "../../kit/hash.ts";
import { localClusterName } from "../../model/local-cluster.ts";
import { type EncodedPiece, encodeResource } from "../encode-resource.ts";

/**
 * The members of the local cluster. Nobody connects to them, Envoy counts them: each needs an address of its own, and a node has none that everybody
 * knows, so it is a path made of its id. They have no locality, so that nothing begins to prefer zones by their coming.
 */
export function encodeLocalMembers({ ids }: MembersNode): EncodedPiece {
  const lb_endpoints = ids.map((id) => ({ endpoint: { address: { pipe: { path: `/sluice/${contentHash(id)}` } } } }));
  return encodeResource({
    message: "envoy.config.endpoint.v3.ClusterLoadAssignment",
    value: { cluster_name: localClusterName, endpoints: [{ lb_endpoints }] },
    type: "endpoint",
    name: localClusterName,
    origins: [],
  });
}
