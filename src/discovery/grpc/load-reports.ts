import type { BoundService } from "./discovery-methods.ts";

const service = "envoy.service.load_stats.v3.LoadReportingService";
const method = "StreamLoadStats";

/** The part of a server stream that is used here. */
interface LoadStream {
  on(event: "data" | "end" | "error" | "cancelled", listener: () => void): void;
  end(): void;
}

/** Load reports that nobody asks for yet. */
export interface LoadReports {
  readonly service: BoundService;
  /** Ends every stream, so that the server can end. */
  close(): void;
}

/**
 * Holds the load report streams that every bootstrap makes a proxy open. A proxy sends reports only once it is told what to report and how
 * often (LRS, `LoadStatsResponse`); it is told nothing, so it stays quiet. A refused stream would be opened anew every five seconds.
 */
export function holdLoadReports(): LoadReports {
  const streams = new Set<LoadStream>();
  const serve = (call: unknown): void => {
    const stream = call as LoadStream;
    const forget = (): void => void streams.delete(stream);
    streams.add(stream);
    stream.on("data", () => undefined);
    stream.on("cancelled", forget);
    stream.on("error", forget);
    stream.on("end", () => {
      forget();
      stream.end();
    });
  };
  const close = (): void => {
    for (const stream of streams) stream.end();
    streams.clear();
  };
  return { service: { definition: { [method]: definition }, handlers: { [method]: serve } }, close };
}

/** A report is not kept; `null` would mean the end of the stream. */
const discard = (): true => true;
const asIs = (bytes: Buffer): Buffer => bytes;

const definition = {
  path: `/${service}/${method}`,
  requestStream: true,
  responseStream: true,
  requestSerialize: asIs,
  requestDeserialize: discard,
  responseSerialize: asIs,
  responseDeserialize: asIs,
};
