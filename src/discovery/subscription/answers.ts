import type { DiscoveryRequest } from "./event.ts";
import type { TypeState } from "./state.ts";

/** What a request answers: no response, the newest one, the newest one once more, or an older one. */
export type Answers = "nothing" | "newest" | "again" | "older";

/** Looks at the nonce of a request; asked before the answer in it is taken. */
export function answerOf(ts: TypeState, request: DiscoveryRequest): Answers {
  if (request.nonce === "" || ts.lastNonce === "") return "nothing";
  if (request.nonce !== ts.lastNonce) return "older";
  return ts.sent.has(request.nonce) ? "newest" : "again";
}
