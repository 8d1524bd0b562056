import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseEvents, type StreamEvent } from "./parse-events.ts";

async function* pieces(...texts: string[]): AsyncGenerator<string> {
  yield* texts;
}

async function parse(...texts: string[]): Promise<StreamEvent[]> {
  const events: StreamEvent[] = [];
  for await (const event of parseEvents(pieces(...texts))) events.push(event);
  return events;
}

describe("parseEvents", () => {
  it("reads name, id and data over several lines", async () => {
    expect(await parse('id: 7\nevent: change\ndata: {"a":1,\ndata: "b":2}\n\n')).toEqual([{ event: "change", data: '{"a":1,\n"b":2}', id: "7" }]);
  });

  it("keeps the id for later events, skips comments and events without data", async () => {
    expect(await parse("id: 7\ndata: a\n\n: ping\n\nevent: nothing\n\ndata:b\n\n")).toEqual([
      { event: "message", data: "a", id: "7" },
      { event: "message", data: "b", id: "7" },
    ]);
  });

  it("drops an event that the stream broke off", async () => {
    expect(await parse("data: a\n\ndata: b\n")).toHaveLength(1);
  });

  it("gives the same events however the stream is cut and whatever ends its lines", async () => {
    const text = "id: 1\nevent: e\ndata: one\n\n: c\ndata: two\ndata:\n\n";
    const whole = await parse(text);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom("\n", "\r\n", "\r"), fc.array(fc.nat(80), { maxLength: 6 }), async (end, cuts) => {
        const written = `${text.replaceAll("\n", end)}`;
        const places = [0, ...cuts.filter((cut) => cut < written.length).sort((left, right) => left - right), written.length];
        const parts = places.slice(1).map((place, index) => written.slice(places[index], place));
        // A lone CR at the very end cannot be told from half a CRLF.
        expect(await parse(...parts, end === "\r" ? ":" : "")).toEqual(whole);
      }),
      { numRuns: 200 },
    );
  });
});
