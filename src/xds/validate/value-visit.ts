import type protobuf from "protobufjs/light.js";
import { visitAny } from "./any-visit.ts";
import type { FieldRules, FieldSource, Fields, ValueVisit } from "./field-source.ts";
import { type ValueChecks, valueChecks } from "./value-checks.ts";
import type { Check } from "./violation.ts";

const wrapper = /^google\.protobuf\.(?:Bool|Bytes|Double|Float|U?Int(?:32|64)|String)Value$/u;

/** The checks of one value and the visit that runs them; no visit when nothing is asked of a present value. */
export function makeValueVisit(source: FieldSource, rules: FieldRules): ValueChecks & { readonly visit: ValueVisit | undefined } {
  const checks = valueChecks(source.field.value, rules);
  return { ...checks, visit: visitOf(source, checks) };
}

/** What a scalar is when it is absent. */
export function zeroOf(type: string): unknown {
  switch (type) {
    case "string":
      return "";
    case "bytes":
      return new Uint8Array();
    case "bool":
      return false;
    default:
      return 0;
  }
}

function visitOf(source: FieldSource, { checks, skips }: ValueChecks): ValueVisit | undefined {
  const plan = source.field.value;
  if (plan.kind !== "message" || plan.name === "google.protobuf.Duration") return checksVisit(source, checks);
  if (wrapper.test(plan.name)) return wrapperVisit(checksVisit(source, checks), plan.type);
  if (skips) return undefined;
  const { visitMessage } = source;
  if (plan.name === "google.protobuf.Any") return (value, walk) => visitAny(value as Fields, walk, visitMessage);
  return (value, walk) => {
    if (!walk.dive()) return;
    visitMessage(plan.type, value as Fields, walk);
    walk.rise();
  };
}

function checksVisit({ field, title }: FieldSource, checks: readonly Check[]): ValueVisit | undefined {
  if (checks.length === 0) return undefined;
  const isItem = field.shape !== "one";
  return (value, walk) => {
    for (const check of checks) {
      const broken = check(value);
      if (broken === undefined) continue;
      if (isItem) walk.reportItem(title, broken, value);
      else walk.report(title, broken, value);
    }
  };
}

function wrapperVisit(inner: ValueVisit | undefined, type: protobuf.Type): ValueVisit | undefined {
  if (inner === undefined) return undefined;
  const zero = zeroOf(type.fields["value"]?.type ?? "");
  return (value, walk) => inner((value as Fields)["value"] ?? zero, walk);
}
