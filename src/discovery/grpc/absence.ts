import { type GrpcFailure, grpcStatus } from "../../http2/grpc/status.ts";
import type { ResourceType } from "../../snapshot/resource.ts";
import type { Snapshots } from "../../snapshot/snapshots.ts";

/** Why a client cannot have what it asked for by name (`google.rpc.Status`). */
export interface Absence {
  readonly name: string;
  readonly code: GrpcFailure;
  readonly message: string;
}

/**
 * What exists, but for others, is told to be not allowed (xRFC TP3, gRFC A88). A secret is told to be not there all the same: nobody learns
 * the names of other people's secrets by asking for them.
 */
export function absenceOf(snapshots: Pick<Snapshots, "has">, type: ResourceType, name: string): Absence {
  if (type !== "secret" && snapshots.has(type, name)) {
    return { name, code: grpcStatus.permissionDenied, message: `The ${type} ${name} is there, but not for this node` };
  }
  return { name, code: grpcStatus.notFound, message: `There is no ${type} ${name}` };
}

/** Longer type URLs are cut in sentences, which are one a name. */
const shownTypeUrl = 200;

/** The same for a type that is not served at all. */
export function absenceOfType(typeUrl: string, name: string): Absence {
  return { name, code: grpcStatus.notFound, message: `Resources of type ${typeUrl.slice(0, shownTypeUrl)} are not served here` };
}
