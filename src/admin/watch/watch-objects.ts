import { z } from "zod";
import { ephemeralKinds, type Kind } from "../../model/object/object.ts";
import type { Caller } from "../access/authenticate.ts";
import type { AdminContext } from "../admin-context.ts";
import { defineOperation } from "../http/define-operation.ts";
import type { Operation } from "../http/operation.ts";
import { kindsParameter, wholeNumber } from "../http/parameters.ts";
import { AdminError } from "../problem/admin-error.ts";
import { ephemeralPrefixes } from "../projection/ephemeral-record.ts";
import { heartbeat } from "./server-sent-events.ts";
import { watchEvents } from "./watch-events.ts";
import { withHeartbeat } from "./with-heartbeat.ts";

/** Each watch is one at the store. */
const watchLimit = 200;

/** How long nothing is sent at most; also how soon a watch ends when its token does. */
const heartbeatMs = 10_000;

const revision = wholeNumber(0, Number.MAX_SAFE_INTEGER);
const query = z.strictObject({
  after: revision.describe("Resume after this revision; default: the header Last-Event-ID, else all that exists is sent first").exactOptional(),
  kinds: kindsParameter.describe("Only these kinds, separated by commas").exactOptional(),
});
const header = z.strictObject({ "last-event-id": revision.describe("Resume after this revision").exactOptional() });

/** GET of a stream of all changes from now on, or from a revision on. */
export function watchObjects(context: AdminContext): Operation {
  let open = 0;
  return defineOperation({
    id: "watch",
    method: "get",
    path: "/v1/watch",
    tag: "Watch",
    summary: "Stream changes as server-sent events",
    access: "token",
    parameters: { query, header },
    answers: {
      200: {
        description: "Events `snapshot` or `relisted`, `object`, `synced`, `commit`, `records`, `outage`, `restored`; ids are revisions",
        content: { "text/event-stream": z.string() },
      },
    },
    problems: ["TOO_MANY_WATCHES"],
    handle: async (call) => {
      const after = call.query.after ?? call.header["last-event-id"];
      if (after !== undefined) await checkNotAhead(after, context);
      if (open >= watchLimit) throw new AdminError("TOO_MANY_WATCHES", `${open} watches are open, which is the limit`, { headers: { "Retry-After": "10" } });
      open += 1;
      context.meters.watches.set(open);
      const closed = (): void => {
        open -= 1;
        context.meters.watches.set(open);
      };
      call.signal.addEventListener("abort", closed, { once: true });
      const kinds = call.query.kinds === undefined ? undefined : new Set(call.query.kinds);
      const request: WatchRequest = { caller: call.principal as Caller, kinds, signal: call.signal, ...(after === undefined ? {} : { after }) };
      return { status: 200, mediaType: "text/event-stream", headers: { "X-Accel-Buffering": "no" }, stream: stream(request, context) };
    },
  });
}

/** A revision that is not made yet belongs to another store, or was mistyped: waiting for it would look like a quiet watch. */
async function checkNotAhead(after: number, context: AdminContext): Promise<void> {
  if (after <= context.objects.revision || after <= (await context.store.revision())) return;
  const detail = `Revision ${after} does not exist yet, the newest is ${context.objects.revision}`;
  throw new AdminError("INVALID_PARAMETER", detail, { violations: [{ in: "query", pointer: "/after", code: "FUTURE_REVISION", detail }] });
}

interface WatchRequest {
  readonly caller: Caller;
  readonly kinds: ReadonlySet<Kind> | undefined;
  readonly after?: number;
  readonly signal: AbortSignal;
}

async function* stream({ caller, kinds, after, signal }: WatchRequest, context: AdminContext): AsyncGenerator<string> {
  const ephemeral = kinds === undefined || [...kinds].some((kind) => ephemeralKinds.has(kind));
  const options = { ...(after === undefined ? {} : { after }), ...(ephemeral ? { records: ephemeralPrefixes } : {}) };
  const open = (end: AbortSignal) => context.store.watch({ ...options, signal: end });
  for await (const event of withHeartbeat(open, { ms: heartbeatMs, clock: context.clock, signal })) {
    // A token that was deleted or expired sees nothing more.
    if (!(await context.tokens.isGood(caller.token).catch(() => true))) return;
    if (event === "heartbeat") yield heartbeat;
    else yield* watchEvents(event, { principal: caller, kinds }, context);
  }
}
