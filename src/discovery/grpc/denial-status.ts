import { type GrpcFailure, grpcStatus } from "../../http2/grpc/status.ts";
import type { ReadPermission } from "../client-status/status-readers.ts";
import type { Admission } from "../fleet/node-identity.ts";

type Denied = Extract<Admission | ReadPermission, { readonly kind: "denied" }>;

/** The status that a caller gets who is not let in. */
export const denialStatus: Readonly<Record<Denied["code"], GrpcFailure>> = {
  UNAUTHENTICATED: grpcStatus.unauthenticated,
  PERMISSION_DENIED: grpcStatus.permissionDenied,
  FAILED_PRECONDITION: grpcStatus.failedPrecondition,
  UNAVAILABLE: grpcStatus.unavailable,
};
