import type { Json } from "../../../kit/json.ts";

/** A document that was fetched. */
export interface FetchedJson {
  readonly document: Json;
  /** How long it may be kept, as the server says (Cache-Control: max-age); undefined when it does not say. */
  readonly maxAgeMs: number | undefined;
}

/** Fetches a JSON document; rejects with an Error whose message says what is wrong. */
export type FetchJson = (url: string) => Promise<FetchedJson>;

/** A server that takes longer has not answered. */
const timeoutMs = 5000;
const mostBytes = 1_048_576;

/** Fetches over HTTP or HTTPS: bounded in time and size, and no redirect leads elsewhere than the policy says. */
export async function fetchJson(url: string): Promise<FetchedJson> {
  const response = await fetch(url, { headers: { accept: "application/json" }, redirect: "error", signal: AbortSignal.timeout(timeoutMs) });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`${url} answered ${response.status}`);
  }
  const document = JSON.parse(await boundedText(response, url)) as Json;
  const maxAge = /(?:^|,)\s*max-age=(\d{1,9})/iu.exec(response.headers.get("cache-control") ?? "")?.[1];
  return { document, maxAgeMs: maxAge === undefined ? undefined : Number(maxAge) * 1000 };
}

async function boundedText(response: Response, url: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (response.body as ReadableStream<Uint8Array> | null) ?? []) {
    size += chunk.length;
    if (size > mostBytes) throw new Error(`${url} answered more than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
