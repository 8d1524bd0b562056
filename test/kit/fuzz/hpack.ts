import { Http2Error, http2Code } from "../../../src/http2/frame/http2-error.ts";
import type { HeaderField } from "../../../src/http2/hpack/header-field.ts";
import { HpackDecoder } from "../../../src/http2/hpack/hpack-decoder.ts";
import { HpackEncoder } from "../../../src/http2/hpack/hpack-encoder.ts";
import { callFields } from "../http2/frames.ts";
import type { FuzzTarget } from "./fuzz-target.ts";

const maxListBytes = 2000;

/**
 * Header blocks one after the other on one decoder; a byte before each says how long it is. Whatever comes: nothing but COMPRESSION_ERROR is thrown, the
 * table and the list stay bounded, and what was decoded encodes to something that decodes the same.
 */
export const hpack: FuzzTarget = {
  name: "hpack",
  seeds,
  run: (input) => {
    const decoder = new HpackDecoder(maxListBytes);
    const encoder = new HpackEncoder();
    const mirror = new HpackDecoder(maxListBytes);
    const outcomes: string[] = [];
    for (let at = 0; at < input.length; ) {
      const end = Math.min(input.length, at + 1 + input.readUInt8(at));
      const decoded = decode(decoder, input.subarray(at + 1, end));
      at = end;
      if (typeof decoded === "string") return [...outcomes, decoded].join("|");
      checkMirror(decoded, encoder, mirror);
      if (decoder.tableBytes > 4096) throw new Error(`The dynamic table has ${decoder.tableBytes} bytes`);
      outcomes.push(`${Math.min(decoded.length, 4)} ${decoder.tableBytes === 0 ? "empty" : "filled"}`);
    }
    return outcomes.slice(0, 6).join("|");
  },
};

/** The fields, or why there are none. */
function decode(decoder: HpackDecoder, block: Buffer): readonly HeaderField[] | string {
  try {
    const { fields } = decoder.decode(block, 0, block.length);
    const bytes = fields.reduce((sum, { name, value }) => sum + name.length + value.length + 32, 0);
    if (bytes > maxListBytes) throw new Error(`A header list of ${bytes} bytes was let through`);
    return fields;
  } catch (error) {
    if (error instanceof Http2Error && error.code === http2Code.compressionError) return error.message.replaceAll(/\d+/gu, "N");
    throw error;
  }
}

function checkMirror(fields: readonly HeaderField[], encoder: HpackEncoder, mirror: HpackDecoder): void {
  const block = encoder.encode(fields.map((field, index) => (index % 2 === 0 ? { ...field, indexing: "add" } : field)));
  const again = mirror.decode(block, 0, block.length).fields;
  if (JSON.stringify(again) !== JSON.stringify(fields)) throw new Error(`Encoded and decoded, ${JSON.stringify(fields)} is ${JSON.stringify(again)}`);
}

function seeds(): readonly Buffer[] {
  const block = (encoder: HpackEncoder, indexing: "add" | "never" | undefined): Buffer => {
    const encoded = encoder.encode(callFields("/test.Lane/Echo", { "x-a": "1" }).map((field) => (indexing === undefined ? field : { ...field, indexing })));
    return Buffer.concat([Buffer.of(encoded.length), encoded]);
  };
  const adding = new HpackEncoder();
  const resizing = new HpackEncoder();
  const first = block(resizing, "add");
  resizing.resize(100);
  return [
    Buffer.concat([block(adding, "add"), block(adding, "add"), block(adding, undefined)]),
    block(new HpackEncoder(), "never"),
    Buffer.concat([first, block(resizing, "add")]),
  ];
}
