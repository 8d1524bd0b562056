import type { ObjectKey } from "../../model/object/object.ts";
import type { RouteNode } from "../node/route-node.ts";

/** A request to explain. */
export interface ExplainedRequest {
  readonly method: string;
  /** Absolute: scheme, host, port, path and query. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Only this group's listeners. */
  readonly group?: string;
}

/** How a request would be answered. `no-listener` … `no-backend` say where it ends. */
export type Outcome = "routed" | "redirected" | "answered" | "no-listener" | "no-host" | "no-rule" | "no-backend";

/** One thing that was tried. */
export interface Step {
  readonly stage: "listener" | "host" | "rule" | "policy" | "cluster" | "endpoints";
  readonly name: string;
  readonly taken: boolean;
  /** Why, or why not. */
  readonly detail: string;
  readonly object?: ObjectKey;
  readonly pointer?: string;
}

/** A target with its share of the requests. */
export interface ExplainedCluster {
  readonly name: string;
  readonly weight: number;
  /** `address:port`, healthy ones first written. */
  readonly endpoints: readonly string[];
  /** The Service that it is made of. */
  readonly object: ObjectKey;
}

/** How a request would be answered, and every step on the way. */
export interface RequestExplanation {
  readonly outcome: Outcome;
  readonly summary: string;
  readonly steps: readonly Step[];
  readonly clusters: readonly ExplainedCluster[];
  /** The rule that was taken. */
  readonly rule?: RouteNode;
  /** Path and query as rules and filters see them, where a rule was looked for. */
  readonly path?: string;
}
