import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { frameFlag, frameType } from "../../../src/http2/frame/frame-type.ts";
import { rstStreamFrame, windowUpdateFrame, writeFrame } from "../../../src/http2/frame/write-frame.ts";
import { callFields, callFrames, dataFrame, grpcMessage, headersFrame, plainBlock, settingsFrame } from "../../kit/http2/frames.ts";
import { lanes, startLane, testMethods } from "../../kit/http2/lanes.ts";
import { RawClient } from "../../kit/http2/raw-client.ts";

const echo = "/test.Lane/Echo";
const head = headersFrame(1, plainBlock(callFields(echo)));

describe.each(lanes)("requests on %s, frame by frame", (_, serve) => {
  async function start() {
    const service = testMethods();
    const lane = await startLane(serve, { methods: service.methods, limits: { maxMessageBytes: 100_000 } });
    return { ...service, lane, client: await RawClient.connect(lane) };
  }

  it("answers a call, however its bytes are cut", async () => {
    const { client } = await start();
    for (const byte of callFrames(1, echo, "hello")) client.send(Buffer.of(byte));
    const { headers, body } = await client.answer(1);
    expect(headers).toMatchObject({ ":status": "200", "grpc-status": "0" });
    expect(headers["content-type"]).toMatch(/^application\/grpc/);
    expect(body).toEqual(grpcMessage("hello"));
  });

  it("takes a message in pieces, padded, and compressed", async () => {
    const { client } = await start();
    const whole = grpcMessage("hello");
    const padded = Buffer.concat([Buffer.of(3), whole.subarray(2), Buffer.alloc(3)]);
    client.send(head, dataFrame(1, whole.subarray(0, 2), false));
    client.send(writeFrame({ type: frameType.data, flags: frameFlag.padded | frameFlag.endStream, streamId: 1 }, padded));
    expect((await client.answer(1)).body).toEqual(whole);
    const zipped = headersFrame(3, plainBlock(callFields(echo, { "grpc-encoding": "gzip" })));
    client.send(zipped, dataFrame(3, grpcMessage(gzipSync("zipped"), true)));
    expect((await client.answer(3)).body).toEqual(grpcMessage("zipped"));
  });

  it.each([
    ["no message", [headersFrame(1, plainBlock(callFields(echo)), true)], ["12"]],
    ["two messages", [head, dataFrame(1, Buffer.concat([grpcMessage("a"), grpcMessage("b")]))], ["12"]],
    ["a message that is too large", [head, dataFrame(1, grpcMessage(Buffer.alloc(100_001)).subarray(0, 5), false)], ["8"]],
    [
      "a compressed message that is too large",
      [headersFrame(1, plainBlock(callFields(echo, { "grpc-encoding": "gzip" }))), dataFrame(1, grpcMessage(gzipSync(Buffer.alloc(200_000)), true))],
      ["8"],
    ],
    ["an unknown encoding", [headersFrame(1, plainBlock(callFields(echo, { "grpc-encoding": "snappy" }))), dataFrame(1, grpcMessage("a", true))], ["12"]],
    ["an unknown method", [callFrames(1, "/test.Lane/Nothing", "a")], ["12"]],
    ["a time-out that is none", [callFrames(1, echo, "a", { "grpc-timeout": "soon" })], ["13"]],
  ])("fails a call with %s", async (_name, frames, statuses) => {
    const { client } = await start();
    client.send(...frames);
    expect(statuses).toContain((await client.answer(1)).headers["grpc-status"]);
    client.send(callFrames(3, echo, "still here"));
    expect((await client.answer(3)).body).toEqual(grpcMessage("still here"));
  });

  it("answers another content type with 415", async () => {
    const { client } = await start();
    client.send(callFrames(1, echo, "a", { "content-type": "application/json" }));
    expect((await client.answer(1)).headers).toMatchObject({ ":status": "415" });
  });

  it.each([
    ["a deadline", { "grpc-timeout": "80m" }],
    ["the shorter one of a try", { "grpc-timeout": "1H", "x-envoy-expected-rq-timeout-ms": "80" }],
    ["a deadline that is shorter than that of a try, or than what is none", { "grpc-timeout": "80m", "x-envoy-expected-rq-timeout-ms": "soon" }],
  ])("keeps %s to its end, and stops the work for it", async (_, headers) => {
    const { client, kept, arrived } = await start();
    client.send(callFrames(1, "/test.Lane/Keep", "a", headers));
    await arrived(1);
    const [call] = kept;
    const gone = new Promise((resolve) => call?.signal.addEventListener("abort", resolve));
    expect((await client.answer(1)).headers).toMatchObject({ "grpc-status": "4" });
    await gone;
    expect(call?.isOpen).toBe(false);
  });

  it("does no work for a stream that is reset with its request", async () => {
    const { client, kept } = await start();
    client.send(callFrames(1, "/test.Lane/Keep", "a"), rstStreamFrame(1, 8), callFrames(3, echo, "b"));
    expect((await client.answer(3)).body).toEqual(grpcMessage("b"));
    expect(kept).toHaveLength(0);
  });

  it("keeps to the client's windows", async () => {
    const { client } = await start();
    client.send(settingsFrame([4, 7]), callFrames(1, echo, "x".repeat(20)));
    const received = (): number => client.frames.filter(({ type }) => type === "data").reduce((sum, { payload }) => sum + payload.length, 0);
    await client.until(() => received() > 0);
    expect(received()).toBe(7);
    client.send(windowUpdateFrame(1, 100));
    expect((await client.answer(1)).body).toEqual(grpcMessage("x".repeat(20)));
  });

  it.each([
    ["DATA on stream 0", [dataFrame(0, Buffer.alloc(1))], 1],
    ["a frame that is too long", [Buffer.from([0x00, 0x40, 0x01, 0, 0, 0, 0, 0, 1])], 6],
    ["a header block that is none", [headersFrame(1, Buffer.from([0xff, 0xff, 0xff, 0xff, 0x7f]))], 9],
    ["a window that is too large", [windowUpdateFrame(0, 2 ** 31 - 1)], 3],
  ])("closes the connection upon %s, with the right code", async (_name, frames, code) => {
    const { client } = await start();
    client.send(...frames);
    const goaway = await client.frame("goaway");
    expect(goaway.payload.readUInt32BE(4)).toBe(code);
    await client.closed;
  });
});
