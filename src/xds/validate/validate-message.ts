import type protobuf from "protobufjs/light.js";
import { type FieldPlan, planOf } from "../../gen/json-plan.ts";
import type { MessageName, Messages } from "../../gen/messages.ts";
import { lookupType } from "../../gen/registry.ts";
import type { FieldRules, Fields, FieldVisit, ValueVisit } from "./field-source.ts";
import { fieldVisit, refusedFieldVisit } from "./field-visit.ts";
import { goFieldName } from "./rule/go-field-name.ts";
import type { Broken, Violation } from "./violation.ts";
import { Walk } from "./walk.ts";

/** How a message is asked. */
export interface ValidateOptions {
  /** Decodes and asks the payloads of Any fields whose type is known, as Envoy does when it uses them. Default true. */
  readonly openAny?: boolean;
}

interface CheckPlan {
  /** By name, for the fields of which something is asked when they are there. */
  readonly present: ReadonlyMap<string, ValueVisit>;
  /** The fields that may not be absent, or whose default breaks a rule. */
  readonly absent: readonly AbsentField[];
  readonly oneofs: readonly { readonly members: readonly string[]; readonly broken: Broken }[];
}

interface AbsentField {
  readonly name: string;
  readonly title: string;
  readonly visit: FieldVisit;
}

const plans = new WeakMap<protobuf.Type, CheckPlan>();

/**
 * Everything in a message that breaks the validation rules of Envoy's .proto files; Envoy would refuse the message,
 * naming one of them. A few things are asked beyond the rules, because Envoy refuses them as well: text
 * that is no Unicode, durations out of range, fields and values that are out of use.
 * The plan of a type is compiled when it is first needed and kept.
 */
export function validateMessage<N extends MessageName>(name: N, message: Messages[N], options: ValidateOptions = {}): Violation[] {
  const type = lookupType(name);
  if (type === undefined) throw new TypeError(`No message ${name} in proto/`);
  const walk = new Walk(options.openAny ?? true);
  visitMessage(type, message as Fields, walk);
  return walk.violations;
}

/** Goes over the fields that are there, not over all that might be: a route has five of sixty. */
function visitMessage(type: protobuf.Type, message: Fields, walk: Walk): void {
  const plan = checkPlanOf(type);
  for (const name of Object.keys(message)) {
    const visit = isAbsent(message, name) ? undefined : plan.present.get(name);
    if (visit === undefined) continue;
    walk.enter(name);
    visit(message[name], walk);
    walk.leave();
  }
  for (const field of plan.absent) {
    if (isAbsent(message, field.name)) reportAbsent(field, walk);
  }
  for (const { members, broken } of plan.oneofs) {
    if (members.every((member) => isAbsent(message, member))) walk.report("", broken, undefined);
  }
}

function reportAbsent({ name, title, visit }: AbsentField, walk: Walk): void {
  walk.enter(name);
  for (const broken of visit.absent) walk.report(title, broken, visit.fallback);
  walk.leave();
}

/** Decoded messages have the defaults of absent fields on their prototype. */
function isAbsent(message: Fields, name: string): boolean {
  return !Object.hasOwn(message, name) || message[name] === undefined || message[name] === null;
}

function checkPlanOf(type: protobuf.Type): CheckPlan {
  let plan = plans.get(type);
  if (plan === undefined) {
    plan = makePlan(type);
    plans.set(type, plan);
  }
  return plan;
}

function makePlan(type: protobuf.Type): CheckPlan {
  const visits = planOf(type).fields.map((field) => {
    const title = `${type.name}ValidationError.${goFieldName(field.name)}`;
    return { name: field.name, title, visit: makeVisit(type, field, title) };
  });
  const oneofs = type.oneofsArray.filter((oneof) => oneof.options?.["(validate.required)"] === true);
  return {
    present: new Map(visits.flatMap(({ name, visit: { present } }) => (present === undefined ? [] : [[name, present]]))),
    absent: visits.filter(({ visit }) => visit.absent.length > 0),
    oneofs: oneofs.map((oneof) => ({
      members: oneof.oneof,
      broken: { rule: "oneof.required", reason: `field: "${oneof.name}", reason: is required` },
    })),
  };
}

function makeVisit(type: protobuf.Type, field: FieldPlan, title: string): FieldVisit {
  const options = type.fields[field.name]?.options ?? {};
  if (options["(envoy.annotations.disallowed_by_default)"] === true) return refusedFieldVisit(field.name, title);
  return fieldVisit({ field, title, rules: (options["(validate.rules)"] ?? {}) as FieldRules, visitMessage });
}
