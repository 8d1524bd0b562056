import { z } from "zod";
import type { Json, JsonObject } from "../kit/json.ts";
import { type AuthExplanation, authExplanation } from "../model/auth/auth-explanation.ts";
import type { Kind, ObjectKey } from "../model/object/object.ts";
import {
  type BulkResult,
  bulkResult,
  explanation,
  fleetNode,
  fleetNodeDetail,
  type MadeToken,
  madeToken,
  type NewToken,
  pageOf,
  type RevisionDiff,
  revisionDiff,
  revisionRollout,
  type ShownCommit,
  type ShownExplanation,
  type ShownLoad,
  type ShownNode,
  type ShownNodeDetail,
  type ShownObject,
  type ShownRollout,
  type ShownToken,
  serviceLoad,
  shownCommit,
  shownObject,
  shownToken,
} from "./answers.ts";
import { ClientError } from "./client-error.ts";
import { collectionPath, objectPath } from "./object-path.ts";
import { type Exchange, type Reply, Transport, type TransportOptions } from "./transport.ts";
import { type ClientWatchEvent, type ClientWatchOptions, watch } from "./watch.ts";

/** What every call may be given. */
export interface CallOptions {
  readonly signal?: AbortSignal;
}

/** A request that authorization is asked about; `url` or `policy` must be there. */
export type AuthQuestion = Readonly<Partial<Record<"url" | "method" | "group" | "source" | "principal" | "certificate" | "body", string>>> & {
  readonly policy?: { readonly namespace?: string; readonly name: string };
  readonly headers?: Readonly<Record<string, string>>;
  /** What filters would have left of the request, by namespace. */
  readonly metadata?: Readonly<Record<string, JsonObject>>;
  /** The route's own metadata, by namespace. */
  readonly routeMetadata?: Readonly<Record<string, JsonObject>>;
};

/** One change of a transaction. */
export type BatchItem =
  | { readonly method: "put"; readonly object: Json; readonly ifMatch?: number | string; readonly ifNoneMatch?: "*" }
  | {
      readonly method: "delete";
      readonly key: { readonly kind: Kind; readonly namespace?: string; readonly name: string };
      readonly ifMatch?: number | string;
    };

/** How changes are made. */
export interface WriteOptions extends CallOptions {
  readonly dryRun?: boolean;
  /** Why, for the history. */
  readonly reason?: string;
  /** Replace whatever version is there, for this reason. */
  readonly force?: string;
  /** Answer when every matching proxy has the change or refused it, or after so many milliseconds. */
  readonly waitMs?: number;
}

/** Which objects to list. */
export interface ListOptions extends CallOptions {
  readonly namespace?: string;
  /** `app=shop,tier!=web`. */
  readonly labels?: string;
  /** `spec.hostnames,labels`. */
  readonly fields?: string;
  readonly revision?: number;
  readonly status?: boolean;
}

/** Most objects of one page. */
const pageSize = 1000;

/** The REST API, typed. Every method throws a `ClientError`. */
export class Client {
  readonly #transport: Transport;

  constructor(options: TransportOptions) {
    this.#transport = new Transport(options);
  }

  /** Where the server is. */
  get server(): string {
    return this.#transport.server;
  }

  /** The object, now or right after a revision; undefined when there is none. */
  async get(key: ObjectKey, options: CallOptions & Pick<ListOptions, "revision" | "status" | "fields"> = {}): Promise<ShownObject | undefined> {
    const { signal, ...query } = options;
    try {
      return await this.#read({ method: "GET", path: objectPath(key), query, ...signalOf(signal) }, shownObject);
    } catch (error) {
      if (error instanceof ClientError && error.problem?.code === "NOT_FOUND") return undefined;
      throw error;
    }
  }

  /** Objects of a kind in key order, page after page, all of one revision. */
  list(kind: Kind, options: ListOptions = {}): AsyncGenerator<ShownObject, void> {
    const { signal, namespace, ...query } = options;
    return this.#pages({ method: "GET", path: collectionPath(kind, namespace), query: { limit: pageSize, ...query }, ...signalOf(signal) }, shownObject);
  }

  /** Makes all changes in one transaction, or tells what they would be. */
  batch(items: readonly BatchItem[], options: WriteOptions = {}): Promise<BulkResult> {
    return this.#read({ method: "POST", path: "/v1/batch", body: { items }, ...writeExchange(options) }, bulkResult);
  }

  /** Takes one revision back, or goes back to an earlier one. */
  revert(what: { readonly undo: number } | { readonly to: number; readonly namespace?: string }, options: WriteOptions = {}): Promise<BulkResult> {
    return this.#read({ method: "POST", path: "/v1/revert", body: what, ...writeExchange(options) }, bulkResult);
  }

  /** Commits, newest first: all, or those that changed one object. */
  history(options: CallOptions & { readonly key?: ObjectKey; readonly diff?: boolean; readonly pageSize?: number } = {}): AsyncGenerator<ShownCommit, void> {
    const { signal, key, diff, pageSize: limit = 100 } = options;
    const path = key === undefined ? "/v1/revisions" : `${objectPath(key)}/history`;
    return this.#pages({ method: "GET", path, query: { limit, diff }, ...signalOf(signal) }, shownCommit);
  }

  /** The difference of two revisions; without `to`, up to the newest. */
  diff(range: { readonly from: number; readonly to?: number; readonly namespace?: string }, options: CallOptions = {}): Promise<RevisionDiff> {
    return this.#read({ method: "GET", path: "/v1/diff", query: { ...range }, ...signalOf(options.signal) }, revisionDiff);
  }

