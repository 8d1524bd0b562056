import { clientNamesSchema } from "./client-names-setting.ts";
import { laneLimitsSchema } from "./lane-limits-setting.ts";
import { defineOption } from "./option.ts";
import { oneOf } from "./value-schemas.ts";

/** Which server of HTTP/2 serves what is asked with each request: ours, or grpc-js. */
export type LaneKind = "http2" | "grpc-js";

const laneKinds: readonly LaneKind[] = ["http2", "grpc-js"];

/** Settings of what the roles ratelimit and authz are asked over. */
export const laneOptions = {
  lane: defineOption({
    flag: "--lane <kind>",
    env: "SLUICE_LANE",
    help: "server of HTTP/2 for what proxies ask with each request: http2, which is Sluice's own, or grpc-js",
    fallback: "http2",
    schema: oneOf(laneKinds),
  }),
  laneLimits: defineOption({
    flag: "--lane-limits <limits>",
    env: "SLUICE_LANE_LIMITS",
    help: "other bounds for it than the defaults, for example maxConnections=20000,idleTimeoutMs=60000; docs/guide/lane.md has the list",
    schema: laneLimitsSchema,
  }),
  clientNames: defineOption({
    flag: "--client-names <rules>",
    env: "SLUICE_CLIENT_NAMES",
    help: "subject alternative names that ratelimit and authz let in, for example URI:spiffe://fleet/edge/*,DNS:*.edge.example; all that the authorities signed when not given",
    schema: clientNamesSchema,
  }),
};
