import { describe, expect, it } from "vitest";
import type { HeaderField } from "./header-field.ts";
import { HpackDecoder } from "./hpack-decoder.ts";
import { type EncodedField, HpackEncoder } from "./hpack-encoder.ts";

/** The examples of RFC 7541, appendix C: blocks that follow each other on one connection, and what they mean. */
interface Example {
  readonly section: string;
  readonly tableBytes: number;
  readonly blocks: readonly { readonly hex: string; readonly fields: string; readonly tableBytesAfter: number }[];
}

const date1 = "Mon, 21 Oct 2013 20:13:21 GMT";
const date2 = "Mon, 21 Oct 2013 20:13:22 GMT";
const cookie = "foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1";
const requests = [
  ":method: GET|:scheme: http|:path: /|:authority: www.example.com",
  ":method: GET|:scheme: http|:path: /|:authority: www.example.com|cache-control: no-cache",
  ":method: GET|:scheme: https|:path: /index.html|:authority: www.example.com|custom-key: custom-value",
] as const;
const responses = [
  `:status: 302|cache-control: private|date: ${date1}|location: https://www.example.com`,
  `:status: 307|cache-control: private|date: ${date1}|location: https://www.example.com`,
  `:status: 200|cache-control: private|date: ${date2}|location: https://www.example.com|content-encoding: gzip|set-cookie: ${cookie}`,
] as const;

const examples: readonly Example[] = [
  {
    section: "C.2.1 literal with indexing",
    tableBytes: 4096,
    blocks: [{ hex: "400a637573746f6d2d6b65790d637573746f6d2d686561646572", fields: "custom-key: custom-header", tableBytesAfter: 55 }],
  },
  {
    section: "C.2.2 literal without indexing",
    tableBytes: 4096,
    blocks: [{ hex: "040c2f73616d706c652f70617468", fields: ":path: /sample/path", tableBytesAfter: 0 }],
  },
  {
    section: "C.2.3 literal never indexed",
    tableBytes: 4096,
    blocks: [{ hex: "100870617373776f726406736563726574", fields: "password: secret", tableBytesAfter: 0 }],
  },
  { section: "C.2.4 indexed", tableBytes: 4096, blocks: [{ hex: "82", fields: ":method: GET", tableBytesAfter: 0 }] },
  {
    section: "C.3 requests without Huffman",
    tableBytes: 4096,
    blocks: [
      { hex: "828684410f7777772e6578616d706c652e636f6d", fields: requests[0], tableBytesAfter: 57 },
      { hex: "828684be58086e6f2d6361636865", fields: requests[1], tableBytesAfter: 110 },
      { hex: "828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565", fields: requests[2], tableBytesAfter: 164 },
    ],
  },
  {
    section: "C.4 requests with Huffman",
    tableBytes: 4096,
    blocks: [
      { hex: "828684418cf1e3c2e5f23a6ba0ab90f4ff", fields: requests[0], tableBytesAfter: 57 },
      { hex: "828684be5886a8eb10649cbf", fields: requests[1], tableBytesAfter: 110 },
      { hex: "828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf", fields: requests[2], tableBytesAfter: 164 },
    ],
  },
  {
    section: "C.5 responses without Huffman",
    tableBytes: 256,
    blocks: [
      {
        hex: "4803333032580770726976617465611d4d6f6e2c203231204f637420323031332032303a31333a323120474d546e1768747470733a2f2f7777772e6578616d706c652e636f6d",
        fields: responses[0],
        tableBytesAfter: 222,
      },
      { hex: "4803333037c1c0bf", fields: responses[1], tableBytesAfter: 222 },
      {
        hex: "88c1611d4d6f6e2c203231204f637420323031332032303a31333a323220474d54c05a04677a69707738666f6f3d4153444a4b48514b425a584f5157454f50495541585157454f49553b206d61782d6167653d333630303b2076657273696f6e3d31",
        fields: responses[2],
        tableBytesAfter: 215,
      },
    ],
  },
  {
    section: "C.6 responses with Huffman",
    tableBytes: 256,
    blocks: [
      {
        hex: "488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b97c8e9ae82ae43d3",
        fields: responses[0],
        tableBytesAfter: 222,
      },
      { hex: "4883640effc1c0bf", fields: responses[1], tableBytesAfter: 222 },
      {
        hex: "88c16196d07abe941054d444a8200595040b8166e084a62d1bffc05a839bd9ab77ad94e7821dd7f2e6c7b335dfdfcd5b3960d5af27087f3672c1ab270fb5291f9587316065c003ed4ee5b1063d5007",
        fields: responses[2],
        tableBytesAfter: 215,
      },
    ],
  },
];

function textOf(fields: readonly HeaderField[]): string {
  return fields.map(({ name, value }) => `${name}: ${value}`).join("|");
}

function fieldsOf(text: string): EncodedField[] {
  return text.split("|").map((line) => {
    const at = line.indexOf(": ", 1);
    return { name: line.slice(0, at), value: line.slice(at + 2), indexing: "add" };
  });
}

/** A decoder whose table has been made that large, as the examples suppose. */
function decoderWith(tableBytes: number): HpackDecoder {
  const decoder = new HpackDecoder(65_536);
  const update = new HpackEncoder();
  update.resize(tableBytes);
  const block = update.encode([]);
  decoder.decode(block, 0, block.length);
  return decoder;
}

describe("examples of RFC 7541", () => {
  it.each(examples)("$section: decodes", ({ tableBytes, blocks }) => {
    const decoder = decoderWith(tableBytes);
    for (const { hex, fields, tableBytesAfter } of blocks) {
      const block = Buffer.from(hex, "hex");
      expect(textOf(decoder.decode(block, 0, block.length).fields)).toBe(fields);
      expect(decoder.tableBytes).toBe(tableBytesAfter);
    }
  });

  it.each(examples.filter(({ section }) => section.endsWith("with Huffman")))("$section: encodes", ({ tableBytes, blocks }) => {
    const encoder = new HpackEncoder(tableBytes);
    for (const { hex, fields } of blocks) expect(encoder.encode(fieldsOf(fields)).toString("hex")).toBe(hex);
  });
});
