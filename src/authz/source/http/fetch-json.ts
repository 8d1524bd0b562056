import type { Json } from "../../../kit/json.ts";

/** A document that was fetched. */
export interface FetchedJson {
  readonly document: Json;
  /** How long it may be kept, as the server says (Cache-Control: max-age); undefined when it does not say. */
  readonly maxAgeMs: number | undefined;
}

/** A form that is sent along (POST, application/x-www-form-urlencoded). */
export interface SentForm {
  readonly fields: Readonly<Record<string, string>>;
  /** The header Authorization. */
  readonly authorization?: string;
  /** Statuses beside 200 whose documents are answers, too. Default: none. */
  readonly answers?: readonly number[];
  /** Statuses by which the question itself is refused, as one that nobody can answer; the document is null then, whatever it is. Default: none. */
  readonly refusals?: readonly number[];
  /** True: only the status counts, and the document is null. Default: false. */
  readonly ignoresDocument?: boolean;
}

/** Fetches a JSON document, with a form by POST; rejects with an Error whose message says what is wrong. */
export type FetchJson = (url: string, form?: SentForm) => Promise<FetchedJson>;

/** A server that takes longer has not answered, milliseconds. */
export const fetchTimeoutMs = 5000;
const mostBytes = 1_048_576;

/** Fetches over HTTP or HTTPS: bounded in time and size, and no redirect leads elsewhere than the policy says. */
export async function fetchJson(url: string, form?: SentForm): Promise<FetchedJson> {
  const response = await fetch(url, { ...requestOf(form), redirect: "error", signal: AbortSignal.timeout(fetchTimeoutMs) }).catch((cause: unknown) => {
    throw new Error(`${url} did not answer: ${reasonOf(cause)}`, { cause });
  });
  if (form?.refusals?.includes(response.status) === true) {
    await response.body?.cancel();
    return { document: null, maxAgeMs: undefined };
  }
  if (response.status !== 200 && form?.answers?.includes(response.status) !== true) {
    await response.body?.cancel();
    throw new Error(`${url} answered ${response.status}`);
  }
  const text = await boundedText(response, url);
  const document = form?.ignoresDocument === true ? null : parse(text, url);
  const maxAge = /(?:^|,)\s*max-age=(\d{1,9})/iu.exec(response.headers.get("cache-control") ?? "")?.[1];
  return { document, maxAgeMs: maxAge === undefined ? undefined : Number(maxAge) * 1000 };
}

function requestOf(form: SentForm | undefined): RequestInit {
  const accept = { accept: "application/json" };
  if (form === undefined) return { headers: accept };
  const { fields, authorization } = form;
  return { method: "POST", headers: { ...accept, ...(authorization !== undefined && { authorization }) }, body: new URLSearchParams(fields) };
}

/** The client says only "fetch failed"; what failed is the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message !== "" ? error.cause.message : error.message;
}

function parse(text: string, url: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    // The parser's message quotes the text, so that it does not go into the sentence.
    throw new Error(`${url} answered with something that is no JSON`, { cause });
  }
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
