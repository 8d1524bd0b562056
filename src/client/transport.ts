import { ClientError } from "./client-error.ts";
import { errorOfAnswer } from "./read-problem.ts";

/** Where the server is and who asks. */
export interface TransportOptions {
  /** As in `http://127.0.0.1:18080`. */
  readonly server: string;
  /** Sent as `Authorization: Bearer …`. */
  readonly key?: string;
  /** Time for an answer to begin, and for its body. Default 30,000. Streams have no limit but the caller's signal. */
  readonly timeoutMs?: number;
}

/** One request, before the server and the key are known. */
export interface Exchange {
  readonly method: "GET" | "PUT" | "POST" | "PATCH" | "DELETE";
  /** Beginning with a slash; already percent-encoded. */
  readonly path: string;
  /** Undefined values are left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON unless it is a text, then with the media type of `headers`. */
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  /** More time for this call, added to the transport's own: the server was asked to wait. */
  readonly extraMs?: number;
}

/** A successful answer. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Moves requests and answers; knows nothing of objects. */
export class Transport {
  readonly #options: TransportOptions;

  constructor(options: TransportOptions) {
    this.#options = options;
  }

  get server(): string {
    return this.#options.server;
  }

  /** Makes a call and reads the whole answer. Throws a `ClientError` for anything but a success. */
  async call(exchange: Exchange): Promise<Reply> {
    const limit = AbortSignal.timeout((this.#options.timeoutMs ?? 30_000) + (exchange.extraMs ?? 0));
    const signal = exchange.signal === undefined ? limit : AbortSignal.any([limit, exchange.signal]);
    try {
      const response = await fetch(this.#url(exchange), this.#request(exchange, signal));
      const text = await response.text();
      if (response.ok) return { status: response.status, headers: response.headers, text };
      throw errorOfAnswer({ status: response.status, text, url: this.#options.server });
    } catch (error) {
      throw this.#failure(error, exchange);
    }
  }

  /** Makes a call and hands the answer's body over as it comes, decoded. Throws a `ClientError`, also in the middle. */
  async *stream(exchange: Exchange): AsyncGenerator<string, void> {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(new DOMException("", "TimeoutError")), this.#options.timeoutMs ?? 30_000);
    const signal = exchange.signal === undefined ? limit.signal : AbortSignal.any([limit.signal, exchange.signal]);
    try {
      const response = await fetch(this.#url(exchange), this.#request(exchange, signal));
      clearTimeout(timer);
      if (!response.ok) throw errorOfAnswer({ status: response.status, text: await response.text(), url: this.#options.server });
      if (response.body === null) return;
      for await (const piece of response.body.pipeThrough(new TextDecoderStream())) yield piece;
    } catch (error) {
      throw this.#failure(error, exchange);
    } finally {
      clearTimeout(timer);
    }
  }

  #url(exchange: Exchange): string {
    const pairs = Object.entries(exchange.query ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as const]));
    const query = new URLSearchParams(pairs.map(([name, value]) => [name, value])).toString();
    return `${this.#options.server.replace(/\/+$/u, "")}${exchange.path}${query === "" ? "" : `?${query}`}`;
  }

  #request(exchange: Exchange, signal: AbortSignal): RequestInit {
    const headers = new Headers(exchange.headers);
    if (this.#options.key !== undefined) headers.set("authorization", `Bearer ${this.#options.key}`);
    if (exchange.body === undefined) return { method: exchange.method, headers, signal };
    if (!headers.has("content-type")) headers.set("content-type", "application/json");
    const body = typeof exchange.body === "string" ? exchange.body : JSON.stringify(exchange.body);
    return { method: exchange.method, headers, signal, body };
  }

  #failure(error: unknown, exchange: Exchange): ClientError {
    if (error instanceof ClientError) return error;
    const { server } = this.#options;
    if (exchange.signal?.aborted === true) return new ClientError("ERR_CLIENT_ABORTED", "The call was given up", { cause: error });
    if (error instanceof DOMException && error.name === "TimeoutError") {
      return new ClientError("ERR_CLIENT_TIMEOUT", `${server} does not answer in time`, { cause: error });
    }
    return new ClientError("ERR_CLIENT_UNREACHABLE", `${server} cannot be reached: ${reasonOf(error)}`, { cause: error });
  }
}

/** fetch says "fetch failed" and keeps what happened to itself. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof AggregateError) return cause.errors.map(reasonOf).join(", ");
  if (!(cause instanceof Error)) return String(cause);
  return cause.message === "" ? cause.name : cause.message;
}
