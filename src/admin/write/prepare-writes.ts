import { equalJson } from "../../kit/json.ts";
import { isFleetWide } from "../../model/check/fleet-wide.ts";
import { ephemeralKinds, keyText, type ObjectKey, type StoredObject, type WrittenObject } from "../../model/object/object.ts";
import { describePrincipal, mayWrite } from "../access/principal.ts";
import type { AdminContext } from "../admin-context.ts";
import { opaqueETag, revisionETag } from "../http/etag.ts";
import { AdminError, throwViolations } from "../problem/admin-error.ts";
import { objectName, objectTitle, type Violation } from "../problem/violation.ts";
import { ephemeralRecordKey, readEphemeralRecord } from "../projection/ephemeral-record.ts";
import { showObject } from "../resource/show-object.ts";
import { type ConditionFailure, checkCondition } from "./check-condition.ts";
import { makeObject } from "./make-object.ts";
import { mapGently } from "./map-gently.ts";
import type { WriteIntent, WriteRequest } from "./write-intent.ts";

/** A change that was checked by itself, against the newest state this replica knows. */
export interface PreparedWrite {
  readonly key: ObjectKey;
  readonly before: StoredObject | undefined;
  /** As it would be stored; `before` itself when nothing changes, undefined when it is deleted. */
  readonly after: StoredObject | undefined;
  /** Of the record of an object without history: its ETag in the store. */
  readonly recordETag: string | undefined;
  /** What the model has to say of it without refusing it. */
  readonly warnings: readonly string[];
}

/** An object as it is now. */
interface Current {
  readonly object: StoredObject;
  readonly etag: string;
  readonly recordETag: string | undefined;
}

/**
 * Checks every intent by itself and throws all problems of the gravest sort: 403, 404, 412, 422, then 428. What is known of other
 * objects is checked afterwards, by `checkWrites`.
 */
export async function prepareWrites(request: WriteRequest, context: AdminContext): Promise<readonly PreparedWrite[]> {
  checkPermissions(request);
  checkRepetition(request);
  const items = await mapGently(request.intents, async (intent) => prepareOne(intent, await currentOf(intent.key, context), { request, context }));
  checkReach(items, request);
  throwFailures(items, "NOT_FOUND", request);
  throwFailures(items, "PRECONDITION_FAILED", request);
  const violations = items.flatMap((item) => item.violations);
  throwViolations(items.some((item) => item.patchFailed) ? "PATCH_FAILED" : "INVALID_OBJECT", violations);
  throwFailures(items, "PRECONDITION_REQUIRED", request);
  return items.flatMap((item) => item.prepared ?? []);
}

interface Item {
  readonly key: ObjectKey;
  readonly current: Current | undefined;
  readonly failure: ConditionFailure | undefined;
  readonly violations: readonly Violation[];
  readonly patchFailed: boolean;
  readonly prepared: PreparedWrite | undefined;
  readonly context: AdminContext;
}

function prepareOne(intent: WriteIntent, current: Current | undefined, parts: { request: WriteRequest; context: AdminContext }): Item {
  const { key } = intent;
  const { request, context } = parts;
  const failure = checkCondition(intent, current?.etag);
  const item = { key, current, failure, context, violations: [], patchFailed: false, prepared: undefined };
  if (failure !== undefined && failure.code !== "PRECONDITION_REQUIRED") return item;
  const prepared = { key, before: current?.object, recordETag: current?.recordETag };
  if (intent.content.kind === "nothing") return { ...item, prepared: { ...prepared, after: undefined, warnings: [] } };
  const made = makeObject({ key, content: intent.content, current: current?.object }, context);
  if (made.kind === "failed") {
    const violations = request.single ? made.violations : made.violations.map((violation) => ({ ...violation, object: objectName(key) }));
    return { ...item, violations, patchFailed: made.patch };
  }
  const after = provisional(made.object, current?.object, parts);
  if (intent.condition.kind === "equal" && current !== undefined && after !== current.object) {
    return { ...item, failure: { code: "PRECONDITION_REQUIRED", detail: `${objectTitle(key)} exists with other content` } };
  }
  return { ...item, prepared: { ...prepared, after, warnings: made.warnings.map(({ detail }) => `${objectTitle(key)}: ${detail}`) } };
}

