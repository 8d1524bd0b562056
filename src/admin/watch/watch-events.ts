import type { Json } from "../../kit/json.ts";
import { ephemeralKinds, type Kind, keyOf, type ObjectKey, type StoredObject } from "../../model/object/object.ts";
import type { CommitRecord, RecordChange, WatchEvent } from "../../store/store.ts";
import { mayRead, type Principal } from "../access/principal.ts";
import { nameOfChange } from "../history/show-commit.ts";
import { objectName } from "../problem/violation.ts";
import { keyOfEphemeralRecord, readEphemeralRecord } from "../projection/ephemeral-record.ts";
import { type Shower, showObject } from "../resource/show-object.ts";
import { serverSentEvent, silentId } from "./server-sent-events.ts";

/** What a watcher wants and may see. */
export interface WatchFilter {
  readonly principal: Principal;
  /** Undefined: all. */
  readonly kinds: ReadonlySet<Kind> | undefined;
}

/**
 * The events that a caller is sent for one event of the store.
 *
 * - `snapshot`, or `relisted` when commits were missed because they were forgotten: what the client has is void; an `object` for each one
 *   that exists and `synced` follow. Only `synced` has an id, so that a broken listing is begun anew.
 * - `commit`: the changes of one revision, which is its id.
 * - `records`: changes of objects without history; with `reset`, all of them.
 * - `outage` and `restored`: the store cannot be reached; nothing will be missed.
 */
export function* watchEvents(event: WatchEvent, filter: WatchFilter, context: Shower): Generator<string> {
  switch (event.kind) {
    case "snapshot":
      yield serverSentEvent({ name: event.relisted ? "relisted" : "snapshot", data: { revision: event.revision } });
      for (const object of event.objects)
        if (isWanted(object, filter)) yield serverSentEvent({ name: "object", data: { object: showObject(object, context) } });
      yield serverSentEvent({ name: "synced", data: { revision: event.revision }, id: event.revision });
      return;
    case "commit":
      yield commitEvent(event.record, filter, context);
      return;
    case "records":
      yield* recordsEvent(event, filter, context);
      return;
    case "outage":
      yield serverSentEvent({ name: "outage", data: {} });
      return;
    case "restored":
      yield serverSentEvent({ name: "restored", data: {} });
  }
}

function isWanted(key: ObjectKey, { principal, kinds }: WatchFilter): boolean {
  return mayRead(principal, key.namespace) && (kinds === undefined || kinds.has(key.kind));
}

function commitEvent(record: CommitRecord, filter: WatchFilter, context: Shower): string {
  const changes = record.changes.filter((change) => isWanted(change.key, filter));
  const { revision, author, reason, at } = record;
  if (changes.length === 0) return silentId(revision);
  const shown = changes.map((change): Json => ({ ...objectName(change.key), change: nameOfChange(change), object: shownOrNull(change.after, context) }));
  return serverSentEvent({ name: "commit", id: revision, data: { revision, author, reason, at, changes: shown } });
}

function* recordsEvent(event: Extract<WatchEvent, { kind: "records" }>, filter: WatchFilter, context: Shower): Generator<string> {
  const changes = event.changes.flatMap((change) => instanceChange(change, filter, context));
  if (changes.length > 0 || (event.reset && wantsEphemeral(filter))) yield serverSentEvent({ name: "records", data: { reset: event.reset, changes } });
}

function wantsEphemeral({ kinds }: WatchFilter): boolean {
  return kinds === undefined || [...kinds].some((kind) => ephemeralKinds.has(kind));
}

function instanceChange({ key, value }: RecordChange, filter: WatchFilter, context: Shower): readonly Json[] {
  const instance = keyOfEphemeralRecord(key);
  if (instance === undefined || !isWanted(instance, filter)) return [];
  const object = readEphemeralRecord(value);
  return [
    { ...objectName(object === undefined ? instance : keyOf(object)), change: object === undefined ? "deleted" : "put", object: shownOrNull(object, context) },
  ];
}

function shownOrNull(object: StoredObject | undefined, context: Shower): Json {
  return object === undefined ? null : showObject(object, context);
}
