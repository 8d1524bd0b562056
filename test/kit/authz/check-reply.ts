import { codec } from "../../../src/gen/codec.ts";
import type { HeaderValueOption } from "../../../src/gen/envoy/config/core/v3.ts";
import type { CheckResponse } from "../../../src/gen/envoy/service/auth/v3.ts";
import { toJson } from "../../../src/gen/to-json.ts";

/** A CheckResponse as tests look at it. */
export interface ReplyText {
  readonly outcome: "allowed" | "denied" | "error" | "empty";
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly removed: readonly string[];
  readonly responseHeaders: Readonly<Record<string, string>>;
  /** Values of Set-Cookie, of either kind of answer. */
  readonly cookies: readonly string[];
  readonly query: Readonly<Record<string, string>>;
  readonly queryRemoved: readonly string[];
  readonly body: string | undefined;
  readonly metadata: unknown;
}

/** Reads a CheckResponse as Envoy does: only the status code tells whether the request gets in. */
export function readReply(bytes: Uint8Array): ReplyText {
  const response = codec("envoy.service.auth.v3.CheckResponse").decode(bytes);
  const { ok_response: ok, denied_response: denied, error_response: error } = response;
  const answer = denied ?? error;
  return {
    outcome: bytes.length === 0 ? "empty" : outcomeOf(response),
    status: answer?.status?.code,
    headers: headersOf(ok?.headers ?? answer?.headers),
    removed: ok?.headers_to_remove ?? [],
    responseHeaders: headersOf(ok?.response_headers_to_add),
    cookies: [...(ok?.response_headers_to_add ?? []), ...(answer?.headers ?? [])].flatMap(({ header }) =>
      header?.key === "set-cookie" ? [header.value ?? ""] : [],
    ),
    query: Object.fromEntries((ok?.query_parameters_to_set ?? []).map(({ key = "", value = "" }) => [key, value])),
    queryRemoved: ok?.query_parameters_to_remove ?? [],
    body: answer?.body,
    metadata: response.dynamic_metadata === undefined ? {} : toJson("google.protobuf.Struct", response.dynamic_metadata),
  };
}

function outcomeOf({ status, error_response: error }: CheckResponse): ReplyText["outcome"] {
  if ((status?.code ?? 0) === 0) return "allowed";
  return error === undefined ? "denied" : "error";
}

function headersOf(options: readonly HeaderValueOption[] = []): Readonly<Record<string, string>> {
  return Object.fromEntries(options.map(({ header }) => [header?.key ?? "", header?.value ?? ""]));
}
