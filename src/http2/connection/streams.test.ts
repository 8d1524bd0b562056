import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { callFields, dataFrame, grpcMessage, headersFrame, plainBlock, settingsFrame } from "../../../test/kit/http2/frames.ts";
import { WirelessClient } from "../../../test/kit/http2/wireless-client.ts";
import { frameFlag, frameType } from "../frame/frame-type.ts";
import { rstStreamFrame, windowUpdateFrame, writeFrame } from "../frame/write-frame.ts";
import type { StreamCall, StreamMethod } from "../handler.ts";
import type { LaneLimits } from "../limits/lane-limits.ts";

const path = "/test.Lane/Stream";
const noError = 0;
/** The identifier of the setting. */
const initialWindowSize = 4;

/** A stream as the service sees it: what happened on it, in order. */
interface Seen {
  readonly call: StreamCall;
  readonly events: string[];
}

function start(limits: Partial<LaneLimits> = {}, onMessage: (text: string, call: StreamCall) => void = () => undefined) {
  const seen: Seen[] = [];
  const method: StreamMethod = {
    kind: "stream",
    open: (call) => {
      const events: string[] = [];
      seen.push({ call, events });
      return {
        onMessage: (message) => {
          events.push(message.toString());
          onMessage(message.toString(), call);
        },
        onEnd: () => void events.push("(end)"),
        onGone: () => void events.push("(gone)"),
      };
    },
  };
  const broken: StreamMethod = {
    kind: "stream",
    open: () => {
      throw new Error("Service is broken");
    },
  };
  const client = new WirelessClient({ methods: { [path]: method, "/test.Lane/Broken": broken }, limits });
  const open = (streamId = 1, headers: Readonly<Record<string, string>> = {}): Seen => {
    client.send(headersFrame(streamId, plainBlock(callFields(path, headers))));
    return seen.at(-1) as Seen;
  };
  return { client, seen, open };
}

/** Sends messages without ending the stream. */
function say(client: WirelessClient, streamId: number, ...messages: readonly string[]): void {
  for (const message of messages) client.send(dataFrame(streamId, grpcMessage(message), false));
}

/** The messages that came on a stream, which must be whole. */
function heard(client: WirelessClient, streamId = 1): readonly string[] {
  const { body } = client.answer(streamId);
  const messages: string[] = [];
  for (let at = 0; at < body.length; ) {
    const end = at + 5 + body.readUInt32BE(at + 1);
    expect(end).toBeLessThanOrEqual(body.length);
    messages.push(body.toString("utf8", at + 5, end));
    at = end;
  }
  return messages;
}

describe("a stream", () => {
  it("begins with its headers, and carries messages in both directions for as long as both like", () => {
    const { client, open } = start({}, (text, call) => call.send(Buffer.from(`${text}!`)));
    const { call, events } = open();
    expect(call).toMatchObject({ path, isOpen: true, peer: { address: "test" } });
    say(client, 1, "a", "", "b");
    client.send(dataFrame(1, Buffer.concat([grpcMessage("c"), grpcMessage("d")]), false));
    expect(events).toEqual(["a", "", "b", "c", "d"]);
    expect(heard(client)).toEqual(["a!", "!", "b!", "c!", "d!"]);
    // Longer than a unary call may take to come.
    client.pass(25_000);
    say(client, 1, "e");
    client.pass(25_000);
    expect(client.answer(1)).toMatchObject({ headers: { ":status": "200", "content-type": "application/grpc" }, isEnded: false });
    client.send(writeFrame({ type: frameType.data, flags: frameFlag.endStream, streamId: 1 }, Buffer.alloc(0)));
    expect(events.at(-1)).toBe("(end)");
    call.send(Buffer.from("last"));
    call.end();
    client.endTurn();
    expect(heard(client).at(-1)).toBe("last");
    expect(client.answer(1)).toMatchObject({ headers: { "grpc-status": "0" }, isEnded: true, reset: undefined });
    expect(call.isOpen).toBe(false);
    expect(client.connection.streams).toBe(0);
  });

  it("reads a header of its own", () => {
    const { open } = start();
    const { call } = open(1, { authorization: "Bearer x" });
    expect([call.header("authorization"), call.header("other")]).toEqual(["Bearer x", undefined]);
  });

  it("ends with a failure behind what was sent; a caller that has not ended its side is told that nobody reads it", () => {
    const { client, open } = start();
    const { call, events } = open();
    call.send(Buffer.from("before"));
    call.fail(14, "Go elsewhere, 100 %");
    call.send(Buffer.from("after"));
    call.fail(13, "Too late");
    client.endTurn();
    expect(heard(client)).toEqual(["before"]);
    expect(client.answer(1)).toMatchObject({ headers: { "grpc-status": "14", "grpc-message": "Go elsewhere, 100 %25" }, isEnded: true, reset: noError });
    say(client, 1, "what was on its way");
    expect(events).toEqual([]);
    expect(client.goaway).toBeUndefined();
  });

  it("that fails before it has sent anything is answered with headers alone", () => {
    const { client, open } = start();
    open().call.fail(7, "No");
    client.endTurn();
    expect(client.framesOf("headers")).toHaveLength(1);
    expect(client.answer(1)).toMatchObject({ headers: { ":status": "200", "grpc-status": "7", "grpc-message": "No" }, isEnded: true });
  });

  it("that its caller resets, or whose connection breaks, is gone", () => {
    const { client, open } = start();
    const [first, second] = [open(1), open(3)];
    client.send(rstStreamFrame(1, 8));
    expect(first.events).toEqual(["(gone)"]);
    expect(first.call.isOpen).toBe(false);
    client.connection.closed();
    expect(second.events).toEqual(["(gone)"]);
    first.call.send(Buffer.from("late"));
    second.call.end();
    client.endTurn();
    expect(client.answer(1).body).toHaveLength(0);
  });

  it("is over when its deadline has passed", () => {
    const { client, open } = start();
    const { events } = open(1, { "grpc-timeout": "5S" });
    client.pass(6000);
    expect(events).toEqual(["(gone)"]);
    expect(client.answer(1)).toMatchObject({ headers: { "grpc-status": "4" }, isEnded: true });
  });

  it("fails when the service throws, and no other does", () => {
    const { client, open } = start({}, (text) => {
      if (text === "bad") throw new Error("Service is broken");
    });
    client.send(headersFrame(1, plainBlock(callFields("/test.Lane/Broken"))));
    const { events } = open(3);
    const other = open(5);
    say(client, 3, "bad", "good");
    say(client, 5, "good");
    expect([client.answer(1), client.answer(3)].map(({ headers }) => headers["grpc-status"])).toEqual(["13", "13"]);
    expect(events).toEqual(["bad", "(gone)"]);
    expect(other.events).toEqual(["good"]);
    expect(client.errors.map(String)).toEqual(["Error: Service is broken", "Error: Service is broken"]);
  });
});

