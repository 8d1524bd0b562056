/** Types of frames. Source: RFC 9113, section 6. */
export const frameType = {
  data: 0,
  headers: 1,
  priority: 2,
  rstStream: 3,
  settings: 4,
  pushPromise: 5,
  ping: 6,
  goaway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;

/** Flags of frames; `endStream` and `ack` are one bit of different types. */
export const frameFlag = { endStream: 0x1, ack: 0x1, endHeaders: 0x4, padded: 0x8, priority: 0x20 } as const;

/** Bytes of a frame's head: length (24 bits), type, flags, reserved bit and stream id. */
export const frameHeadBytes = 9;

/** The largest payload that each side takes unless it says otherwise; we never say otherwise. Source: RFC 9113, 6.5.2. */
export const defaultMaxFrameBytes = 16_384;

/** The largest flow-control window. Source: RFC 9113, 6.9.1. */
export const maxWindow = 2 ** 31 - 1;

/** The window of a connection, and of a stream until SETTINGS say otherwise. Source: RFC 9113, 6.9.2. */
export const defaultWindow = 65_535;

/** What a client sends first. Source: RFC 9113, 3.4. */
export const clientPreface: Buffer = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
