import { write } from "node:fs";
import { promisify } from "node:util";
import type { LogChunk, LogSink } from "../log-chunk.ts";

const writeTo = promisify(write);
const standardOutput = 1;

/**
 * Writes lines to standard output. Not by `process.stdout`: that waits for the reader of a pipe, and the whole program with it; here a thread waits.
 * What a reader has taken of a chunk is not written again.
 */
export function stdoutSink(): LogSink {
  let unfinished: { readonly chunk: LogChunk; at: number } | undefined;
  return {
    name: "standard output",
    send: async (chunk) => {
      if (unfinished?.chunk !== chunk) unfinished = { chunk, at: 0 };
      const state = unfinished;
      while (state.at < chunk.bytes.length) {
        const { bytesWritten } = await writeTo(standardOutput, chunk.bytes, state.at, chunk.bytes.length - state.at, null);
        state.at += bytesWritten;
      }
    },
  };
}
