import type { Ask, Verdict } from "../decide/charge.ts";

/**
 * Where counters are kept. One call an event-loop turn: an adapter may send it on as one message. Every adapter gives the verdicts that `runAsks`
 * gives, and passes the suite in test/contract/counters.
 *
 * Blocks reserved ahead of need would stand between this port and its callers: they would answer asks from what they hold and charge the port for
 * the next block.
 */
export interface Counters {
  /**
   * Charges a batch. The answer has a verdict for every charge of every ask, `count` times, in their order. Rejects with a {@link CounterError}
   * when the store cannot be asked; then nobody knows what was charged.
   */
  charge(batch: readonly Ask[]): Promise<readonly Verdict[]>;
  close(): Promise<void>;
}
/** Why counters cannot be asked. */
export type CounterErrorCode = "ERR_COUNTER_UNREACHABLE" | "ERR_COUNTER_TIMEOUT" | "ERR_COUNTER_REFUSED" | "ERR_COUNTER_SETTINGS";

/** The store of counters cannot be asked, or gave an answer that makes no sense. */
export class CounterError extends Error {
  override readonly name = "CounterError";
  readonly code: CounterErrorCode;
  constructor(code: CounterErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
  }
}
