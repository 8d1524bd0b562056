/** Some lines of the log that travel together. */
export interface LogChunk {
  readonly bytes: Uint8Array;
  readonly lines: number;
}

/** Where the log goes. */
export interface LogSink {
  /** For messages: `file /var/log/sluice/decisions.ndjson`. */
  readonly name: string;
  /** Rejects with an Error when the lines did not arrive: they are sent again later, unless it is a {@link RefusedChunkError}. */
  send(chunk: LogChunk): Promise<void>;
}

/** A sink that will never take these lines: sending them again is of no use. */
export class RefusedChunkError extends Error {
  override readonly name = "RefusedChunkError";
}

/** Lines that were kept, and that somebody has taken away meanwhile. */
export interface GoneChunk {
  readonly kind: "gone";
  /** How many there were; 1 where an earlier process kept them, and nobody has counted. */
  readonly lines: number;
  readonly reason: string;
}

/** Where lines wait while the sink does not take them. Chunks are put while others are read; each of the two is done once at a time. */
export interface LogSpill {
  /** Keeps a chunk; false when there is no room for it. Rejects when it cannot be written. */
  put(chunk: LogChunk): Promise<boolean>;
  /** The oldest chunk that is kept; undefined when there is none. */
  first(): Promise<LogChunk | GoneChunk | undefined>;
  /** Forgets the oldest. */
  dropFirst(): Promise<void>;
}
