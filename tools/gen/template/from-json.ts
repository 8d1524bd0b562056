import type protobuf from "protobufjs/light.js";
import type { MessageName, Messages } from "../../../src/gen/messages.ts";
import { codec, messageNameOf } from "./codec.ts";
import { type FieldPlan, fullNameOf, planOf, type ValuePlan } from "./json-plan.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "./json-value.ts";
import { lookupType } from "./registry.ts";
import { checkKey, readScalar, shown } from "./scalar-json.ts";
import { isWellKnown, readWellKnown } from "./well-known-json.ts";

/** Why a piece of JSON is not a message. */
export type JsonFaultCode = "UNKNOWN_FIELD" | "DUPLICATE_FIELD" | "ONEOF_CONFLICT" | "WRONG_VALUE" | "UNKNOWN_TYPE" | "TOO_DEEP";

/** One thing that is wrong, with its place in the JSON (RFC 6901). */
export interface JsonFault {
  readonly code: JsonFaultCode;
  readonly pointer: string;
  readonly detail: string;
  /** The names that would be right there, for a hint. */
  readonly known?: readonly string[];
}

/** The message, or everything that is wrong with the JSON. */
export type FromJson<N extends MessageName> =
  | { readonly ok: true; readonly message: Messages[N] }
  | { readonly ok: false; readonly faults: readonly JsonFault[] };

/** Depth at which Envoy's own parser gives up. */
const deepest = 100;

/**
 * Reads proto3's JSON mapping: field names in snake_case or lowerCamelCase, `null` as absent, an Any by its `"@type"`, or by
 * `"@type"` and `"@bytes"` (base64 of the encoded message) for types that are not known here. Collects every fault.
 */
export function fromJson<N extends MessageName>(name: N, json: JsonValue): FromJson<N> {
  const type = lookupType(name);
  if (type === undefined) throw new TypeError(`No message ${name} in proto/`);
  const reader = new JsonReader();
  const message = reader.message(type, json, "");
  if (reader.faults.length > 0) return { ok: false, faults: reader.faults };
  // oxlint-disable-next-line typescript/no-unnecessary-type-assertion -- without it the compiler compares with the union of all messages and gives up
  return { ok: true, message: message as Messages[N] };
}

class JsonReader {
  readonly faults: JsonFault[] = [];
  #depth = 0;

  /** What comes back is a whole message only as long as there are no faults. */
  message(type: protobuf.Type, json: JsonValue, pointer: string): object {
    if (this.#depth >= deepest) return this.#tooDeep(pointer);
    this.#depth += 1;
    const message = this.#anyMessage(type, json, pointer);
    this.#depth -= 1;
    return message;
  }

  #anyMessage(type: protobuf.Type, json: JsonValue, pointer: string): object {
    const name = fullNameOf(type);
    if (isWellKnown(name)) return this.#wellKnown(name, json, pointer);
    if (!isJsonObject(json)) return this.#fault("WRONG_VALUE", pointer, `${shown(json)} is not an object, as ${name} is`);
    return name === "google.protobuf.Any" ? this.#any(json, pointer) : this.#fields(type, json, pointer);
  }

  #wellKnown(name: string, json: JsonValue, pointer: string): object {
    if (isDeeperThan(json, deepest - this.#depth)) return this.#tooDeep(pointer);
    const read = readWellKnown(name, json);
    return "wrong" in read ? this.#fault("WRONG_VALUE", pointer, read.wrong) : (read.value as object);
  }

  #fields(type: protobuf.Type, json: JsonObject, pointer: string): object {
    const plan = planOf(type);
    const message: Record<string, unknown> = {};
    const taken = new Map<string, string>();
    for (const [key, value] of Object.entries(json)) {
      const field = plan.byName.get(key);
      const at = step(pointer, key);
      if (field === undefined) {
        const detail = `Unknown field ${shown(key)} in ${fullNameOf(type)}`;
        this.faults.push({ code: "UNKNOWN_FIELD", pointer: at, detail, known: plan.fields.map(({ name }) => name) });
        continue;
      }
      if (value === null && !takesNull(field)) continue;
      if (this.#isFree(field, taken, at)) message[field.name] = this.#field(field, value, at);
    }
    return message;
  }

  /** False, with a fault, when the field or another member of its oneof is there already. */
  #isFree({ name, oneof }: FieldPlan, taken: Map<string, string>, pointer: string): boolean {
    const place = oneof === undefined ? name : `oneof ${oneof}`;
    const other = taken.get(place);
    taken.set(place, name);
    if (other === undefined) return true;
    if (other === name) this.#fault("DUPLICATE_FIELD", pointer, `Field ${name} is written twice`);
    else this.#fault("ONEOF_CONFLICT", pointer, `Field ${name} excludes ${other}: only one of ${oneof ?? ""} may be set`);
    return false;
  }

