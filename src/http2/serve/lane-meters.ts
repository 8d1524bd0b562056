import type { MetricSample, Metrics } from "../../kit/telemetry.ts";
import type { MethodQueue } from "../connection/method-queue.ts";
import { grpcStatusName } from "../grpc/status.ts";
import type { LaneLimit } from "../limits/lane-limits.ts";

/** Counts what happens on a lane. */
export interface LaneMeters {
  onConnection(open: number): void;
  onConnectionEnd(open: number): void;
  /** The peer broke HTTP/2; the code is the name of an HTTP/2 error, or `TLS`. */
  onConnectionError(code: string): void;
  onLimit(limit: LaneLimit): void;
}

/** The methods of a lane, which count their calls themselves. */
type Queues = ReadonlyMap<string, MethodQueue<unknown>>;

/** The metrics of a lane, labelled by its name. */
export function laneMeters(metrics: Metrics, lane: string, queues: Queues): LaneMeters {
  const open = metrics.gauge({ name: "sluice_lane_connections", help: "Open connections", labels: ["lane"] });
  const connections = metrics.counter({ name: "sluice_lane_connections_total", help: "Connections taken", labels: ["lane"] });
  const errors = metrics.counter({
    name: "sluice_lane_connection_errors_total",
    help: "Connections ended because the peer broke the protocol",
    labels: ["lane", "code"],
  });
  metrics.collected({ name: "sluice_lane_calls_total", help: "Calls by status of gRPC", labels: ["lane", "method", "code"] }, () => callSamples(lane, queues));
  const limits = metrics.counter({ name: "sluice_lane_limits_total", help: "Times that a limit was met", labels: ["lane", "limit"] });
  return {
    onConnection: (count) => {
      open.set(count, { lane });
      connections.add(1, { lane });
    },
    onConnectionEnd: (count) => open.set(count, { lane }),
    onConnectionError: (code) => errors.add(1, { lane, code }),
    onLimit: (limit) => limits.add(1, { lane, limit }),
  };
}

function callSamples(lane: string, queues: Queues): MetricSample[] {
  return [...queues.values()].flatMap((queue) =>
    queue.counts().map(([status, value]) => ({ labels: { lane, method: queue.path, code: grpcStatusName(status) }, value })),
  );
}
