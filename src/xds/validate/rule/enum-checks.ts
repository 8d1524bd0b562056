import type protobuf from "protobufjs/light.js";
import type { Check } from "../violation.ts";
import { listChecks } from "./list-checks.ts";
import type { RuleReader } from "./rule-reader.ts";

const undefinedValue = { rule: "enum.defined_only", reason: "value must be one of the defined enum values" };

/** Checks of `enum`, and of values that Envoy refuses whatever the field. */
export function enumChecks(type: protobuf.Enum, rules: RuleReader): Check[] {
  const nameOf = (value: unknown): string => type.valuesById[value as number] ?? String(value);
  const checks = listChecks(rules, nameOf);
  if (rules.flag("defined_only")) {
    checks.push((value) => (type.valuesById[value as number] === undefined ? undefinedValue : undefined));
  }
  return [...checks, ...refusedValues(type)];
}

function refusedValues(type: protobuf.Enum): Check[] {
  const options = Object.entries(type.valuesOptions ?? {});
  return options.flatMap(([name, values]): Check[] => {
    if (values["(envoy.annotations.disallowed_by_default_enum)"] !== true) return [];
    const broken = { rule: "enum.disallowed", reason: `Using deprecated value ${name} for enum '${type.fullName.slice(1)}'` };
    const refused = type.values[name];
    return [(value) => (value === refused ? broken : undefined)];
  });
}
