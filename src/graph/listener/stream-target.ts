import type { ObjectKey } from "../../model/object/object.ts";
import type { WeightedCluster } from "../node/route-node.ts";

/** A stream route that is attached to a listener. */
export interface StreamTarget {
  readonly route: ObjectKey;
  readonly createdAt: string;
  readonly hostnames: readonly string[];
  /** Those that get something: Envoy knows no weight of zero here. */
  readonly clusters: readonly WeightedCluster[];
  readonly idleTimeoutMs: number | undefined;
}
