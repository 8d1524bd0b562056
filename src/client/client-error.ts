import type { Problem } from "../kit/problem.ts";

/**
 * Why a call failed.
 * - `UNREACHABLE`: nobody answered, or the answer broke off.
 * - `TIMEOUT`: no answer in time.
 * - `ABORTED`: the caller's own signal.
 * - `PROBLEM`: the server answered with a problem document.
 * - `NOT_SLUICE`: what answered does not speak this API.
 */
export type ClientErrorCode = "ERR_CLIENT_UNREACHABLE" | "ERR_CLIENT_TIMEOUT" | "ERR_CLIENT_ABORTED" | "ERR_CLIENT_PROBLEM" | "ERR_CLIENT_NOT_SLUICE";

/** One thing that is wrong with a request, as the server names it. */
export interface Violation extends Problem {
  /** Which part of the request: `body`, `path`, `query`, `header`. */
  readonly in: string;
  readonly object?: { readonly kind: string; readonly namespace?: string; readonly name: string };
}

/** A problem document (RFC 9457) of the server. */
export interface ProblemDocument {
  readonly status: number;
  /** Stable, for example `PRECONDITION_FAILED`. */
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  /** Names the request in the server's log. */
  readonly instance: string;
  readonly violations: readonly Violation[];
  /** All members, for those that a single code has: `current`, `referrers`. */
  readonly members: Readonly<Record<string, unknown>>;
}

/** What every call of the client throws. */
export class ClientError extends Error {
  override readonly name = "ClientError";
  readonly code: ClientErrorCode;
  /** Of `ERR_CLIENT_PROBLEM` only. */
  readonly problem: ProblemDocument | undefined;
  /** The same call may succeed later. */
  readonly retryable: boolean;

  constructor(code: ClientErrorCode, message: string, options: { cause?: unknown; problem?: ProblemDocument } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.problem = options.problem;
    this.retryable = code === "ERR_CLIENT_UNREACHABLE" || code === "ERR_CLIENT_TIMEOUT" || options.problem?.status === 503;
  }
}