describe("messages to a caller", () => {
  it("wait for its windows, without being copied, and say when they have left", () => {
    const { client, open } = start();
    client.send(settingsFrame([initialWindowSize, 100]));
    const { call } = open();
    const taken: string[] = [];
    for (const text of ["a".repeat(80), "b".repeat(80), ""]) call.send(Buffer.from(text), () => void taken.push(text.slice(0, 1)));
    client.endTurn();
    expect(taken).toEqual(["a"]);
    expect(client.answer(1).body).toHaveLength(100);
    client.send(windowUpdateFrame(1, 1000));
    expect(taken).toEqual(["a", "b", ""]);
    expect(heard(client)).toEqual(["a".repeat(80), "b".repeat(80), ""]);
  });

  it("have not left while the wire still has them", () => {
    const { client, open } = start();
    const { call } = open();
    let taken = 0;
    client.backlog = 1;
    call.send(Buffer.from("a"), () => void taken++);
    client.endTurn();
    expect([heard(client), taken]).toEqual([["a"], 0]);
    client.allSent();
    expect(taken).toBe(1);
  });

  it("leave at once when they are flushed, those of a turn in one write", () => {
    const { client, open } = start();
    const { call } = open();
    const { writes } = client;
    call.send(Buffer.from("a"));
    call.send(Buffer.from("b"));
    expect(client.writes).toBe(writes);
    call.flush();
    expect([client.writes, heard(client)]).toEqual([writes + 1, ["a", "b"]]);
  });

  it("may be in parts, also in none", () => {
    const { client, open } = start();
    const { call } = open();
    const taken: number[] = [];
    const messages = [["a", "", "b"], [""], []];
    for (const [index, parts] of messages.entries())
      call.send(
        parts.map((part) => Buffer.from(part)),
        () => void taken.push(index),
      );
    client.endTurn();
    expect([heard(client), taken]).toEqual([
      ["ab", "", ""],
      [0, 1, 2],
    ]);
  });

  it("may be larger than a frame and a write", () => {
    const { client, open } = start();
    client.send(settingsFrame([initialWindowSize, 2 ** 24]), windowUpdateFrame(0, 2 ** 24));
    const { call } = open();
    const text = "0123456789".repeat(100_000);
    let taken = 0;
    call.send(Buffer.from(text), () => void taken++);
    client.endTurn();
    expect(heard(client)).toEqual([text]);
    expect(taken).toBe(1);
    expect(Math.max(...client.framesOf("data").map(({ payload }) => payload.length))).toBeLessThanOrEqual(16_384);
  });

  it("of a caller that takes nothing are given up, and not sooner than it stalls", () => {
    const { client, open } = start({ stallTimeoutMs: 5000, keepaliveMs: 600_000 });
    client.send(settingsFrame([initialWindowSize, 0]));
    const { call, events } = open();
    client.pass(60_000);
    call.send(Buffer.from("a"));
    client.pass(4000);
    expect(events).toEqual([]);
    client.pass(3000);
    expect([events, client.limits, client.answer(1).reset]).toEqual([["(gone)"], ["stallTimeoutMs"], 8]);
  });
});

