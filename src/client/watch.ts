import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { shownObject } from "./answers.ts";
import { ClientError } from "./client-error.ts";
import { parseEvents, type StreamEvent } from "./parse-events.ts";
import type { Transport } from "./transport.ts";

const key = { kind: z.string(), namespace: z.string().exactOptional(), name: z.string() };
const change = z.looseObject({ ...key, change: z.string(), object: shownObject.nullable() });

const eventSchemas = {
  snapshot: z.looseObject({ revision: z.int() }),
  relisted: z.looseObject({ revision: z.int() }),
  object: z.looseObject({ object: shownObject }),
  synced: z.looseObject({ revision: z.int() }),
  commit: z.looseObject({ revision: z.int(), author: z.string(), reason: z.string(), at: z.string(), changes: z.array(change) }),
  records: z.looseObject({ reset: z.boolean(), changes: z.array(change) }),
  outage: z.looseObject({}),
  restored: z.looseObject({}),
} as const;

type Schemas = typeof eventSchemas;

/**
 * What a watch tells.
 * - `snapshot` or `relisted`: what is known is void; an `object` for each one that exists, and `synced`, follow.
 * - `commit`: the changes of one revision; `records`: changes of objects without history.
 * - `outage`, `restored`: the server's store. `disconnected`: the server itself; the watch goes on by itself.
 */
export type ClientWatchEvent =
  | { readonly [Name in keyof Schemas]: { readonly kind: Name; readonly data: z.infer<Schemas[Name]> } }[keyof Schemas]
  | { readonly kind: "disconnected"; readonly error: ClientError };

/** Where a watch begins, and how long it waits between attempts. */
export interface ClientWatchOptions {
  readonly after?: number;
  /** Names of kinds, separated by commas. */
  readonly kinds?: string;
  readonly signal: AbortSignal;
  /** First pause after a broken stream; doubles up to 5 s. Default 200. */
  readonly firstDelayMs?: number;
}

const longestDelayMs = 5000;

/**
 * Everything from a revision on, gap-free, until `signal` aborts: a stream that breaks is opened again behind the last revision that was
 * seen. Throws a `ClientError` only for what trying again cannot mend, such as a key that is not permitted.
 */
export async function* watch(transport: Transport, options: ClientWatchOptions): AsyncGenerator<ClientWatchEvent, void> {
  const firstDelayMs = options.firstDelayMs ?? 200;
  const place: WatchPlace = { after: options.after, delayMs: firstDelayMs };
  while (!options.signal.aborted) {
    for await (const event of follow(transport, place, options)) {
      if (event.kind !== "disconnected") place.delayMs = firstDelayMs;
      yield event;
    }
    await delay(place.delayMs, undefined, { signal: options.signal }).catch(() => undefined);
    place.delayMs = Math.min(place.delayMs * 2, longestDelayMs);
  }
}

interface WatchPlace {
  after: number | undefined;
  delayMs: number;
}

/** One stream, until it breaks. */
async function* follow(transport: Transport, place: WatchPlace, options: ClientWatchOptions): AsyncGenerator<ClientWatchEvent, void> {
  try {
    for await (const event of events(transport, { ...options, after: place.after })) {
      if (event.id !== undefined) place.after = Number(event.id);
      const known = typed(event);
      if (known !== undefined) yield known;
    }
  } catch (error) {
    if (error instanceof ClientError && error.retryable) yield { kind: "disconnected", error };
    else if (!(error instanceof ClientError && error.code === "ERR_CLIENT_ABORTED")) throw error;
  }
}

function events(transport: Transport, options: { after: number | undefined; kinds?: string; signal: AbortSignal }): AsyncGenerator<StreamEvent, void> {
  const query = { after: options.after, kinds: options.kinds };
  return parseEvents(transport.stream({ method: "GET", path: "/v1/watch", query, headers: { accept: "text/event-stream" }, signal: options.signal }));
}

/** Events of a newer server that this client does not know are left out. */
function typed(event: StreamEvent): ClientWatchEvent | undefined {
  if (!isKnown(event.event)) return undefined;
  const data = eventSchemas[event.event].safeParse(parse(event.data));
  if (!data.success)
    throw new ClientError("ERR_CLIENT_NOT_SLUICE", `A watch event ${event.event} has a form that this client does not know: ${z.prettifyError(data.error)}`);
  return { kind: event.event, data: data.data } as ClientWatchEvent;
}

function isKnown(name: string): name is keyof Schemas {
  return Object.hasOwn(eventSchemas, name);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
