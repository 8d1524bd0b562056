import type { Action } from "./action.ts";
import type { StreamEvent } from "./event.ts";
import { onPoll } from "./on-poll.ts";
import { onRequest } from "./on-request.ts";
import { onRetry } from "./on-retry.ts";
import { onView } from "./on-view.ts";
import { isQuiet, type StreamState, type Turn } from "./state.ts";

/** What a step leads to. The state that was given must not be used again. */
export interface Step {
  readonly state: StreamState;
  readonly actions: readonly Action[];
}

/**
 * The xDS transport protocol of one stream, of both variants and all types: pure, every time is in the event.
 *
 * ```
 *            subscribe, view changed                      poll                     ACK
 *  (agrees) ────────────────────────▶ due ─────────────────────────▶ pending ──────────────▶ (agrees)
 *      │                               ▲  ▲   clusters, endpoints,      │
 *      │ view lost it                  │  │   listeners, routes         │ NACK, culprit known    refused: the last good one stays,
 *      ▼                               │  └─────────────────────────────┼──────────────────────▶ until the view changes
 *     gone ── nothing in force ──▶ pending (removed)     NACK, unclear: singly
 * ```
 */
export function step(state: StreamState, event: StreamEvent): Step {
  if (event.kind === "poll" && state.isQuiet) return { state, actions: [] };
  const turn: Turn = { state, at: event.at, actions: [] };
  take(turn, event);
  state.isQuiet = isAllQuiet(state);
  return { state, actions: turn.actions };
}

function take(turn: Turn, event: StreamEvent): void {
  switch (event.kind) {
    case "request":
      onRequest(turn, event.request);
      break;
    case "view":
      onView(turn, event.snapshot, event.changes);
      break;
    case "retry":
      onRetry(turn, event);
      break;
    case "poll":
      onPoll(turn);
      break;
  }
}

function isAllQuiet({ types }: StreamState): boolean {
  for (const ts of types.values()) if (!isQuiet(ts)) return false;
  return true;
}
