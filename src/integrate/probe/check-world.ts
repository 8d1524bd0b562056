/** What checks know of the world around them. */
export interface CheckWorld {
  /** Aborts on Ctrl-C. */
  readonly signal: AbortSignal;
  /** How long one question may take, in milliseconds. */
  readonly timeoutMs: number;
}
