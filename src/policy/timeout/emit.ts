import type { RouteAction } from "../../gen/envoy/config/route/v3.ts";
import { duration } from "../../xds/common.ts";
import type { TimeoutNode } from "./lower.ts";

/** Graph → Envoy's RouteAction. */
export function forwardTimeout(node: TimeoutNode, action: RouteAction): RouteAction {
  return {
    ...action,
    ...(node.requestMs !== undefined && { timeout: duration(node.requestMs) }),
    ...(node.idleMs !== undefined && { idle_timeout: duration(node.idleMs) }),
    ...(node.streamMs !== undefined && { max_stream_duration: { max_stream_duration: duration(node.streamMs) } }),
  };
}
