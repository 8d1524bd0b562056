/** The header by which Envoy says for how many milliseconds it waits for one try of a call; `grpc-timeout` is for all tries together. */
export const expectedTimeoutHeader = "x-envoy-expected-rq-timeout-ms";

/** Milliseconds of that header; `Infinity` without it, and for what is no number. */
export function parseExpectedTimeout(text: string | undefined): number {
  return text !== undefined && /^\d{1,8}$/u.test(text) ? Number(text) : Number.POSITIVE_INFINITY;
}
