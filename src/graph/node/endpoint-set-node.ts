import type { Origin } from "../../model/object/object.ts";

/** One address that takes connections. */
export interface EndpointNode {
  readonly address: string;
  readonly port: number;
  /** 1 or more. */
  readonly weight: number;
  readonly health: "healthy" | "unhealthy" | "degraded" | "draining";
  readonly origin: Origin;
}

/** Endpoints of one place and priority, in the order of address and port. */
export interface LocalityNode {
  readonly region: string;
  readonly zone: string;
  /** 0 is used first. */
  readonly priority: number;
  readonly endpoints: readonly EndpointNode[];
}

/** The endpoints of one cluster; may be empty, which is said to Envoy explicitly. */
export interface EndpointSetNode {
  readonly cluster: string;
  readonly localities: readonly LocalityNode[];
}
