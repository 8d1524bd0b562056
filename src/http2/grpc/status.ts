/** Status codes of gRPC. Source: grpc/grpc, doc/statuscodes.md. */
export const grpcStatus = {
  ok: 0,
  cancelled: 1,
  unknown: 2,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  resourceExhausted: 8,
  failedPrecondition: 9,
  aborted: 10,
  outOfRange: 11,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  dataLoss: 15,
  unauthenticated: 16,
} as const;

/** Any status code of gRPC. */
export type GrpcStatus = (typeof grpcStatus)[keyof typeof grpcStatus];

/** A status code that says what went wrong. */
export type GrpcFailure = Exclude<GrpcStatus, 0>;

const names: readonly string[] = Object.keys(grpcStatus).map((name) => name.replaceAll(/[A-Z]/gu, (letter) => `_${letter}`).toUpperCase());

/** The name as gRPC writes it, as in `DEADLINE_EXCEEDED`; metrics are labelled by it. */
export function grpcStatusName(status: GrpcStatus): string {
  return names[status] ?? "UNKNOWN";
}
