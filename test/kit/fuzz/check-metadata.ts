import { toStruct } from "../../../src/authz/decide/reply/struct.ts";
import { metadataText, readNamespace } from "../../../src/authz/decide/request/read-metadata.ts";
import { WireError } from "../../../src/authz/decide/request/wire-cursor.ts";
import { codec } from "../../../src/gen/codec.ts";
import type { Struct, Value } from "../../../src/gen/google/protobuf.ts";
import type { Json, JsonObject } from "../../../src/kit/json.ts";
import type { FuzzTarget } from "./fuzz-target.ts";

const metadataCodec = codec("envoy.config.core.v3.Metadata");
const namespace = "n";

/** The reader of metadata: it refuses, or reads what the generated decoder reads. */
export const checkMetadata: FuzzTarget = {
  name: "check-metadata",
  seeds: () =>
    [
      { id: "a", level: 1.5, open: true, none: null },
      { list: [1, "a", [true, [null]], { deep: [{}] }], map: { a: { b: { c: "d" } } }, "": -0, big: 2 ** 60 },
      JSON.parse('{ "__proto__": { "a": 1 }, "constructor": [], "\u20ac": "\u20ac" }') as JsonObject,
      {},
    ].map((values) => Buffer.from(metadataCodec.encode({ filter_metadata: { other: toStruct({ id: 1 }), [namespace]: toStruct(values) } }))),
  run: (input) => {
    const read = readOrRefuse(input);
    if (typeof read === "string") return read;
    const wanted = decoded(input);
    if (wanted === undefined) return "read, and nothing beside it";
    const [text, wantedText] = [read && metadataText(read), wanted.values && metadataText(fromStruct(wanted.values))];
    if (text !== wantedText) throw new Error(`It is read as ${text ?? "absent"}, and is ${wantedText ?? "absent"}`);
    return text === undefined ? "absent" : text.replaceAll(/[^{}[\]:,]+/gu, "…").slice(0, 60);
  },
};

function readOrRefuse(input: Buffer): JsonObject | undefined | string {
  try {
    return readNamespace(input, { start: 0, end: input.length }, namespace);
  } catch (error) {
    if (error instanceof WireError) return error.message.replaceAll(/\d+/gu, "…");
    throw error;
  }
}

/** Undefined where the generated decoder finds no message: of other namespaces nothing is read, and they may be broken. */
function decoded(input: Buffer): { readonly values: Struct | undefined } | undefined {
  try {
    return { values: metadataCodec.decode(input).filter_metadata?.[namespace] };
  } catch {
    return undefined;
  }
}

function fromStruct({ fields = {} }: Struct): JsonObject {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, fromValue(value)]));
}

function fromValue(value: Value): Json {
  if (value.struct_value !== undefined) return fromStruct(value.struct_value);
  if (value.list_value !== undefined) return (value.list_value.values ?? []).map(fromValue);
  return value.number_value ?? value.string_value ?? value.bool_value ?? null;
}
