import type { LogChunk, LogSpill } from "../log-chunk.ts";

/** A spill in memory: the twin of the one in files, and with 0 bytes the one of those who want none. */
export class MemorySpill implements LogSpill {
  readonly #chunks: LogChunk[] = [];
  readonly #bounds: { readonly bytes: number };
  #bytes = 0;

  constructor(bounds: { readonly bytes: number }) {
    this.#bounds = bounds;
  }

  put(chunk: LogChunk): Promise<boolean> {
    if (this.#bytes + chunk.bytes.length > this.#bounds.bytes) return Promise.resolve(false);
    this.#chunks.push(chunk);
    this.#bytes += chunk.bytes.length;
    return Promise.resolve(true);
  }

  first(): Promise<LogChunk | undefined> {
    return Promise.resolve(this.#chunks[0]);
  }

  dropFirst(): Promise<void> {
    this.#bytes -= this.#chunks.shift()?.bytes.length ?? 0;
    return Promise.resolve();
  }
}
