import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { callFields, callFrames, dataFrame, grpcMessage, headersFrame, plainBlock, settingsFrame } from "../../../test/kit/http2/frames.ts";
import { WirelessClient } from "../../../test/kit/http2/wireless-client.ts";
import { clientPreface } from "../frame/frame-type.ts";
import { rstStreamFrame, windowUpdateFrame } from "../frame/write-frame.ts";
import type { LaneMethods, UnaryCall } from "../handler.ts";
import { HpackEncoder } from "../hpack/hpack-encoder.ts";

const echoPath = "/test.Lane/Echo";
const laterPath = "/test.Lane/Later";

/** A service that answers at once, one that answers when told to, and one that fails. */
class Service {
  readonly batches: string[][] = [];
  readonly later: UnaryCall[] = [];
  readonly methods: LaneMethods = {
    [echoPath]: {
      kind: "unary",
      handle: (calls) => {
        this.batches.push(calls.map((call) => call.message.toString()));
        for (const call of calls) call.reply(call.message);
      },
    },
    [laterPath]: { kind: "unary", handle: (calls) => void this.later.push(...calls) },
    "/test.Lane/Broken": {
      kind: "unary",
      handle: ([first]) => {
        first?.reply(Buffer.from("before"));
        throw new Error("Service is broken");
      },
    },
  };
}

function start(limits = {}) {
  const service = new Service();
  return { service, client: new WirelessClient({ methods: service.methods, limits }) };
}

/** A good answer's message. */
function messageOf(client: WirelessClient, streamId: number): string {
  const { headers, body, isEnded } = client.answer(streamId);
  expect(headers).toMatchObject({ ":status": "200", "content-type": "application/grpc", "grpc-status": "0" });
  expect(isEnded).toBe(true);
  expect(body.readUInt32BE(1)).toBe(body.length - 5);
  return body.toString("utf8", 5);
}

