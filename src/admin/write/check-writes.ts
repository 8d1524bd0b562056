import type { Problem } from "../../kit/problem.ts";
import { referencesOf } from "../../model/check/references.ts";
import { ephemeralKinds, keyText, type ObjectKey } from "../../model/object/object.ts";
import type { ObjectChange } from "../../store/store.ts";
import { mayRead, type Principal } from "../access/principal.ts";
import type { AdminContext } from "../admin-context.ts";
import type { WriteProblems } from "../port/fleet.ts";
import { AdminError, throwViolations } from "../problem/admin-error.ts";
import { objectName, objectTitle, type Violation } from "../problem/violation.ts";
import type { PreparedWrite } from "./prepare-writes.ts";
import type { WriteRequest } from "./write-intent.ts";

/** The changes that are left of prepared writes: those that change something. */
export function changesOf(writes: readonly PreparedWrite[]): readonly ObjectChange[] {
  return writes.filter(({ before, after }) => before !== after).map(({ key, before, after }) => ({ key, before, after }));
}

/**
 * Checks changes against all other objects: what is deleted must not be referred to by what stays, and the graph must not find
 * an error that they cause. Answers the warnings; throws 409 or 422 with every error.
 */
export function checkWrites(changes: readonly ObjectChange[], request: WriteRequest, context: AdminContext): readonly string[] {
  checkReferrers(changes, request.principal, context);
  const found = context.fleet.checkWrite(changes);
  const changed = new Set(changes.map(({ key }) => keyText(key)));
  const about: About = { changed, request };
  const errors = found.flatMap((entry) => entry.problems.filter(isError).map((problem) => violationOf(entry, problem, about)));
  const onlyConflicts = errors.every(({ code }) => code.endsWith("CONFLICT"));
  throwViolations(onlyConflicts ? "CONFLICT" : "INVALID_OBJECT", errors);
  return found.flatMap((entry) => entry.problems.filter((problem) => !isError(problem)).map((problem) => `${objectTitle(entry.key)}: ${problem.detail}`));
}

function isError(problem: Problem): boolean {
  return problem.severity !== "warning";
}

interface About {
  readonly changed: ReadonlySet<string>;
  readonly request: WriteRequest;
}

function violationOf({ key }: WriteProblems, problem: Problem, { changed, request }: About): Violation {
  const { pointer, code, detail, hint } = problem;
  const own = request.single && changed.has(keyText(key));
  if (own) return { pointer, code, detail, ...(hint === undefined ? {} : { hint }) };
  if (mayRead(request.principal, key.namespace)) return { pointer, code, detail, ...(hint === undefined ? {} : { hint }), object: objectName(key) };
  return { pointer: "", code, detail: "The change would harm an object of a namespace that this token does not cover" };
}

function checkReferrers(changes: readonly ObjectChange[], principal: Principal, context: AdminContext): void {
  const after = new Map(changes.map((change) => [keyText(change.key), change.after]));
  const referrers = changes
    .filter((change) => change.after === undefined && change.before !== undefined)
    .flatMap((change) => stayingReferrers(change.key, after, context).map((referrer) => ({ target: change.key, referrer })));
  if (referrers.length === 0) return;
  const shown = referrers.filter(({ referrer }) => mayRead(principal, referrer.namespace));
  const hidden = referrers.length - shown.length;
  const violations = shown.map(({ target, referrer }) => ({
    pointer: "",
    code: "REFERENCED",
    detail: sentenceOf(referrer, target, context),
    object: objectName(referrer),
  }));
  const targets = [...new Set(referrers.map(({ target }) => objectTitle(target)))];
  const others = hidden === 0 ? "" : `, ${hidden} of them in namespaces that this token does not cover`;
  const detail = `${targets.join(", ")} cannot be deleted: ${referrers.length} ${referrers.length === 1 ? "object refers" : "objects refer"} to it${others}`;
  const members = { referrers: shown.map(({ referrer }) => ({ ...objectName(referrer) })), hiddenReferrers: hidden };
  throw new AdminError("REFERENCED", detail, { violations, members });
}

function sentenceOf(referrer: ObjectKey, target: ObjectKey, { objects }: AdminContext): string {
  const isWritten = objects.referrers(target).some((key) => keyText(key) === keyText(referrer));
  if (isWritten) return `${objectTitle(referrer)} refers to ${objectTitle(target)}`;
  return `${objectTitle(referrer)} is held back, and refers to ${objectTitle(target)} as it is in force: mend or delete it first`;
}

/** Those that refer to an object now, and still would after the changes; also as they are in force, where they are held back. */
function stayingReferrers(key: ObjectKey, after: ReadonlyMap<string, ObjectChange["after"]>, context: AdminContext): readonly ObjectKey[] {
  const text = keyText(key);
  const written = context.objects.referrers(key);
  const known = new Set(written.map(keyText));
  const inForce = context.fleet.referrersInForce(key).filter((referrer) => !known.has(keyText(referrer)) && !after.has(keyText(referrer)));
  return [...written, ...inForce].filter((referrer) => {
    // What has no history does not hold anything back: it ends by itself.
    if (ephemeralKinds.has(referrer.kind)) return false;
    if (!after.has(keyText(referrer))) return true;
    const changed = after.get(keyText(referrer));
    return changed !== undefined && referencesOf(changed, context.model).some(({ target }) => keyText(target) === text);
  });
}
