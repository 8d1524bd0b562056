import { type LogChunk, type LogSink, RefusedChunkError } from "../log-chunk.ts";

/** Options of {@link httpSink}. */
export interface HttpSinkOptions {
  readonly url: string;
  /** The header Authorization, asked before each request, so that a token may change; undefined for none. */
  readonly authorization: (() => Promise<string>) | undefined;
}

const timeoutMs = 10_000;
/** What a server says of these very lines; everything else may pass. */
const refusals: ReadonlySet<number> = new Set([400, 413, 415, 422]);

/** Sends lines to a server: POST with one JSON document a line (application/x-ndjson); any 2xx means that it has them. */
export function httpSink({ url, authorization }: HttpSinkOptions): LogSink {
  const { origin, pathname } = new URL(url);
  return {
    name: `${origin}${pathname}`,
    send: async ({ bytes }: LogChunk) => {
      const headers = { "content-type": "application/x-ndjson", ...(authorization !== undefined && { authorization: await authorization() }) };
      const body = Uint8Array.from(bytes);
      const response = await fetch(url, { method: "POST", headers, body, redirect: "error", signal: AbortSignal.timeout(timeoutMs) }).catch(sayWhy);
      await response.body?.cancel();
      if (response.ok) return;
      const said = `${origin}${pathname} answered ${response.status}`;
      throw refusals.has(response.status) ? new RefusedChunkError(said) : new Error(said);
    },
  };
}

/** What went wrong on the way, fetch names as the cause. */
function sayWhy(error: unknown): never {
  if (!(error instanceof Error) || !(error.cause instanceof Error)) throw error;
  throw new Error(`${error.message}: ${error.cause.message}`, { cause: error });
}