describe("calls", () => {
  it("says its SETTINGS before it hears anything", () => {
    const client = new WirelessClient({ methods: {}, greets: false });
    expect(client.frames.map(({ type }) => type)).toEqual(["settings", "windowUpdate"]);
  });

  it("answers all calls of a turn in one batch and one write", () => {
    const { service, client } = start();
    const { writes } = client;
    client.sendWithinTurn(callFrames(1, echoPath, "a"), callFrames(3, echoPath, "b"));
    client.sendWithinTurn(callFrames(5, echoPath, "c"));
    expect(service.batches).toEqual([]);
    client.endTurn();
    expect(service.batches).toEqual([["a", "b", "c"]]);
    expect(client.writes).toBe(writes + 1);
    expect([1, 3, 5].map((id) => messageOf(client, id))).toEqual(["a", "b", "c"]);
  });

  it("answers the same however its bytes are cut, and whatever the memo of header blocks knows", () => {
    const encoder = new HpackEncoder();
    const blocks = ["1S", "1S", "2S", "1S", "2S", "2S"].map((timeout, index) =>
      encoder.encode(
        callFields(echoPath, { "grpc-timeout": timeout, ...(index === 3 ? { "x-new": "1" } : {}) }).map((field) => ({
          ...field,
          ...(index % 3 === 0 ? { indexing: "add" as const } : {}),
        })),
      ),
    );
    const messages = ["", "a", "bb".repeat(40), "c".repeat(3000), "d", "e"];
    const bytes = Buffer.concat([
      clientPreface,
      settingsFrame(),
      ...blocks.flatMap((block, index) => [headersFrame(index * 2 + 1, block), dataFrame(index * 2 + 1, grpcMessage(messages[index] ?? ""))]),
    ]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 60 }), (sizes) => {
        const service = new Service();
        const client = new WirelessClient({ methods: service.methods, greets: false });
        let at = 0;
        for (const size of sizes) {
          client.send(bytes.subarray(at, at + size));
          at += size;
        }
        client.send(bytes.subarray(at));
        expect(messages.map((_, index) => messageOf(client, index * 2 + 1))).toEqual(messages);
      }),
      { numRuns: 50 },
    );
  });

  it("puts a message together from many frames, padded or not, and from gzip", async () => {
    const { client } = start();
    const whole = grpcMessage("hello");
    client.send(headersFrame(1, plainBlock(callFields(echoPath))), dataFrame(1, whole.subarray(0, 3), false), dataFrame(1, whole.subarray(3, 8), false));
    client.send(dataFrame(1, whole.subarray(8), false), dataFrame(1, Buffer.alloc(0)));
    expect(messageOf(client, 1)).toBe("hello");
    client.send(headersFrame(3, plainBlock(callFields(echoPath, { "grpc-encoding": "gzip" }))), dataFrame(3, grpcMessage(gzipSync("zipped"), true)));
    await client.ended(3);
    expect(messageOf(client, 3)).toBe("zipped");
  });

  it("ends a request by trailers", () => {
    const { client } = start();
    client.send(
      headersFrame(1, plainBlock(callFields(echoPath))),
      dataFrame(1, grpcMessage("hello"), false),
      headersFrame(1, plainBlock([{ name: "x-end", value: "1" }]), true),
    );
    expect(messageOf(client, 1)).toBe("hello");
  });

  it.each([
    ["no message", [headersFrame(1, plainBlock(callFields(echoPath)), true)], "12"],
    ["two messages", [headersFrame(1, plainBlock(callFields(echoPath))), dataFrame(1, Buffer.concat([grpcMessage("a"), grpcMessage("b")]))], "12"],
    ["half a message", [headersFrame(1, plainBlock(callFields(echoPath))), dataFrame(1, grpcMessage("hello").subarray(0, 7))], "13"],
    ["a wrong prefix", [headersFrame(1, plainBlock(callFields(echoPath))), dataFrame(1, Buffer.from([7, 0, 0, 0, 0]))], "13"],
    ["compression that was not announced", [headersFrame(1, plainBlock(callFields(echoPath))), dataFrame(1, grpcMessage("a", true))], "13"],
    ["an unknown method", [callFrames(1, "/test.Lane/Nothing", "a")], "12"],
    ["an unknown encoding", [callFrames(1, echoPath, "a", { "grpc-encoding": "snappy" })], "12"],
    ["a time-out that is none", [callFrames(1, echoPath, "a", { "grpc-timeout": "soon" })], "13"],
  ])("fails a call with %s", async (_, frames, status) => {
    const { service, client } = start();
    client.send(...frames);
    await client.ended(1);
    expect(client.answer(1).headers).toMatchObject({ "grpc-status": status });
    expect(client.connection.streams).toBe(0);
    expect(service.batches).toEqual([]);
    client.send(callFrames(3, echoPath, "still here"));
    expect(messageOf(client, 3)).toBe("still here");
  });

  it.each([
    ["GET", { ":method": "GET" }, "405"],
    ["another content type", { "content-type": "application/json" }, "415"],
    ["no content type", { "content-type": undefined }, "415"],
    ["a content type that only begins alike", { "content-type": "application/grpcweb" }, "415"],
  ])("answers %s in plain HTTP", (_, others, status) => {
    const { client } = start();
    client.send(callFrames(1, echoPath, "a", others));
    expect(client.answer(1)).toMatchObject({ headers: { ":status": status }, isEnded: true });
    expect(client.answer(1).body.toString()).toContain("gRPC is spoken here");
  });

  it("fails the calls of a handler that throws, and keeps what it answered before", () => {
    const { client } = start();
    client.send(callFrames(1, "/test.Lane/Broken", "a"), callFrames(3, "/test.Lane/Broken", "b"));
    expect(messageOf(client, 1)).toBe("before");
    expect(client.answer(3).headers).toMatchObject({ "grpc-status": "13" });
    expect(client.errors).toMatchObject([{ message: "Service is broken" }]);
  });

  it("a connection that cannot write is dropped, and told of once", () => {
    const { service, client } = start();
    client.send(callFrames(1, laterPath, "a"));
    client.fault = new Error("Wire is broken");
    client.send(callFrames(3, echoPath, "b"));
    expect(client).toMatchObject({ isDestroyed: true, errors: [client.fault] });
    expect(service.later[0]?.isOpen).toBe(false);
    service.later[0]?.reply(Buffer.from("late"));
    client.pass(2000);
    expect(client.errors).toHaveLength(1);
  });

  it("escapes what a status message may not hold", () => {
    const { service, client } = start();
    client.send(callFrames(1, laterPath, "a"));
    service.later[0]?.fail(5, "100 % of “it”\n");
    client.endTurn();
    expect(client.answer(1).headers).toMatchObject({ "grpc-status": "5", "grpc-message": "100 %25 of %E2%80%9Cit%E2%80%9D%0A" });
  });

  it("hands over headers, peer and the request as it came", () => {
    const { service, client } = start();
    client.send(callFrames(1, laterPath, "abc", { "x-a": "1", "grpc-timeout": "20m" }));
    const call = service.later[0];
    expect(call).toMatchObject({ path: laterPath, deadline: 20, isOpen: true, peer: { address: "test" } });
    expect(call?.header("x-a")).toBe("1");
    expect(call?.header("x-b")).toBeUndefined();
    expect(call?.buffer.toString("utf8", call.start, call.end)).toBe("abc");
  });
});

