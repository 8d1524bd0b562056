import type { Metrics } from "../../kit/telemetry.ts";
import { type GrpcStatus, grpcStatusName } from "../grpc/status.ts";
import type { LaneLimit } from "../limits/lane-limits.ts";

/** Counts what happens on a lane. */
export interface LaneMeters {
  onConnection(open: number): void;
  onConnectionEnd(open: number): void;
  /** The peer broke HTTP/2; the code is the name of an HTTP/2 error, or `TLS`. */
  onConnectionError(code: string): void;
  onCalls(method: string, status: GrpcStatus, count: number): void;
  onLimit(limit: LaneLimit): void;
}

/** The metrics of a lane, labelled by its name. Calls are published about once a second. */
export function laneMeters(metrics: Metrics, lane: string): LaneMeters {
  const open = metrics.gauge({ name: "sluice_lane_connections", help: "Open connections", labels: ["lane"] });
  const connections = metrics.counter({ name: "sluice_lane_connections_total", help: "Connections taken", labels: ["lane"] });
  const errors = metrics.counter({
    name: "sluice_lane_connection_errors_total",
    help: "Connections ended because the peer broke the protocol",
    labels: ["lane", "code"],
  });
  const calls = metrics.counter({ name: "sluice_lane_calls_total", help: "Calls by status of gRPC", labels: ["lane", "method", "code"] });
  const limits = metrics.counter({ name: "sluice_lane_limits_total", help: "Times that a limit was met", labels: ["lane", "limit"] });
  return {
    onConnection: (count) => {
      open.set(count, { lane });
      connections.add(1, { lane });
    },
    onConnectionEnd: (count) => open.set(count, { lane }),
    onConnectionError: (code) => errors.add(1, { lane, code }),
    onCalls: (method, status, count) => calls.add(count, { lane, method, code: grpcStatusName(status) }),
    onLimit: (limit) => limits.add(1, { lane, limit }),
  };
}
