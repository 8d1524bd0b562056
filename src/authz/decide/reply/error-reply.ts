import type { CheckView } from "../request/check-view.ts";
import { DecisionRequest } from "../request/decision-request.ts";
import { type ClientType, clientType } from "./client-type.ts";
import { encodeError } from "./encode-reply.ts";
import { contentTypes, usualBody } from "./usual-body.ts";

const status = 503;
const explanation = { title: "Service Unavailable", status, detail: "It cannot be decided now whether the request may pass" };

const replies: Readonly<Record<ClientType, Uint8Array>> = { json: replyTo("json"), html: replyTo("html"), grpc: replyTo("grpc") };

/** The reply to a request that could not be decided, as far as it can be read. It says nothing of why, because whoever calls is not known. */
export function errorReply(view: CheckView | undefined, now: number): Uint8Array {
  try {
    return replies[view === undefined ? "json" : clientType(new DecisionRequest(view, now))];
  } catch {
    return replies.json;
  }
}

function replyTo(client: ClientType): Uint8Array {
  const headers = [
    ["content-type", contentTypes[client]],
    ["cache-control", "no-store"],
  ] as const;
  return encodeError({ status, headers, body: usualBody(explanation, client) });
}
