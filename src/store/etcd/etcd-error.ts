// cspell:ignore Exhasted (etcd3 spells it so)
import {
  ClientClosedError,
  EtcdAuthenticationFailedError,
  EtcdInvalidAuthTokenError,
  EtcdLeaseInvalidError,
  EtcdPermissionDeniedError,
  GRPCDataLossError,
  GRPCOutOfRangeError,
  GRPCResourceExhastedError,
  GRPCUnauthenticatedError,
  GRPCUnavailableError,
} from "etcd3/lib/errors.js";
import { StoreError, type StoreErrorCode } from "../store.ts";

interface Meaning {
  readonly code: StoreErrorCode;
  readonly sentence: string;
}

/** What etcd says for which it has no error of its own, by a part of its text. See etcd's api/v3rpc/rpctypes/error.go. */
const texts: readonly (readonly [string, Meaning])[] = [
  ["database space exceeded", { code: "ERR_STORE_FULL", sentence: "has no room left: compact and defragment it, or raise its quota, then disarm the alarm" }],
  ["user name is empty", { code: "ERR_STORE_DENIED", sentence: "wants a user and a password" }],
  ["authentication is not enabled", { code: "ERR_STORE_DENIED", sentence: "has no authentication enabled: leave user and password out" }],
  [
    "request is too large",
    { code: "ERR_STORE_TOO_LARGE", sentence: "takes less in one request than it does by default: raise its --max-request-bytes to 1572864" },
  ],
  ["too many operations", { code: "ERR_STORE_TOO_LARGE", sentence: "takes less in one request than it does by default: raise its --max-txn-ops to 128" }],
];

/** Turns what `etcd3` throws into a `StoreError` that names the endpoint. */
export function toStoreError(error: unknown, endpoint: string): StoreError {
  if (error instanceof StoreError) return error;
  const said = error instanceof Error ? error.message : String(error);
  const { code, sentence } = meaningOf(error, said);
  return new StoreError(code, `etcd at ${endpoint} ${sentence} (${said})`, { cause: error });
}

/** True when the request cannot have reached etcd, so that repeating it cannot do anything twice. */
export function wasNeverSent(error: unknown): boolean {
  return error instanceof GRPCUnavailableError && /No connection established|Name resolution failed|Channel closed before/u.test(error.message);
}

/** True when etcd no longer has the revision of its own that was asked for. */
export function isEngineCompacted(error: unknown): boolean {
  const cause = error instanceof StoreError ? error.cause : error;
  return cause instanceof GRPCOutOfRangeError;
}

function meaningOf(error: unknown, said: string): Meaning {
  const known = texts.find(([part]) => said.includes(part));
  if (known !== undefined) return known[1];
  if (error instanceof EtcdLeaseInvalidError) return { code: "ERR_STORE_LEASE_LOST", sentence: "has no such lease any more" };
  if (isDenied(error)) return { code: "ERR_STORE_DENIED", sentence: "refuses the user, its password or its rights" };
  if (error instanceof GRPCDataLossError) return { code: "ERR_STORE_CORRUPT", sentence: "has lost data" };
  if (error instanceof ClientClosedError) return { code: "ERR_STORE_CLOSED", sentence: "is no longer connected" };
  if (isEngineCompacted(error)) return { code: "ERR_STORE_UNAVAILABLE", sentence: "has compacted its own history while it was being read, repeat it" };
  if (error instanceof GRPCResourceExhastedError) return { code: "ERR_STORE_UNAVAILABLE", sentence: "is overloaded" };
  return { code: "ERR_STORE_UNAVAILABLE", sentence: "does not answer" };
}

function isDenied(error: unknown): boolean {
  const kinds = [EtcdPermissionDeniedError, EtcdAuthenticationFailedError, EtcdInvalidAuthTokenError, GRPCUnauthenticatedError];
  return kinds.some((kind) => error instanceof kind);
}
