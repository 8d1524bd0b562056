import type { FieldPlan } from "../../gen/json-plan.ts";
import type { FieldSource, FieldVisit } from "./field-source.ts";
import { listVisit } from "./list-visit.ts";
import { mapVisit } from "./map-visit.ts";
import { makeValueVisit, zeroOf } from "./value-visit.ts";
import type { Broken } from "./violation.ts";

const missing: Broken = { rule: "message.required", reason: "value is required" };

/** Compiles what is asked of a field. */
export function fieldVisit(source: FieldSource): FieldVisit {
  if (source.field.shape === "list") return listVisit(source);
  return source.field.shape === "map" ? mapVisit(source) : singleVisit(source);
}

/** What is asked of a field that Envoy refuses to take since it is out of use. */
export function refusedFieldVisit(name: string, title: string): FieldVisit {
  const broken = { rule: "field.disallowed", reason: `Using deprecated option '${name}'` };
  return { present: (value, walk) => walk.report(title, broken, value), absent: [], fallback: undefined };
}

function singleVisit(source: FieldSource): FieldVisit {
  const { field } = source;
  const { visit, isRequired, checks } = makeValueVisit(source, source.rules);
  if (field.implicit) {
    const fallback = field.value.kind === "scalar" ? zeroOf(field.value.type) : 0;
    return { present: visit, absent: checks.flatMap((check) => check(fallback) ?? []), fallback };
  }
  return { present: visit, absent: isRequired && isAlone(field) ? [missing] : [], fallback: undefined };
}

/** A member of a oneof is asked only when it is the one that is set. */
function isAlone(field: FieldPlan): boolean {
  return field.oneof === undefined;
}
