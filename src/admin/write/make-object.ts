import type { Json, JsonObject } from "../../kit/json.ts";
import type { Problem } from "../../kit/problem.ts";
import { expiryWarnings } from "../../model/check/certificate-expiry.ts";
import { overWarnings } from "../../model/check/revocation-over.ts";
import { fleetKinds, type ObjectKey, type StoredObject, type WrittenObject } from "../../model/object/object.ts";
import type { AdminContext } from "../admin-context.ts";
import { showWritten } from "../resource/show-object.ts";
import type { WriteContent } from "./write-intent.ts";

/** An object as it would be stored, secrets sealed; or everything that is wrong with it. */
export type MadeObject =
  | { readonly kind: "made"; readonly object: WrittenObject; readonly warnings: readonly Problem[] }
  | { readonly kind: "failed"; readonly violations: readonly Problem[]; readonly patch: boolean };

/** What an object is made of. */
export interface Making {
  readonly key: ObjectKey;
  readonly content: Exclude<WriteContent, { readonly kind: "nothing" }>;
  /** What is stored now. */
  readonly current: StoredObject | undefined;
}

/** Makes the object that an intent asks for: patched, checked by the model, secrets sealed or kept. */
export function makeObject(making: Making, context: Pick<AdminContext, "model" | "sealer" | "clock">): MadeObject {
  const { key, content, current } = making;
  if (content.kind === "stored") return makeStored(content.object, current, context);
  if (content.kind === "document") return makeWritten(content.document, making, context);
  const patched = content.apply(current === undefined ? null : showWritten(current, context));
  if (patched.kind === "failed") return { kind: "failed", violations: patched.problems, patch: true };
  return makeWritten(patched.document, { key, content, current }, context);
}

function makeWritten(document: Json, { key, current }: Making, context: Pick<AdminContext, "model" | "sealer" | "clock">): MadeObject {
  const placed = placeAt(document, key);
  const mismatches = placed.problems;
  const parsed = context.model.parse(placed.document);
  if (parsed.kind === "refused") return failed([...mismatches, ...parsed.problems]);
  if (mismatches.length > 0) return failed(mismatches);
  return sealed(parsed.object, { current, warnings: parsed.warnings }, context);
}

/** A version of the past has to be one that may still be written; its secrets are sealed, so that their fingerprints stand in for the check. */
function makeStored(object: WrittenObject, current: StoredObject | undefined, context: Pick<AdminContext, "model" | "sealer" | "clock">): MadeObject {
  const { kind, name, namespace, labels, spec } = object;
  const place = namespace === "" ? {} : { namespace };
  const { spec: shown } = context.model.redact({ kind, name, namespace, labels, spec }, context.sealer);
  const parsed = context.model.parse({ kind, name, ...place, labels, spec: shown });
  if (parsed.kind === "refused") return failed(parsed.problems);
  return sealed({ kind, name, namespace, labels, spec }, { current, warnings: parsed.warnings }, context);
}

function sealed(
  object: WrittenObject,
  { current, warnings }: { readonly current: StoredObject | undefined; readonly warnings: readonly Problem[] },
  context: Pick<AdminContext, "model" | "sealer" | "clock">,
): MadeObject {
  const result = context.model.prepare(object, current, context.sealer);
  if (result.kind === "refused") return failed(result.problems);
  const now = context.clock.now();
  return { kind: "made", object: result.object, warnings: [...warnings, ...expiryWarnings(result.object, now), ...overWarnings(result.object, now)] };
}

function failed(violations: readonly Problem[]): MadeObject {
  return { kind: "failed", violations, patch: false };
}

/** The document with what its address already says; kind, namespace and name may be left out, but not differ. */
function placeAt(document: Json, key: ObjectKey): { readonly document: Json; readonly problems: readonly Problem[] } {
  if (typeof document !== "object" || document === null || Array.isArray(document)) return { document, problems: [] };
  const written = document as JsonObject;
  const expected: Readonly<Record<string, string>> = fleetKinds.has(key.kind)
    ? { kind: key.kind, name: key.name }
    : { kind: key.kind, namespace: key.namespace, name: key.name };
  const problems = Object.entries(expected).flatMap(([field, value]): readonly Problem[] => {
    const said = Object.hasOwn(written, field) ? written[field] : undefined;
    if (said === undefined || said === value) return [];
    const detail = `Field ${field} has the value ${JSON.stringify(said)}, the address says ${JSON.stringify(value)}`;
    return [{ code: "ADDRESS_MISMATCH", pointer: `/${field}`, detail, hint: "Leave the field out, or use the object's own address" }];
  });
  return { document: { ...written, ...expected }, problems };
}
