import type { StreamEvent } from "./event.ts";
import type { Turn } from "./state.ts";

/** A refusal is forgotten, so that the view's version goes out again. What is not refused now needs no second try. */
export function onRetry({ state }: Turn, { type, name }: Extract<StreamEvent, { kind: "retry" }>): void {
  const ts = state.types.get(type);
  const item = ts?.items.get(name);
  if (ts === undefined || item?.refused === undefined) return;
  item.refused = undefined;
  ts.due.add(name);
}
