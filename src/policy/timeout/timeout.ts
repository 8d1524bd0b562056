import type { Policy } from "../policy.ts";
import { forwardTimeout } from "./emit.ts";
import { lowerTimeout, type TimeoutNode } from "./lower.ts";
import { timeoutSchema } from "./schema.ts";

/** Time limits of requests. See `timeout`, `idle_timeout` and `max_stream_duration` of Envoy's RouteAction. */
export const timeout: Policy<TimeoutNode> = {
  name: "timeout",
  side: "route",
  merge: "overlay",
  order: 100,
  schema: timeoutSchema,
  lower: lowerTimeout,
  forward: forwardTimeout,
};