  #field(field: FieldPlan, json: JsonValue, pointer: string): unknown {
    if (field.shape === "list") return this.#list(field, json, pointer);
    return field.shape === "map" ? this.#map(field, json, pointer) : this.#value(field.value, json, pointer);
  }

  #list(field: FieldPlan, json: JsonValue, pointer: string): unknown {
    if (!Array.isArray(json)) return this.#fault("WRONG_VALUE", pointer, `${shown(json)} is not a list, as ${field.name} is`);
    return json.map((item: JsonValue, index) => this.#value(field.value, item, step(pointer, index)));
  }

  #map(field: FieldPlan, json: JsonValue, pointer: string): unknown {
    if (!isJsonObject(json)) return this.#fault("WRONG_VALUE", pointer, `${shown(json)} is not an object, as ${field.name} is`);
    const entries = Object.entries(json).map(([key, item]) => {
      const at = step(pointer, key);
      const wrongKey = checkKey(field.keyType, key);
      if (wrongKey !== undefined) this.#fault("WRONG_VALUE", at, wrongKey);
      return [key, this.#value(field.value, item, at)];
    });
    return Object.fromEntries(entries);
  }

  #value(plan: ValuePlan, json: JsonValue, pointer: string): unknown {
    if (plan.kind === "message") return this.message(plan.type, json, pointer);
    if (plan.kind === "enum") return this.#enum(plan.type, json, pointer);
    const read = readScalar(plan.type, json);
    return "wrong" in read ? this.#fault("WRONG_VALUE", pointer, read.wrong) : read.value;
  }

  #enum(type: protobuf.Enum, json: JsonValue, pointer: string): unknown {
    if (fullNameOf(type) === "google.protobuf.NullValue" && json === null) return 0;
    if (typeof json === "string" && Object.hasOwn(type.values, json)) return type.values[json];
    const read = typeof json === "number" ? readScalar("int32", json) : undefined;
    if (read !== undefined && "value" in read) return read.value;
    const detail = `${shown(json)} is not a value of ${fullNameOf(type)}`;
    this.faults.push({ code: "WRONG_VALUE", pointer, detail, known: Object.keys(type.values) });
    return 0;
  }

  #any(json: JsonObject, pointer: string): object {
    const { "@type": typeUrl, "@bytes": bytes, ...content } = json;
    if (Object.keys(json).length === 0) return {};
    if (typeof typeUrl !== "string") return this.#fault("UNKNOWN_TYPE", pointer, "An Any needs its type URL as @type");
    if (bytes !== undefined) return this.#rawAny(typeUrl, bytes, pointer);
    const name = messageNameOf(typeUrl);
    const type = name === undefined ? undefined : lookupType(name);
    if (name === undefined || type === undefined) {
      return this.#fault("UNKNOWN_TYPE", step(pointer, "@type"), `Unknown type ${shown(typeUrl)}`);
    }
    const before = this.faults.length;
    const message = this.#content(type, content, pointer);
    if (this.faults.length > before) return {};
    return { type_url: typeUrl, value: codec(name).encode(message) };
  }

  /** The message inside of an Any: its fields beside `@type`, or under `value` when it has a JSON form of its own. */
  #content(type: protobuf.Type, content: JsonObject, pointer: string): object {
    const name = fullNameOf(type);
    if (name !== "google.protobuf.Any" && !isWellKnown(name)) return this.message(type, content, pointer);
    for (const key of Object.keys(content)) {
      const detail = `Unknown field ${shown(key)} beside @type`;
      if (key !== "value") this.faults.push({ code: "UNKNOWN_FIELD", pointer: step(pointer, key), detail, known: ["value"] });
    }
    const { value } = content;
    if (value === undefined) return this.#fault("WRONG_VALUE", pointer, `An Any of ${name} needs its content as value`);
    return this.message(type, value, step(pointer, "value"));
  }

  #rawAny(typeUrl: string, bytes: JsonValue, pointer: string): object {
    const read = readScalar("bytes", bytes);
    return "wrong" in read ? this.#fault("WRONG_VALUE", step(pointer, "@bytes"), read.wrong) : { type_url: typeUrl, value: read.value };
  }

  #tooDeep(pointer: string): object {
    return this.#fault("TOO_DEEP", pointer, `Nested more than ${String(deepest)} deep`);
  }

  /** Answers an empty message, so that reading goes on. */
  #fault(code: JsonFaultCode, pointer: string, detail: string): object {
    this.faults.push({ code, pointer, detail });
    return {};
  }
}

/** `null` is a value of its own only where any JSON is taken. */
function takesNull(field: FieldPlan): boolean {
  return field.shape === "one" && field.value.kind !== "scalar" && /^google\.protobuf\.(?:Null)?Value$/u.test(field.value.name);
}

/** True when lists and objects stand in each other more than `levels` deep. */
function isDeeperThan(json: JsonValue, levels: number): boolean {
  if (typeof json !== "object" || json === null) return false;
  return levels === 0 || Object.values(json).some((item: JsonValue) => isDeeperThan(item, levels - 1));
}

function step(pointer: string, segment: string | number): string {
  return `${pointer}/${String(segment).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}
