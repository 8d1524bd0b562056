import type { ValuePlan } from "../../gen/json-plan.ts";
import type { FieldRules } from "./field-source.ts";
import { bytesChecks } from "./rule/bytes-checks.ts";
import { durationChecks, wellFormedDuration } from "./rule/duration-checks.ts";
import { enumChecks } from "./rule/enum-checks.ts";
import { listChecks } from "./rule/list-checks.ts";
import { numberChecks } from "./rule/number-checks.ts";
import { RuleReader } from "./rule/rule-reader.ts";
import { stringChecks } from "./rule/string-checks.ts";
import type { Check } from "./violation.ts";

/** What is asked of one value of a field. */
export interface ValueChecks {
  /** Absent is a violation. */
  readonly isRequired: boolean;
  /** The rules of the message inside are not asked. */
  readonly skips: boolean;
  /** Asked of the value itself: of a scalar, of what a wrapper holds, of a duration. */
  readonly checks: readonly Check[];
}

const illFormed = { rule: "string.utf8", reason: "value must be valid Unicode, but has half of a surrogate pair" };

/** Holds for all text: Envoy cannot decode a message with half a character in it. */
const wellFormedText: Check = (value) => ((value as string).isWellFormed() ? undefined : illFormed);

/** Compiles the rules of one value. Throws a TypeError for a rule that is not known here. */
export function valueChecks(plan: ValuePlan, rules: FieldRules): ValueChecks {
  const presence = readPresence(rules);
  const kinds = Object.keys(rules).filter((kind) => kind !== "message");
  if (kinds.length > 1) throw new TypeError(`A field has rules of two kinds: ${kinds.join(", ")}`);
  const [kind] = kinds;
  const reader = new RuleReader(kind ?? "", kind === undefined ? {} : (rules[kind] ?? {}));
  const isRequired = reader.flag("required") || presence.isRequired;
  const checks = checksOf(plan, reader);
  reader.finish();
  return { isRequired, skips: presence.skips, checks };
}

function readPresence(rules: FieldRules): { isRequired: boolean; skips: boolean } {
  const reader = new RuleReader("message", rules["message"] ?? {});
  const presence = { isRequired: reader.flag("required"), skips: reader.flag("skip") };
  reader.finish();
  return presence;
}

function checksOf(plan: ValuePlan, reader: RuleReader): Check[] {
  if (plan.kind === "enum") return enumChecks(plan.type, reader);
  if (plan.kind === "message" && plan.name === "google.protobuf.Duration") return [wellFormedDuration, ...durationChecks(reader)];
  const kind = plan.kind === "scalar" ? plan.type : reader.kind;
  switch (kind) {
    case "":
    case "any":
      return [];
    case "string":
      return [wellFormedText, ...stringChecks(reader)];
    case "bytes":
      return bytesChecks(reader);
    case "bool":
      return listChecks(reader);
    default:
      return numberChecks(reader);
  }
}
