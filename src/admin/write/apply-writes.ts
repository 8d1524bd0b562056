import { ephemeralKinds, keyText } from "../../model/object/object.ts";
import type { CommitResult, ObjectChange, ObjectWrite } from "../../store/store.ts";
import type { AdminContext } from "../admin-context.ts";
import { AdminError } from "../problem/admin-error.ts";
import { type AppliedWrite, applied } from "./applied-write.ts";
import { catchUp, catchUpMs } from "./catch-up.ts";
import { changesOf, checkWrites } from "./check-writes.ts";
import { type PreparedWrite, prepareWrites } from "./prepare-writes.ts";
import { writeEphemeral } from "./write-ephemeral.ts";
import type { WriteRequest } from "./write-intent.ts";

/** What became of a request. */
export interface WriteOutcome {
  /** The newest revision; of a dry run, the one that is in force. */
  readonly revision: number;
  readonly writes: readonly AppliedWrite[];
  readonly notices: readonly string[];
}

/** How often a commit that met another one is tried again, with everything checked anew. */
const attempts = 4;

/**
 * Makes changes, or tells in a dry run what they would be. Everything is checked against the newest state; the commit then demands
 * that each object is still the one that was checked, and when it is not, all of it is done again.
 */
export async function applyWrites(request: WriteRequest, context: AdminContext): Promise<WriteOutcome> {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    await catchUp(context);
    const prepared = await prepareWrites(request, context);
    const changes = changesOf(prepared);
    const warnings = checkWrites(changes, request, context);
    const notices = [...prepared.flatMap((write) => write.warnings), ...warnings, ...context.fleet.notices(changes)];
    if (request.dryRun) return { revision: context.objects.revision, writes: prepared.map((write) => applied(write, write.after)), notices };
    const outcome = await make(prepared, request, context);
    if (outcome !== undefined) return { ...outcome, notices };
  }
  throw new AdminError("BUSY", "The objects keep being changed by others at the same time; nothing was changed", { headers: { "Retry-After": "1" } });
}

/** Undefined when another commit came first. */
async function make(prepared: readonly PreparedWrite[], request: WriteRequest, context: AdminContext): Promise<Omit<WriteOutcome, "notices"> | undefined> {
  const durable = prepared.filter((write) => !ephemeralKinds.has(write.key.kind));
  const others = prepared.filter((write) => ephemeralKinds.has(write.key.kind));
  const result = durable.length === 0 ? noCommit(context) : await commit(durable, request, context);
  if (result.kind === "conflict") return undefined;
  // This replica's own answers shall know the change as soon as its writer does.
  await context.objects.reached(result.revision, catchUpMs);
  const changed = new Map(result.changed.map((change) => [keyText(change.key), change]));
  const written = await writeEphemeral(others, { request, context });
  if (written === "conflict") return recordsConflict(result);
  const writes = prepared.map((write) => written.get(keyText(write.key)) ?? appliedByCommit(write, changed.get(keyText(write.key))));
  return { revision: result.revision, writes };
}

function noCommit(context: AdminContext): Extract<CommitResult, { kind: "committed" }> {
  return { kind: "committed", revision: context.objects.revision, changed: [] };
}

function recordsConflict(result: Extract<CommitResult, { kind: "committed" }>): undefined {
  if (result.changed.length === 0) return undefined;
  throw new AdminError(
    "BUSY",
    `Revision ${result.revision} is committed, but an object without history was changed by others at the same time; send the request again`,
    {
      headers: { "Retry-After": "1" },
      members: { revision: result.revision },
    },
  );
}

function commit(writes: readonly PreparedWrite[], request: WriteRequest, context: AdminContext): Promise<CommitResult> {
  return context.store.commit({
    writes: writes.map(objectWrite),
    author: request.principal.name,
    reason: request.reason,
    from: request.from,
    at: new Date(context.clock.now()).toISOString(),
  });
}

function objectWrite({ key, before, after }: PreparedWrite): ObjectWrite {
  const expected = before?.revision ?? "absent";
  if (after === undefined) return { kind: "delete", key, expected };
  const { kind, name, namespace, labels, spec } = after;
  return { kind: "put", object: { kind, name, namespace, labels, spec }, expected };
}

function appliedByCommit(write: PreparedWrite, change: ObjectChange | undefined): AppliedWrite {
  return change === undefined ? applied(write, write.before) : applied({ ...write, before: change.before }, change.after);
}
