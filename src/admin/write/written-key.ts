import type { Json, JsonObject } from "../../kit/json.ts";
import { nearestName } from "../../kit/nearest-name.ts";
import { fleetKinds, type Kind, kinds, type ObjectKey } from "../../model/object/object.ts";
import type { Violation } from "../problem/violation.ts";

/** Which object a document is about, or why that cannot be told. Pointers go into the document, after `base`. */
export type WrittenKey = { readonly kind: "key"; readonly key: ObjectKey } | { readonly kind: "failed"; readonly violations: readonly Violation[] };

/** Reads kind, namespace and name of a document; whether they are well formed is checked with the rest of it. */
export function writtenKey(document: Json, base: string): WrittenKey {
  if (typeof document !== "object" || document === null || Array.isArray(document)) {
    return {
      kind: "failed",
      violations: [{ pointer: base, code: "WRONG_TYPE", detail: "An object is expected", hint: "kind, name, namespace, labels and spec" }],
    };
  }
  const { kind, name, namespace } = document as JsonObject;
  const violations = [
    ...kindViolations(kind, base),
    ...textViolations("name", name, base),
    ...(namespace === undefined ? [] : textViolations("namespace", namespace, base)),
  ];
  if (violations.length > 0) return { kind: "failed", violations };
  const inFleet = fleetKinds.has(kind as Kind);
  return { kind: "key", key: { kind: kind as Kind, namespace: inFleet ? "" : ((namespace as string | undefined) ?? "default"), name: name as string } };
}

function kindViolations(kind: Json | undefined, base: string): readonly Violation[] {
  if (kinds.some((known) => known === kind)) return [];
  const nearest = typeof kind === "string" ? nearestName(kind, kinds) : undefined;
  const hint = nearest === undefined ? `One of ${kinds.join(", ")}` : `Did you mean ${nearest}?`;
  if (kind === undefined) return [{ pointer: base, code: "MISSING_FIELD", detail: "Field kind is missing", hint }];
  return [{ pointer: `${base}/kind`, code: "UNKNOWN_KIND", detail: `Kind ${JSON.stringify(kind)} is unknown`, hint }];
}

function textViolations(field: string, value: Json | undefined, base: string): readonly Violation[] {
  if (typeof value === "string") return [];
  if (value === undefined) return [{ pointer: base, code: "MISSING_FIELD", detail: `Field ${field} is missing` }];
  return [{ pointer: `${base}/${field}`, code: "WRONG_TYPE", detail: `Field ${field} has the value ${JSON.stringify(value)}, it must be a text` }];
}