  /** Where a revision is in force, when it is live everywhere or after so many milliseconds. */
  rollout(revision: number, options: CallOptions & { readonly waitMs?: number } = {}): Promise<ShownRollout> {
    const { signal, waitMs } = options;
    const query = waitMs === undefined ? {} : { timeout: `${waitMs}ms` };
    return this.#read({ method: "GET", path: `/v1/revisions/${revision}/rollout`, query, extraMs: waitMs ?? 0, ...signalOf(signal) }, revisionRollout);
  }

  /** All objects as text that `apply` reads again, as it comes. */
  export(
    options: CallOptions & {
      readonly format: "yaml" | "json";
      readonly namespace?: string;
      readonly kinds?: string;
      readonly labels?: string;
      readonly revision?: number;
    },
  ): AsyncGenerator<string, void> {
    const { signal, format, ...query } = options;
    return this.#transport.stream({ method: "GET", path: "/v1/export", query, headers: { accept: `application/${format}` }, ...signalOf(signal) });
  }

  /** Everything in the store at one revision as lines of JSON, as it comes; for admins. */
  backup(options: CallOptions = {}): AsyncGenerator<string, void> {
    return this.#transport.stream({ method: "GET", path: "/v1/backup", ...signalOf(options.signal) });
  }

  /** Every proxy that any replica knows. */
  nodes(options: CallOptions = {}): AsyncGenerator<ShownNode, void> {
    return this.#pages({ method: "GET", path: "/v1/nodes", ...signalOf(options.signal) }, fleetNode);
  }

  /** One proxy: the resources that it does not have as it should, or all of them, with their content; undefined when it is not known. */
  async node(id: string, options: CallOptions & { readonly all?: boolean; readonly contents?: boolean } = {}): Promise<ShownNodeDetail | undefined> {
    const { signal, all, contents } = options;
    const query = { ...(all === true && { resources: "all" }), ...(contents === true && { contents }) };
    try {
      return await this.#read({ method: "GET", path: `/v1/nodes/${encodeURIComponent(id)}`, query, ...signalOf(signal) }, fleetNodeDetail);
    } catch (error) {
      if (error instanceof ClientError && error.problem?.code === "NOT_FOUND") return undefined;
      throw error;
    }
  }

  /** Load of a service, as the proxies of the replica have reported it. */
  load(service: { readonly namespace: string; readonly name: string }, options: CallOptions = {}): Promise<ShownLoad> {
    return this.#read({ method: "GET", path: `${objectPath({ kind: "Service", ...service })}/load`, ...signalOf(options.signal) }, serviceLoad);
  }

  /** How a request would be answered. */
  explain(
    request: { readonly method: string; readonly url: string; readonly headers?: Readonly<Record<string, string>>; readonly group?: string },
    options: CallOptions = {},
  ): Promise<ShownExplanation> {
    return this.#read({ method: "POST", path: "/v1/explain", body: request, ...signalOf(options.signal) }, explanation);
  }

  /** What authorization makes of a request. Its credentials are sent to the server, which neither keeps, logs nor shows them. */
  explainAuth(question: AuthQuestion, options: CallOptions = {}): Promise<AuthExplanation> {
    return this.#read({ method: "POST", path: "/v1/auth/explain", body: question, ...signalOf(options.signal) }, authExplanation);
  }

  /** All changes from now on, or from a revision on; see {@link watch}. */
  watch(options: ClientWatchOptions): AsyncGenerator<ClientWatchEvent, void> {
    return watch(this.#transport, options);
  }

  /** Every token, without what would let somebody in. */
  async tokens(options: CallOptions = {}): Promise<readonly ShownToken[]> {
    return (await this.#read({ method: "GET", path: "/v1/tokens", ...signalOf(options.signal) }, pageOf(shownToken))).items;
  }

  /** Makes a token; its text is in the answer and nowhere else. */
  createToken(token: NewToken, options: CallOptions = {}): Promise<MadeToken> {
    return this.#read({ method: "POST", path: "/v1/tokens", body: token, ...signalOf(options.signal) }, madeToken);
  }

  /** Deletes a token: it is refused from then on. */
  async deleteToken(name: string, options: CallOptions = {}): Promise<void> {
    await this.#transport.call({ method: "DELETE", path: `/v1/tokens/${encodeURIComponent(name)}`, ...signalOf(options.signal) });
  }

  /** Any other call of the API, for those who need what has no method here. */
  call(exchange: Exchange): Promise<Reply> {
    return this.#transport.call(exchange);
  }

  async *#pages<Item extends z.ZodType>(exchange: Exchange, item: Item): AsyncGenerator<z.infer<Item>, void> {
    let cursor: string | undefined;
    do {
      const page = await this.#read({ ...exchange, query: { ...exchange.query, cursor } }, pageOf(item));
      yield* page.items;
      cursor = page.next;
    } while (cursor !== undefined);
  }

  async #read<Schema extends z.ZodType>(exchange: Exchange, schema: Schema): Promise<z.infer<Schema>> {
    const reply = await this.#transport.call(exchange);
    const read = schema.safeParse(parse(reply.text));
    if (read.success) return read.data;
    throw new ClientError(
      "ERR_CLIENT_NOT_SLUICE",
      `${this.server} answered ${exchange.method} ${exchange.path} in a form that this client does not know: ${z.prettifyError(read.error)}`,
    );
  }
}

function writeExchange(options: WriteOptions): Pick<Exchange, "query" | "extraMs" | "signal"> {
  const { signal, dryRun, reason, force, waitMs } = options;
  const wait = waitMs === undefined ? {} : { wait: "programmed", timeout: `${waitMs}ms` };
  return { query: { dryRun, reason, force, ...wait }, extraMs: waitMs ?? 0, ...signalOf(signal) };
}

function signalOf(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
