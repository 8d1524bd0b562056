import type { Clock } from "../kit/clock.ts";
import type { Logger } from "../kit/telemetry.ts";
import type { AuthzError, AuthzErrorCode } from "./errors.ts";

/** What reports are made with. */
export interface ErrorReportsOptions {
  readonly clock: Pick<Clock, "monotonic">;
  readonly logger: Logger;
}

/** How long a code is not told of again. */
const quietMs = 10_000;

interface Told {
  /** Milliseconds of the monotonic clock. */
  readonly at: number;
  more: number;
}

/**
 * Tells the program's log of requests that could not be decided: of each code the first one, and after ten seconds the next one with the number of those between. Everybody
 * can send such requests, and an outage makes one of each; the decision log and the metrics have them all.
 */
export class ErrorReports {
  readonly #options: ErrorReportsOptions;
  readonly #told = new Map<AuthzErrorCode, Told>();

  constructor(options: ErrorReportsOptions) {
    this.#options = options;
  }

  /** Tells of one, or counts it. */
  report({ code, message }: AuthzError): void {
    const { clock, logger } = this.#options;
    const [now, last] = [clock.monotonic(), this.#told.get(code)];
    if (last !== undefined && now - last.at < quietMs) {
      last.more += 1;
      return;
    }
    this.#told.set(code, { at: now, more: 0 });
    const level = code === "ERR_AUTHZ_INTERNAL" ? "error" : "warn";
    const before = last === undefined || last.more === 0 ? {} : { untold: last.more };
    logger[level]("Request could not be decided, it does not get in", { code, reason: message, ...before });
  }
}
