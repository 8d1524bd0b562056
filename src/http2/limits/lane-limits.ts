/**
 * Every bound of a lane. Times in milliseconds, sizes in bytes; what is counted a second is counted by connection. A bound that is met shows in
 * `sluice_lane_limits_total{limit}` under its name here (`headerTableBytes` as a COMPRESSION_ERROR in `sluice_lane_connection_errors_total`). Defaults suit Envoy as the caller: few connections, short calls, many of them.
 */
export interface LaneLimits {
  /** Open connections. One more is closed as soon as it is accepted. Default 10,000. */
  readonly maxConnections: number;
  /** From the connection until the client has finished TLS and sent its preface and SETTINGS; the connection is closed then. Default 10 s. */
  readonly handshakeTimeoutMs: number;
  /** A connection without a stream for so long is drained and closed, which loses no call. Default 10 min. */
  readonly idleTimeoutMs: number;
  /** A connection that is older is drained and closed, so that callers spread over new replicas; up to a tenth is taken off by chance. Default 1 h. */
  readonly maxConnectionAgeMs: number;
  /** A connection with streams from which nothing came for so long is sent a PING; it is closed when nothing comes for `keepaliveTimeoutMs` then. Default 30 s. */
  readonly keepaliveMs: number;
  /** How long a client may take to answer that PING. Default 20 s: an Envoy that takes in a large change answers nothing meanwhile. */
  readonly keepaliveTimeoutMs: number;
  /** How long a drained connection may go on with its streams, and a refused one with its farewell. Default 10 s. */
  readonly drainTimeoutMs: number;
  /**
   * Open streams of a connection, told in SETTINGS; one more is refused with REFUSED_STREAM, which clients may retry. Default 4,096: Envoy takes
   * 1,024 until SETTINGS arrive, and a call that finds no stream fails open.
   */
  readonly maxConcurrentStreams: number;
  /** A header list, each field with 32 bytes on top, told in SETTINGS. A longer one is answered 431 with RESOURCE_EXHAUSTED. Default 16 KiB. */
  readonly maxHeaderListBytes: number;
  /** A header block as it travels, with its CONTINUATION frames; the connection is closed beyond it. Default 64 KiB. */
  readonly maxHeaderBlockBytes: number;
  /** CONTINUATION frames of one header block; the connection is closed beyond it. Default 16. */
  readonly maxContinuations: number;
  /** Dynamic table of HPACK, told in SETTINGS; a larger one is a COMPRESSION_ERROR. Default 4,096, what HTTP/2 begins with. */
  readonly headerTableBytes: number;
  /** A request message, also after inflating; a larger one is answered RESOURCE_EXHAUSTED. Default 4 MiB, as everywhere in gRPC. */
  readonly maxMessageBytes: number;
  /** Request messages of a connection that are not complete yet; the one that would go beyond is answered RESOURCE_EXHAUSTED. Default 16 MiB. */
  readonly maxBufferedBytes: number;
  /** From a unary call's HEADERS to its END_STREAM; the stream is reset then. Default 30 s. */
  readonly requestTimeoutMs: number;
  /**
   * Answers of a connection that the client does not take: what the kernel has not taken and what flow control holds back. The connection is closed
   * beyond it, and not read from while the kernel has not taken a sixteenth of it. Default 16 MiB.
   */
  readonly maxOutputBytes: number;
  /** How long a client may take nothing of what waits for it: a connection that does not read is closed, a stream without window is reset. Default 30 s. */
  readonly stallTimeoutMs: number;
  /** RST_STREAM frames. Default 10,000: Envoy sends one for each call that it gives up, and a store that hangs makes it give up thousands. */
  readonly maxResetsPerSecond: number;
  /** Streams that the lane had to reset because the client broke a rule; resets that a client provokes are bounded as its own are. Default 100. */
  readonly maxStreamErrorsPerSecond: number;
  /** PING frames; each answered call allows one more, since some clients measure with them. Default 100. */
  readonly maxPingsPerSecond: number;
  /** SETTINGS frames. Default 20. */
  readonly maxSettingsPerSecond: number;
  /** WINDOW_UPDATE frames; each answered call allows four more. Default 1,000. */
  readonly maxWindowUpdatesPerSecond: number;
  /** PRIORITY frames, and frames of types that nobody knows; both are ignored. Default 1,000. */
  readonly maxIgnoredFramesPerSecond: number;
  /** DATA frames without data that do not end their stream. Default 100. */
  readonly maxEmptyDataPerSecond: number;
}

/** What was met, in metrics: the name of a limit. */
export type LaneLimit = keyof LaneLimits;

const defaultLaneLimits: LaneLimits = {
  maxConnections: 10_000,
  handshakeTimeoutMs: 10_000,
  idleTimeoutMs: 600_000,
  maxConnectionAgeMs: 3_600_000,
  keepaliveMs: 30_000,
  keepaliveTimeoutMs: 20_000,
  drainTimeoutMs: 10_000,
  maxConcurrentStreams: 4096,
  maxHeaderListBytes: 16_384,
  maxHeaderBlockBytes: 65_536,
  maxContinuations: 16,
  headerTableBytes: 4096,
  maxMessageBytes: 4_194_304,
  maxBufferedBytes: 16_777_216,
  requestTimeoutMs: 30_000,
  maxOutputBytes: 16_777_216,
  stallTimeoutMs: 30_000,
  maxResetsPerSecond: 10_000,
  maxStreamErrorsPerSecond: 100,
  maxPingsPerSecond: 100,
  maxSettingsPerSecond: 20,
  maxWindowUpdatesPerSecond: 1000,
  maxIgnoredFramesPerSecond: 1000,
  maxEmptyDataPerSecond: 100,
};

/** A limit that makes no sense; the message names it, its value and what would be right. */
export class LaneLimitError extends RangeError {
  override readonly name = "LaneLimitError";
  readonly code = "ERR_LANE_LIMIT";
}

/** Smallest and largest value of the limits that cannot be just any number above zero. */
const ranges: Readonly<Partial<Record<LaneLimit, readonly [least: number, most: number]>>> = {
  maxConnections: [1, 1_000_000],
  maxConcurrentStreams: [1, 1_000_000],
  maxHeaderListBytes: [256, 1_048_576],
  maxHeaderBlockBytes: [256, 1_048_576],
  maxContinuations: [0, 1000],
  headerTableBytes: [0, 65_536],
  maxMessageBytes: [1, 1_073_741_824],
  maxBufferedBytes: [65_536, 2 ** 40],
  maxOutputBytes: [65_536, 2 ** 40],
};
const anyNumber = [1, 2 ** 31 - 1] as const;

/** The limits with defaults for what is not given. Throws a {@link LaneLimitError}. */
export function resolveLaneLimits(given: Partial<LaneLimits> = {}): LaneLimits {
  const limits = { ...defaultLaneLimits, ...given };
  for (const name of Object.keys(defaultLaneLimits) as LaneLimit[]) {
    const value = limits[name];
    const [least, most] = ranges[name] ?? anyNumber;
    if (!Number.isInteger(value) || value < least || value > most)
      throw new LaneLimitError(`Limit ${name} is ${value}: use a whole number from ${least} to ${most}`);
  }
  return limits;
}
