import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DynamicTable } from "./dynamic-table.ts";
import { fieldBytes, type HeaderField } from "./header-field.ts";
import { HpackDecoder } from "./hpack-decoder.ts";
import { type EncodedField, HpackEncoder } from "./hpack-encoder.ts";
import { huffmanDecode, huffmanEncode, huffmanLength } from "./huffman.ts";

const latin1 = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)), maxLength: 40 });
const field: fc.Arbitrary<EncodedField> = fc
  .record({
    name: fc.oneof(fc.constantFrom(":path", "content-type", "x-a", "x-b"), latin1),
    value: latin1,
    indexing: fc.constantFrom("add", "never", undefined),
  })
  .map(({ indexing, ...rest }) => (indexing === undefined ? rest : { ...rest, indexing }));

function decode(decoder: HpackDecoder, bytes: readonly number[] | Buffer) {
  const block = Buffer.from(bytes);
  return decoder.decode(block, 0, block.length);
}

function bytesOf(fields: readonly HeaderField[]): number {
  return fields.reduce((sum, field) => sum + fieldBytes(field), 0);
}

function refuses(bytes: readonly number[], words: string): void {
  expect(() => decode(new HpackDecoder(1000), bytes)).toThrow(expect.objectContaining({ code: 9, message: expect.stringContaining(words) }));
}

describe("Huffman", () => {
  it("decodes what it encodes, in the length that it says", () => {
    fc.assert(
      fc.property(latin1, (text) => {
        const encoded = huffmanEncode(text);
        expect(encoded.length).toBe(huffmanLength(text));
        expect(huffmanDecode(encoded, 0, encoded.length)).toBe(text);
      }),
    );
  });

  it.each([
    ["a byte of padding", [0xff]],
    ["padding with zeros", [0x18]],
    ["more padding than a byte", [0x1f, 0xff]],
    ["the end of string", [0xff, 0xff, 0xff, 0xff]],
    ["the end of string between symbols", [0x1f, 0xff, 0xff, 0xff, 0xe3]],
  ])("refuses %s", (_, bytes) => {
    expect(() => huffmanDecode(Buffer.from(bytes), 0, bytes.length)).toThrow(expect.objectContaining({ code: 9 }));
  });
});

describe("HPACK", () => {
  it("decodes what it encodes, through any changes of the table size", () => {
    const step = fc.oneof(fc.array(field, { maxLength: 8 }), fc.integer({ min: 0, max: 4096 }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const encoder = new HpackEncoder();
        const decoder = new HpackDecoder(1_000_000);
        for (const next of steps) {
          if (typeof next === "number") encoder.resize(next);
          else {
            const wanted = next.map(({ name, value }) => ({ name, value }));
            expect(decode(decoder, encoder.encode(next)).fields).toEqual(wanted);
          }
        }
      }),
    );
  });

  it("says the same for a block that is repeated while the table stays", () => {
    fc.assert(
      fc.property(fc.array(field, { maxLength: 8 }), fc.array(field, { maxLength: 8 }), (before, fields) => {
        const encoder = new HpackEncoder();
        const decoder = new HpackDecoder(1_000_000);
        decode(decoder, encoder.encode(before));
        const block = encoder.encode(fields);
        const first = decode(decoder, block);
        const { generation } = decoder;
        const again = decode(decoder, block);
        if (!first.changedTable) expect(again.fields).toEqual(first.fields);
        expect(decoder.generation === generation).toBe(!again.changedTable);
      }),
    );
  });

  it("throws nothing but its own error on any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const decoder = new HpackDecoder(1000);
        try {
          decode(decoder, Buffer.from(bytes));
        } catch (error) {
          expect(error).toMatchObject({ name: "Http2Error", code: 9 });
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("refuses what is malformed", () => {
    refuses([0x80], "index 0");
    refuses([0xbe], "index 62");
    refuses([0x40], "ends within");
    refuses([0x40, 0x05, 0x61], "within a string");
    refuses([0xff, 0x80, 0x80, 0x80, 0x80, 0x00], "too large");
    refuses([0x3f, 0xff, 0xff, 0xff, 0x7f], "too large");
    refuses([0xff, 0x80], "within a number");
    refuses([0x82, 0x20], "within a header block");
    refuses([0x3f, 0xe2, 0x1f], "4097 bytes is larger than 4096");
  });

  it("asks for a smaller table once the peer has acknowledged one, and takes no larger one", () => {
    const decoder = new HpackDecoder(1000);
    decoder.limitTable(100);
    expect(() => decode(decoder, [0x82])).toThrow("was not made smaller");
    const obedient = new HpackDecoder(1000);
    obedient.limitTable(100);
    expect(decode(obedient, [0x3f, 0x45, 0x82]).fields).toHaveLength(1);
    expect(() => decode(obedient, [0x3f, 0x46])).toThrow("larger than 100");
  });

  it("a bomb of references costs no memory, is cut at the limit, and leaves the table right", () => {
    const encoder = new HpackEncoder();
    const decoder = new HpackDecoder(8192);
    decode(decoder, encoder.encode([{ name: "x-bomb", value: "b".repeat(4000), indexing: "add" }]));
    const bomb = decode(decoder, Buffer.alloc(16_384, 0xbe));
    expect(bomb.isTooLong).toBe(true);
    expect(bomb.fields).toHaveLength(2);
    expect(bomb.fields[0]).toBe(bomb.fields[1]);
    expect(decode(decoder, [0xbe]).fields).toMatchObject([{ name: "x-bomb" }]);
  });
});

describe("dynamic table", () => {
  it("holds the newest fields that fit", () => {
    const entry = fc.record({ name: latin1, value: latin1 });
    fc.assert(
      fc.property(fc.array(fc.oneof(entry, fc.integer({ min: 0, max: 300 })), { maxLength: 60 }), (steps) => {
        const table = new DynamicTable(200);
        const model: { name: string; value: string }[] = [];
        for (const step of steps) {
          if (typeof step === "number") table.resize(step);
          else {
            model.unshift(step);
            table.add(step);
          }
          while (bytesOf(model) > table.maxBytes) model.pop();
          expect(Array.from({ length: table.count }, (_, index) => table.at(index))).toEqual(model);
          expect(table.at(table.count)).toBeUndefined();
          expect(table.bytes).toBe(bytesOf(model));
        }
      }),
    );
  });
});
