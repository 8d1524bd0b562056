import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { grpcMessage } from "../../../test/kit/http2/frames.ts";
import { MessageCutter } from "./message-cutter.ts";

/** A cutter, and what it says to bytes. */
function cutterOf(maxMessageBytes: number) {
  let messages: string[] = [];
  const cutter = new MessageCutter(maxMessageBytes, (message) => void messages.push(message.toString("latin1")));
  const take = (bytes: Buffer) => {
    messages = [];
    const fault = cutter.take(bytes, 0, bytes.length);
    return { messages, fault };
  };
  return { cutter, take };
}

describe("messages of a stream", () => {
  it("come out as they went in, however their bytes are cut", () => {
    const texts = fc.array(fc.string({ unit: "binary-ascii", maxLength: 60 }), { maxLength: 12 });
    fc.assert(
      fc.property(texts, fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1 }), (messages, cuts) => {
        const bytes = Buffer.concat(messages.map((message) => grpcMessage(message)));
        const { cutter, take } = cutterOf(60);
        const got: string[] = [];
        for (let at = 0, index = 0; at < bytes.length; index += 1) {
          const part = bytes.subarray(at, at + (cuts[index % cuts.length] as number));
          at += part.length;
          const { messages: whole, fault } = take(part);
          expect(fault).toBeUndefined();
          got.push(...whole);
        }
        expect(got).toEqual(messages);
        expect(cutter.length).toBe(0);
      }),
    );
  });

  it("hold no memory for what was only announced", () => {
    const { cutter, take } = cutterOf(1_000_000);
    const head = grpcMessage("x".repeat(999_999)).subarray(0, 10);
    expect(take(head)).toEqual({ messages: [], fault: undefined });
    expect(cutter.length).toBe(10);
  });

  it("are refused from their prefix on when they are too large, or no messages", () => {
    expect(cutterOf(3).take(Buffer.of(0, 0, 0, 0, 4)).fault).toEqual({ status: 8, message: "Request message of 4 bytes is larger than 3" });
    expect(cutterOf(3).take(Buffer.of(2, 0, 0, 0, 0)).fault).toEqual({ status: 13, message: "Message prefix begins with 2, not 0 or 1" });
    const { take } = cutterOf(3);
    expect(take(Buffer.concat([grpcMessage("abc"), Buffer.of(0, 0)]))).toEqual({ messages: ["abc"], fault: undefined });
    expect(take(Buffer.of(0, 0, 9)).fault).toMatchObject({ status: 8 });
  });
});
