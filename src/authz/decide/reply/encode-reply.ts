import { codec } from "../../../gen/codec.ts";
import type { HeaderValueOption } from "../../../gen/envoy/config/core/v3.ts";
import { HeaderValueOption_HeaderAppendAction as AppendAction } from "../../../gen/envoy/config/core/v3.ts";
import type { CheckResponse, DeniedHttpResponse } from "../../../gen/envoy/service/auth/v3.ts";
import type { HttpStatus } from "../../../gen/envoy/type/v3.ts";
import type { JsonObject } from "../../../kit/json.ts";
import type { Mutations, Pair } from "../shape/mutations.ts";
import { toStruct } from "./struct.ts";

/** Codes of google.rpc.Code. Envoy looks at nothing but whether it is 0. */
const rpcCode = { ok: 0, permissionDenied: 7, unavailable: 14, unauthenticated: 16 } as const;

/** An answer that Envoy gives in place of the backend. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: readonly Pair[];
  readonly body: string;
}

/**
 * The reply that lets a request in. It is never empty, although Envoy takes an empty one for the same: so that nothing that went wrong can look
 * like it.
 */
export function encodeAllowed(mutations: Mutations): Uint8Array {
  return encode({
    status: { code: rpcCode.ok, message: "allowed" },
    ok_response: {
      headers: [...mutations.headers.map(setHeader), ...mutations.appendHeaders.map(appendHeader)],
      headers_to_remove: mutations.removeHeaders,
      response_headers_to_add: [
        ...mutations.responseHeaders.map(setHeader),
        ...mutations.appendResponseHeaders.map(addHeader),
        ...mutations.cookies.map((cookie) => setHeader(["set-cookie", cookie])),
      ],
      query_parameters_to_set: mutations.setQuery.map(([key, value]) => ({ key, value })),
      query_parameters_to_remove: mutations.removeQuery,
    },
    ...metadataOf(mutations.metadata),
  });
}

/** The reply that keeps a request out. */
export function encodeDenied(answer: HttpAnswer, metadata: JsonObject): Uint8Array {
  const code = answer.status === 401 ? rpcCode.unauthenticated : rpcCode.permissionDenied;
  return encode({ status: { code, message: "denied" }, denied_response: httpAnswer(answer), ...metadataOf(metadata) });
}

/** The reply that says that nothing could be decided: Envoy counts an error and keeps the request out, unless its filter says otherwise. */
export function encodeError(answer: HttpAnswer): Uint8Array {
  return encode({ status: { code: rpcCode.unavailable, message: "error" }, error_response: httpAnswer(answer) });
}

function encode(response: CheckResponse): Uint8Array {
  return Uint8Array.from(codec("envoy.service.auth.v3.CheckResponse").encode(response));
}

function httpAnswer({ status, headers, body }: HttpAnswer): DeniedHttpResponse {
  return { status: { code: status as NonNullable<HttpStatus["code"]> }, headers: headers.map(setHeader), body };
}

function setHeader([key, value]: Pair): HeaderValueOption {
  // Each cookie has a line of its own.
  const action = key === "set-cookie" ? AppendAction.APPEND_IF_EXISTS_OR_ADD : AppendAction.OVERWRITE_IF_EXISTS_OR_ADD;
  return { header: { key, value }, append_action: action };
}

/** For request headers Envoy looks at this alone, and at no action. */
function appendHeader([key, value]: Pair): HeaderValueOption {
  return { header: { key, value }, append: { value: true } };
}

function addHeader([key, value]: Pair): HeaderValueOption {
  return { header: { key, value }, append_action: AppendAction.APPEND_IF_EXISTS_OR_ADD };
}

function metadataOf(metadata: JsonObject): Pick<CheckResponse, "dynamic_metadata"> {
  return Object.keys(metadata).length === 0 ? {} : { dynamic_metadata: toStruct(metadata) };
}
