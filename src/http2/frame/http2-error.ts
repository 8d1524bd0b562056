/** Error codes of HTTP/2. Source: RFC 9113, section 7. */
export const http2Code = {
  noError: 0x0,
  protocolError: 0x1,
  internalError: 0x2,
  flowControlError: 0x3,
  settingsTimeout: 0x4,
  streamClosed: 0x5,
  frameSizeError: 0x6,
  refusedStream: 0x7,
  cancel: 0x8,
  compressionError: 0x9,
  connectError: 0xa,
  enhanceYourCalm: 0xb,
  inadequateSecurity: 0xc,
  http11Required: 0xd,
} as const;

/** Any error code of HTTP/2. */
export type Http2Code = (typeof http2Code)[keyof typeof http2Code];

/** The peer broke the protocol in a way that ends the connection; the code and the message go into GOAWAY. */
export class Http2Error extends Error {
  override readonly name = "Http2Error";
  readonly code: Http2Code;

  constructor(code: Http2Code, message: string) {
    super(message);
    this.code = code;
  }

  /** The code as RFC 9113 writes it: `PROTOCOL_ERROR`. */
  get codeName(): string {
    return codeNames[this.code] ?? String(this.code);
  }
}

const codeNames: readonly string[] = Object.keys(http2Code).map((name) =>
  name === "http11Required" ? "HTTP_1_1_REQUIRED" : name.replaceAll(/[A-Z]/gu, (letter) => `_${letter}`).toUpperCase(),
);

/** A PROTOCOL_ERROR. */
export function protocolError(message: string): Http2Error {
  return new Http2Error(http2Code.protocolError, message);
}
