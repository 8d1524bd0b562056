// Made by `npm run gen` from proto/; do not edit
import protobuf from "protobufjs/light.js";

/** Type of one value of a field, without `repeated` and `map`. */
export type ValuePlan =
  | { readonly kind: "scalar"; readonly type: string }
  | { readonly kind: "enum"; readonly name: string; readonly type: protobuf.Enum }
  | { readonly kind: "message"; readonly name: string; readonly type: protobuf.Type };

/** How one field is written and read. */
export interface FieldPlan {
  /** As in the .proto file, snake_case; the way it is written. */
  readonly name: string;
  readonly shape: "one" | "list" | "map";
  readonly value: ValuePlan;
  /** Scalar type of a map's keys. */
  readonly keyType: string;
  /** True when absent and default are the same (proto3's plain scalars), so that a default is not written. */
  readonly implicit: boolean;
  /** Name of the oneof that it is a member of. */
  readonly oneof: string | undefined;
}

/** How one message is written and read. */
export interface MessagePlan {
  readonly fields: readonly FieldPlan[];
  /** By snake_case and by lowerCamelCase name: both are read. */
  readonly byName: ReadonlyMap<string, FieldPlan>;
}

const plans = new WeakMap<protobuf.Type, MessagePlan>();

/** The plan of a message; made once. */
export function planOf(type: protobuf.Type): MessagePlan {
  let plan = plans.get(type);
  if (plan === undefined) {
    plan = makePlan(type);
    plans.set(type, plan);
  }
  return plan;
}

/** Full name without the leading dot. */
export function fullNameOf(object: protobuf.ReflectionObject): string {
  return object.fullName.slice(1);
}

function makePlan(type: protobuf.Type): MessagePlan {
  const fields = type.fieldsArray.map((field) => planField(field.resolve()));
  const byName = new Map(fields.map((field) => [camelCase(field.name), field]));
  for (const field of fields) byName.set(field.name, field);
  return { fields, byName };
}

function planField(field: protobuf.Field): FieldPlan {
  const value = planValue(field);
  const optional = field.partOf !== null || field.options?.["proto3_optional"] === true;
  return {
    name: field.name,
    shape: field.map ? "map" : field.repeated ? "list" : "one",
    value,
    keyType: field instanceof protobuf.MapField ? field.keyType : "string",
    implicit: value.kind !== "message" && !optional,
    oneof: field.partOf?.name,
  };
}

function planValue(field: protobuf.Field): ValuePlan {
  const type = field.resolvedType;
  if (type === null) return { kind: "scalar", type: field.type };
  const name = fullNameOf(type);
  return type instanceof protobuf.Enum ? { kind: "enum", name, type } : { kind: "message", name, type };
}

/** The JSON name that protoc gives a field (`connect_timeout` → `connectTimeout`). */
function camelCase(name: string): string {
  return name.replaceAll(/_+(?<letter>.?)/gu, (_match, letter: string) => letter.toUpperCase());
}
