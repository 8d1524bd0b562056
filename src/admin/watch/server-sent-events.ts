import type { Json } from "../../kit/json.ts";

/** One event of a `text/event-stream` (WHATWG HTML, "Server-sent events"). `id` is what the client sends as `Last-Event-ID` later. */
export function serverSentEvent(event: { readonly name: string; readonly data: Json; readonly id?: number }): string {
  const id = event.id === undefined ? "" : `id: ${event.id}\n`;
  // JSON has no line breaks, so that one data line is enough.
  return `event: ${event.name}\n${id}data: ${JSON.stringify(event.data)}\n\n`;
}

/** Moves the client's last event id without waking it. */
export function silentId(id: number): string {
  return `id: ${id}\n\n`;
}

/** Keeps the connection, and whatever lies between, from thinking that nobody is there. */
export const heartbeat = ": heartbeat\n\n";