describe("callers that go", () => {
  it("does no work for a stream that is reset in the turn of its request", () => {
    const { service, client } = start();
    client.send(callFrames(1, echoPath, "a"), callFrames(3, echoPath, "b"), rstStreamFrame(1, 8));
    expect(service.batches).toEqual([["b"]]);
    expect(client.answer(1).headers).toEqual({});
  });

  it("tells a handler that works for it, and ignores the answer", () => {
    const { service, client } = start();
    client.send(callFrames(1, laterPath, "a"));
    const [call] = service.later;
    expect(call?.signal.aborted).toBe(false);
    client.send(rstStreamFrame(1, 8));
    expect(call).toMatchObject({ isOpen: false });
    expect(call?.signal.aborted).toBe(true);
    const { length } = client.frames;
    call?.reply(Buffer.from("late"));
    client.endTurn();
    expect(client.frames).toHaveLength(length);
    expect(client.connection.streams).toBe(0);
  });

  it("keeps the deadline: answers DEADLINE_EXCEEDED, and delivers nothing that is late", () => {
    const { service, client } = start();
    client.send(callFrames(1, laterPath, "a", { "grpc-timeout": "20m" }));
    const [call] = service.later;
    client.clock.advance(19);
    expect(call?.isOpen).toBe(true);
    client.clock.advance(6);
    client.endTurn();
    expect(client.answer(1).headers).toMatchObject({ ":status": "200", "grpc-status": "4" });
    expect(call?.signal.aborted).toBe(true);
    call?.reply(Buffer.from("late"));
    client.sendWithinTurn(callFrames(3, laterPath, "b", { "grpc-timeout": "1n" }));
    client.clock.pause(1);
    client.endTurn();
    expect(service.later).toHaveLength(1);
    expect(client.answer(3).headers).toMatchObject({ "grpc-status": "4" });
  });

  it("ends the calls of a connection that is lost", () => {
    const { service, client } = start();
    client.send(callFrames(1, laterPath, "a"), callFrames(3, laterPath, "b"));
    client.connection.closed();
    expect(service.later.map(({ isOpen }) => isOpen)).toEqual([false, false]);
  });
});

describe("answers and windows", () => {
  it("holds back what the client's windows do not allow, in pieces as they open", () => {
    const { client } = start();
    client.send(settingsFrame([4, 10]));
    client.send(callFrames(1, echoPath, "x".repeat(20)));
    expect(client.answer(1)).toMatchObject({ headers: { ":status": "200" }, isEnded: false });
    expect(client.answer(1).body).toHaveLength(10);
    client.send(windowUpdateFrame(1, 5));
    expect(client.answer(1).body).toHaveLength(15);
    client.send(settingsFrame([4, 40]));
    expect(messageOf(client, 1)).toBe("x".repeat(20));
  });

  it("a stream that waits holds up nobody else, and one that is reset is forgotten", () => {
    const { client } = start();
    client.send(settingsFrame([4, 6]));
    client.send(callFrames(1, echoPath, "too long"), callFrames(3, echoPath, "x"));
    expect(messageOf(client, 3)).toBe("x");
    client.send(rstStreamFrame(1, 8), windowUpdateFrame(1, 100));
    expect(client.answer(1).isEnded).toBe(false);
    expect(client.connection.streams).toBe(0);
  });

  it("shares the connection's window in order", () => {
    const { client } = start();
    const large = "y".repeat(40_000);
    client.send(settingsFrame([4, 1_000_000]));
    client.send(
      callFrames(1, echoPath, large.slice(0, 16_000)),
      callFrames(3, echoPath, large),
      callFrames(5, echoPath, large),
      callFrames(7, echoPath, "last"),
    );
    expect(client.answer(7).isEnded).toBe(false);
    client.send(windowUpdateFrame(0, 1_000_000));
    expect([3, 5, 7].map((id) => messageOf(client, id))).toEqual([large, large, "last"]);
  });

  it.each([
    ["at first", []],
    ["after good answers", [callFrames(1, echoPath, "a"), callFrames(3, echoPath, "b")]],
  ])("forgets the client's header table when that becomes small, %s", (_, before) => {
    const { client } = start();
    for (const frames of before) client.send(frames);
    client.send(settingsFrame([1, 0]));
    client.send(callFrames(5, echoPath, "c"), callFrames(7, "/test.Lane/Nothing", "d"), callFrames(9, echoPath, "e"));
    expect([5, 9].map((id) => messageOf(client, id))).toEqual(["c", "e"]);
    expect(client.answer(7).headers).toMatchObject({ "grpc-status": "12" });
  });
});
