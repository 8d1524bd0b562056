import { codec } from "../../gen/codec.ts";
import { service } from "../../gen/service.ts";
import { type GrpcFailure, grpcStatus } from "../../http2/grpc/status.ts";
import type { LaneMethods, StreamCall, StreamReader } from "../../http2/handler.ts";
import type { Clock } from "../../kit/clock.ts";
import type { Logger, Metrics } from "../../kit/telemetry.ts";
import type { AdmissionPort, NodeIdentity } from "../fleet/node-identity.ts";
import { decodeNode } from "../grpc/decode-node.ts";
import { denialStatus } from "../grpc/denial-status.ts";
import { peerCredential } from "../grpc/peer-credential.ts";
import type { LoadHistory } from "./load-history.ts";
import { type LoadMeters, loadMeters } from "./load-meters.ts";
import { readLoadReport, splitLoadStats } from "./read-load-report.ts";

/** Time in which a proxy has to say who it is, milliseconds. */
const firstReportMs = 30_000;

/** How load is reported. */
export interface LoadReporting {
  readonly history: LoadHistory;
  /** How often each node reports, milliseconds; at least 10,000, since Envoy repeats its 61 kB node each time. */
  readonly intervalMs: number;
}

/** What the service is made with. */
export interface LoadReportOptions {
  readonly admission: AdmissionPort;
  /** Whether any view has a cluster of this name. */
  readonly hasCluster: (name: string) => boolean;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Undefined: nobody is asked for reports. */
  readonly reporting: LoadReporting | undefined;
}

/** The running service. */
export interface LoadReports {
  readonly methods: LaneMethods;
  /** Ends every stream, so that the server can end. */
  close(): void;
}

const { StreamLoadStats: method } = service("envoy.service.load_stats.v3.LoadReportingService");
const response = codec("envoy.service.load_stats.v3.LoadStatsResponse");

/**
 * LRS (envoy/service/load_stats/v3/lrs.proto), on the streams that every bootstrap makes a proxy open. A proxy reports only once it is told
 * what and how often. Where nobody wants reports, a proxy that is admitted is told nothing and stays quiet; if its stream were refused, it would open
 * it anew all the time.
 */
export function loadReportService(options: LoadReportOptions): LoadReports {
  const streams = new Set<LoadReportStream>();
  const meters = loadMeters(options.metrics);
  const open = (call: StreamCall): StreamReader => {
    const stream = new LoadReportStream(call, { ...options, meters, onEnd: () => void streams.delete(stream) });
    streams.add(stream);
    return stream;
  };
  const stopReviews = options.admission.onChange(() => {
    for (const stream of streams) void stream.review();
  });
  return {
    methods: { [method.path]: { kind: "stream", open } },
    close: () => {
      stopReviews();
      for (const stream of [...streams]) stream.close();
    },
  };
}

interface StreamParts extends LoadReportOptions {
  readonly meters: LoadMeters;
  readonly onEnd: () => void;
}

/** One stream: its first message says who reports, all others what. */
class LoadReportStream implements StreamReader {
  readonly #call: StreamCall;
  readonly #parts: StreamParts;
  readonly #stopWaiting: () => void;
  #node: NodeIdentity | undefined;
  #isAdmitted = false;
  /** The question has not left for the proxy; whatever it sends meanwhile, it is asked once more. */
  #isAsking = false;
  #isAskedAgain = false;

  constructor(call: StreamCall, parts: StreamParts) {
    this.#call = call;
    this.#parts = parts;
    this.#stopWaiting = parts.clock.schedule(firstReportMs, () => {
      this.#fail(grpcStatus.deadlineExceeded, `No message came within ${firstReportMs / 1000} s`);
    });
  }

  onEnd(): void {
    this.close();
  }

  onGone(): void {
    this.#leave();
  }

  close(): void {
    this.#leave();
    this.#call.end();
  }

  /** Whether the node may be here: asked at first, and whenever the answer may be another one. Never rejects. */
  async review(): Promise<void> {
    if (this.#node === undefined) return;
    try {
      const admission = await this.#parts.admission.admit(this.#node, peerCredential(this.#call));
      if (admission.kind === "admitted") this.#onAdmitted();
      // An outage of the store is no reason to turn away a proxy that is here.
      else if (!this.#isAdmitted || admission.code !== "UNAVAILABLE") this.#fail(denialStatus[admission.code], admission.message);
    } catch (error) {
      this.#parts.logger.error("Load report stream failed", { node: this.#node.id, error: String(error) });
      this.#fail(grpcStatus.internal, "The admission of the node could not be asked about");
    }
  }

  onMessage(bytes: Buffer): void {
    const { reporting, hasCluster, meters } = this.#parts;
    if (reporting === undefined && this.#node !== undefined) return;
    try {
      const parts = splitLoadStats(bytes);
      if (this.#node === undefined) this.#meet(parts.node);
      else if (this.#isAdmitted && reporting !== undefined) {
        const report = readLoadReport(parts, hasCluster);
        if (report.intervalMs > 0) reporting.history.take(this.#node.id, report);
        meters.onReport(report);
        this.#ask(reporting);
      }
    } catch (error) {
      this.#fail(grpcStatus.invalidArgument, `Load report cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #meet(bytes: Uint8Array | undefined): void {
    const node = bytes === undefined ? undefined : decodeNode(bytes);
    if (node === undefined || node.id === "") {
      this.#fail(grpcStatus.invalidArgument, "The first message of a load report stream needs a node with an id");
      return;
    }
    this.#node = node;
    this.#stopWaiting();
    void this.review();
  }

  #onAdmitted(): void {
    const { reporting } = this.#parts;
    if (this.#isAdmitted) return;
    this.#isAdmitted = true;
    if (reporting !== undefined) this.#ask(reporting);
  }

  /**
   * For everything, by zone; endpoints one by one would multiply the messages. Asked again after each report: "all clusters" are to Envoy those
   * that it has when it is asked, and what came later it would never report.
   */
  #ask(reporting: LoadReporting): void {
    this.#isAskedAgain = this.#isAsking;
    if (this.#isAsking) return;
    this.#isAsking = true;
    const { intervalMs } = reporting;
    const seconds = Math.floor(intervalMs / 1000);
    const interval = { seconds, nanos: (intervalMs - seconds * 1000) * 1e6 };
    this.#call.send(response.encode({ send_all_clusters: true, load_reporting_interval: interval }), () => {
      this.#isAsking = false;
      if (this.#isAskedAgain) this.#ask(reporting);
    });
  }

  #leave(): void {
    this.#stopWaiting();
    this.#parts.onEnd();
  }

  #fail(status: GrpcFailure, message: string): void {
    this.#leave();
    this.#call.fail(status, message);
  }
}