describe("messages of a caller", () => {
  it("wait while the service pauses, in their order, and the end waits behind them", () => {
    const { client, open } = start();
    const { call, events } = open();
    call.pause();
    say(client, 1, "a", "b");
    client.send(dataFrame(1, grpcMessage("c")));
    expect(events).toEqual([]);
    call.resume();
    expect(events).toEqual(["a", "b", "c", "(end)"]);
  });

  it("are let in a window at a time", () => {
    const { client, open } = start({ maxMessageBytes: 65_530 });
    const { call } = open();
    for (let sent = 0; sent < 40; sent += 1) say(client, 1, "x".repeat(10_000));
    const credited = (): number =>
      client
        .framesOf("windowUpdate")
        .filter(({ streamId }) => streamId === 1)
        .reduce((sum, { payload }) => sum + payload.readUInt32BE(0), 0);
    expect(credited()).toBeGreaterThan(40 * 10_005 - 65_535);
    const before = credited();
    call.pause();
    say(client, 1, "x".repeat(10_000), "x".repeat(10_000), "x".repeat(10_000), "x".repeat(10_000));
    expect(credited()).toBe(before);
    call.resume();
    client.endTurn();
    expect(credited()).toBeGreaterThan(before);
  });

  it("are inflated, and those behind them wait for that", async () => {
    const { client, open } = start();
    const { events } = open(1, { "grpc-encoding": "gzip" });
    const packed = gzipSync("packed");
    const head = Buffer.alloc(5, 1);
    head.writeUInt32BE(packed.length, 1);
    client.send(dataFrame(1, Buffer.concat([head, packed, grpcMessage("plain")])));
    expect(events).toEqual([]);
    while (events.length < 3) await new Promise((resolve) => setImmediate(resolve));
    expect(events).toEqual(["packed", "plain", "(end)"]);
  });

  it.each([
    ["is too large", { maxMessageBytes: 10 }, grpcMessage("x".repeat(11)), "8", "Request message of 11 bytes is larger than 10"],
    ["is none", {}, Buffer.of(7, 0, 0, 0, 0), "13", "Message prefix begins with 7, not 0 or 1"],
    ["is compressed nobody knows how", {}, Buffer.of(1, 0, 0, 0, 1, 0), "13", "Message is compressed, and grpc-encoding does not say how"],
  ])("fail the stream when one %s", async (_, limits, bytes, status, message) => {
    const { client, open } = start(limits);
    const { events } = open();
    client.send(dataFrame(1, bytes, false));
    await client.ended(1);
    expect(client.answer(1).headers).toMatchObject({ "grpc-status": status, "grpc-message": message });
    expect(events).toEqual(["(gone)"]);
    expect(client.connection.streams).toBe(0);
  });

  it("fail the stream when it ends within one, or holds too much", () => {
    const { client, open } = start({ maxBufferedBytes: 65_536 });
    const half = open();
    client.send(dataFrame(1, grpcMessage("abc").subarray(0, 6)));
    expect(client.answer(1).headers).toMatchObject({ "grpc-status": "13", "grpc-message": "Stream ends within a message, after 6 bytes of it" });
    expect(half.events).toEqual(["(gone)"]);
    const full = open(3);
    full.call.pause();
    for (let sent = 0; sent < 7; sent += 1) say(client, 3, "x".repeat(10_000));
    expect(client.answer(3).headers).toMatchObject({ "grpc-status": "8" });
    expect([full.events, client.limits]).toEqual([["(gone)"], ["maxBufferedBytes"]]);
    // What it held is free again.
    const next = open(5);
    next.call.pause();
    for (let sent = 0; sent < 6; sent += 1) say(client, 5, "x".repeat(10_000));
    expect(next.events).toEqual([]);
  });

  it("break the stream off when they contradict content-length", () => {
    const { client, open } = start();
    const more = open(1, { "content-length": "6" });
    client.send(dataFrame(1, grpcMessage("ab"), false));
    expect([client.answer(1).reset, more.events]).toEqual([1, ["(gone)"]]);
    const less = open(3, { "content-length": "7" });
    client.send(dataFrame(3, grpcMessage("a")));
    expect([client.answer(3).reset, less.events]).toEqual([1, ["a", "(gone)"]]);
  });
});