/** The object as the store would keep it; the same reference when its content is what is stored. */
function provisional(written: WrittenObject, before: StoredObject | undefined, parts: { request: WriteRequest; context: AdminContext }): StoredObject {
  if (before !== undefined && equalJson(written.labels, before.labels) && equalJson(written.spec, before.spec)) return before;
  const { request, context } = parts;
  const now = new Date(context.clock.now()).toISOString();
  const revision = ephemeralKinds.has(written.kind) ? 0 : context.objects.revision + 1;
  return { ...written, revision, createdAt: before?.createdAt ?? now, updatedAt: now, owner: before?.owner ?? request.principal.name };
}

async function currentOf(key: ObjectKey, context: AdminContext): Promise<Current | undefined> {
  if (!ephemeralKinds.has(key.kind)) {
    const object = context.objects.get(key);
    return object === undefined ? undefined : { object, etag: revisionETag(object.revision), recordETag: undefined };
  }
  const record = await context.store.getRecord(ephemeralRecordKey(key));
  const object = readEphemeralRecord(record?.value);
  return record === undefined || object === undefined ? undefined : { object, etag: opaqueETag(record.etag), recordETag: record.etag };
}

function checkPermissions(request: WriteRequest): void {
  const forbidden = request.intents.filter(({ key }) => !mayWrite(request.principal, key.namespace));
  forbid(
    forbidden.map(({ key }) => key),
    request,
  );
}

/** A Policy stands in a namespace and may all the same be aimed at the whole fleet, before or after the change. */
function checkReach(items: readonly Item[], request: WriteRequest): void {
  if (mayWrite(request.principal, "")) return;
  const beyond = items.filter(({ prepared }) => [prepared?.before, prepared?.after].some((object) => object !== undefined && isFleetWide(object)));
  forbid(
    beyond.map(({ key }) => key),
    request,
  );
}

function forbid(keys: readonly ObjectKey[], { principal, single }: WriteRequest): void {
  const [first] = keys;
  if (first === undefined) return;
  const violations = keys.map((key) => ({
    pointer: "",
    code: "FORBIDDEN",
    detail: `${objectTitle(key)} cannot be written with this token`,
    object: objectName(key),
  }));
  const what = single ? objectTitle(first) : `${keys.length} of the objects`;
  throw new AdminError("FORBIDDEN", `${describePrincipal(principal)}; it may not write ${what}`, { violations });
}

function checkRepetition({ intents }: WriteRequest): void {
  const groups = Map.groupBy(intents, ({ key }) => keyText(key));
  const repeated = [...groups.values()].filter((group) => group.length > 1).map(([first]) => (first as WriteIntent).key);
  const violations = repeated.map((key) => ({
    pointer: "",
    code: "REPEATED",
    detail: `${objectTitle(key)} is in the request more than once`,
    object: objectName(key),
  }));
  throwViolations("INVALID_OBJECT", violations);
}

function throwFailures(items: readonly Item[], code: ConditionFailure["code"], request: WriteRequest): void {
  const failed = items.filter((item) => item.failure?.code === code);
  if (failed.length === 0) return;
  const violations = failed.map(({ key, failure }) => ({
    in: "header" as const,
    pointer: "/if-match",
    code,
    detail: failure?.detail ?? "",
    object: objectName(key),
  }));
  const [first] = failed as [Item];
  const detail = failed.length === 1 ? (first.failure?.detail ?? "") : `${first.failure?.detail ?? ""} (and ${failed.length - 1} more)`;
  if (!request.single || code === "NOT_FOUND") throw new AdminError(code, detail, request.single ? {} : { violations });
  const { current, context } = first;
  const members = { current: current === undefined ? null : showObject(current.object, context) };
  throw new AdminError(code, detail, { members, headers: current === undefined ? {} : { ETag: current.etag } });
}
