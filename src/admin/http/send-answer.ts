import { once } from "node:events";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Request, Response } from "express";
import type { Answer } from "./operation.ts";

/** A reader that takes nothing for so long is cut off; it can resume where it was. */
const stalledMs = 30_000;

/** A stream whose pieces are there at once (an export from memory) lets everything else have its turn after so long. */
const turnMs = 10;

/** Writes an answer. A stream is written as fast as its reader takes it, and ends early when `signal` aborts. */
export async function sendAnswer(parts: { answer: Answer; request: Request; response: Response; signal: AbortSignal }): Promise<void> {
  const { answer, request, response } = parts;
  response.status(answer.status).set(answer.headers ?? {});
  const headersOnly = request.method === "HEAD";
  if ("body" in answer) {
    response.set("Content-Type", "application/json");
    response.end(headersOnly ? undefined : `${JSON.stringify(answer.body)}\n`);
    return;
  }
  response.set("Content-Type", answer.mediaType);
  if ("text" in answer) {
    response.end(headersOnly ? undefined : answer.text);
    return;
  }
  if (headersOnly) response.end();
  else await sendStream(answer.stream, response, parts.signal);
}

async function sendStream(stream: AsyncIterable<string>, response: Response, signal: AbortSignal): Promise<void> {
  response.flushHeaders();
  let turn = performance.now();
  for await (const piece of stream) {
    if (signal.aborted) break;
    if (!response.write(piece)) await drained(response, signal);
    if (performance.now() - turn < turnMs) continue;
    await nextTurn();
    turn = performance.now();
  }
  response.end();
}

async function drained(response: Response, signal: AbortSignal): Promise<void> {
  const stalled = setTimeout(() => response.destroy(), stalledMs);
  try {
    await once(response, "drain", { signal });
  } catch (error) {
    // The reader went away, which ends the loop by its signal.
    if (!signal.aborted) throw error;
  } finally {
    clearTimeout(stalled);
  }
}
