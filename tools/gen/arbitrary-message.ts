import fc, { type Arbitrary } from "fast-check";
import { codec } from "../../src/gen/codec.ts";
import { type FieldPlan, planOf, type ValuePlan } from "../../src/gen/json-plan.ts";
import type { MessageName } from "../../src/gen/messages.ts";
import { lookupType } from "../../src/gen/registry.ts";

/** Depth below which messages are left empty. */
const deepest = 4;

/** Random messages of one type: any fields, at most one of each oneof, a few levels deep. */
export function arbitraryMessage(name: MessageName, depth = 0): Arbitrary<object> {
  const special = arbitrarySpecial(name, depth);
  if (special !== undefined) return special;
  const type = lookupType(name);
  if (type === undefined) throw new TypeError(`No message ${name}`);
  const { fields } = planOf(type);
  if (depth >= deepest || fields.length === 0) return fc.constant({});
  return fc.subarray([...fields], { maxLength: Math.min(3, fields.length) }).chain((chosen) => {
    const single = new Map(chosen.map((field) => [field.oneof ?? field.name, field]));
    return fc.record(Object.fromEntries([...single.values()].map((field) => [field.name, arbitraryField(field, depth)])));
  });
}

function arbitraryField(field: FieldPlan, depth: number): Arbitrary<unknown> {
  const value = arbitraryValue(field.value, depth);
  if (field.shape === "list") return fc.array(value, { maxLength: 2 });
  if (field.shape === "one") return value;
  const key = field.keyType === "string" ? fc.string({ maxLength: 4 }) : fc.nat().map(String);
  return fc.dictionary(key, value, { maxKeys: 2, noNullPrototype: true });
}

function arbitraryValue(plan: ValuePlan, depth: number): Arbitrary<unknown> {
  if (plan.kind === "message") return arbitraryMessage(plan.name as MessageName, depth + 1);
  if (plan.kind === "enum") return fc.constantFrom(...Object.values(plan.type.values));
  return arbitraryScalar(plan.type);
}

function arbitraryScalar(type: string): Arbitrary<unknown> {
  if (type === "string") return fc.string({ unit: "grapheme", maxLength: 8 });
  if (type === "bool") return fc.boolean();
  if (type === "bytes") return fc.uint8Array({ maxLength: 8 });
  if (type === "double") return fc.double().map((value) => (value === 0 ? 0 : value));
  if (type === "float") return fc.float().map((value) => (value === 0 ? 0 : value));
  if (type.startsWith("u") || type.startsWith("fixed")) return type.endsWith("64") ? fc.maxSafeNat() : fc.nat();
  return type.endsWith("64") ? fc.maxSafeInteger() : fc.integer();
}

/** Messages whose fields depend on each other. */
function arbitrarySpecial(name: MessageName, depth: number): Arbitrary<object> | undefined {
  switch (name) {
    case "google.protobuf.Duration":
      return fc.record({ seconds: fc.nat(), nanos: fc.nat(999_999_999) });
    case "google.protobuf.Timestamp":
      return fc.record({ seconds: fc.integer({ min: -60_000_000_000, max: 250_000_000_000 }), nanos: fc.nat(999_999_999) });
    case "google.protobuf.Value":
      return arbitraryJsonValue(depth);
    case "google.protobuf.Any":
      return fc.oneof(
        fc.record({ type_url: fc.constant("example.com/unknown.Type"), value: fc.uint8Array() }),
        arbitraryMessage("envoy.config.core.v3.Address", depth + 1).map((address) => ({
          type_url: "type.googleapis.com/envoy.config.core.v3.Address",
          value: codec("envoy.config.core.v3.Address").encode(address),
        })),
      );
    default:
      return undefined;
  }
}

function arbitraryJsonValue(depth: number): Arbitrary<object> {
  const plain: Arbitrary<object>[] = [
    fc.constant({ null_value: 0 }),
    fc.record({ bool_value: fc.boolean() }),
    fc.record({ string_value: fc.string() }),
    fc.record({ number_value: fc.integer() }),
  ];
  if (depth < deepest) {
    plain.push(fc.record({ struct_value: arbitraryMessage("google.protobuf.Struct", depth + 1) }));
    plain.push(fc.record({ list_value: arbitraryMessage("google.protobuf.ListValue", depth + 1) }));
  }
  return fc.oneof(...plain);
}
