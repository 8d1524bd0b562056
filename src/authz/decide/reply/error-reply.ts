import { encodeError } from "./encode-reply.ts";

const status = 503;

/** The reply to every request that could not be decided: it says nothing of why, because whoever calls is not known. */
export const errorReply: Uint8Array = encodeError({
  status,
  headers: [
    ["content-type", "application/problem+json"],
    ["cache-control", "no-store"],
  ],
  body: JSON.stringify({ type: "about:blank", title: "Service Unavailable", status, detail: "It cannot be decided now whether the request may pass" }),
});
