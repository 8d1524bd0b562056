import type { GrpcFailure } from "../grpc/status.ts";

/** How a call fails. */
export interface CallFailure {
  readonly status: GrpcFailure;
  /** For the caller's log. */
  readonly message: string;
}
