import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { clientPreface, frameFlag, frameType } from "../../../src/http2/frame/frame-type.ts";
import { rstStreamFrame, windowUpdateFrame, writeFrame } from "../../../src/http2/frame/write-frame.ts";
import type { LaneLimit, LaneLimits } from "../../../src/http2/limits/lane-limits.ts";
import type { Lane } from "../../../src/http2/serve/lane.ts";
import { serveLane } from "../../../src/http2/serve/serve-lane.ts";
import { atEnd } from "../../kit/binary/at-end.ts";
import { callFields, callFrames, dataFrame, headersFrame, plainBlock, settingsFrame } from "../../kit/http2/frames.ts";
import { laneClient } from "../../kit/http2/lane-client.ts";
import { startLane, targetOf, testMethods } from "../../kit/http2/lanes.ts";
import { RawClient } from "../../kit/http2/raw-client.ts";
import { RecordedMetrics } from "../../kit/http2/recorded-metrics.ts";

const echo = "/test.Lane/Echo";
const keep = "/test.Lane/Keep";
const head = plainBlock(callFields(keep));

async function start(limits: Partial<LaneLimits> = {}) {
  const service = testMethods();
  const metrics = new RecordedMetrics();
  const lane = await startLane(serveLane, { methods: service.methods, metrics, limits });
  const bystander = laneClient(targetOf(lane));
  const met = (limit: LaneLimit): number => metrics.value("sluice_lane_limits_total", { lane: "test", limit });
  /** Somebody else on the same lane notices nothing. */
  const expectServed = async (): Promise<void> => expect(await bystander.call(echo, "hello")).toMatchObject({ message: "hello" });
  return { ...service, lane, metrics, met, expectServed };
}

/** Sends the same again and again until the lane closes the connection, and answers the code that it said. */
async function flood(lane: Lane, frames: (round: number) => Buffer): Promise<number> {
  const client = await RawClient.connect(lane);
  const ended = client.closed.then(() => true);
  for (let round = 0; !client.socket.destroyed && round < 5000; round++) {
    if (!client.socket.write(frames(round))) await Promise.race([once(client.socket, "drain").catch(() => undefined), ended]);
    if (round % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  const goaway = await client.frame("goaway");
  await client.closed;
  return goaway.payload.readUInt32BE(4);
}

function many(count: number, frame: (index: number) => Buffer): Buffer {
  return Buffer.concat(Array.from({ length: count }, (_, index) => frame(index)));
}

describe("attacks over the network", () => {
  const ids = (round: number, index: number): number => (round * 100 + index) * 2 + 1;
  const attacks: readonly (readonly [name: string, limit: LaneLimit, frames: (round: number) => Buffer])[] = [
    [
      "rapid reset",
      "maxResetsPerSecond",
      (round) => many(100, (index) => Buffer.concat([headersFrame(ids(round, index), head), rstStreamFrame(ids(round, index), 8)])),
    ],
    [
      "resets that the client makes us send",
      "maxStreamErrorsPerSecond",
      (round) => many(100, (index) => Buffer.concat([headersFrame(ids(round, index), head), windowUpdateFrame(ids(round, index), 0)])),
    ],
    ["pings", "maxPingsPerSecond", () => many(100, () => writeFrame({ type: frameType.ping }, Buffer.alloc(8)))],
    ["settings", "maxSettingsPerSecond", () => many(100, () => settingsFrame())],
    ["window updates", "maxWindowUpdatesPerSecond", () => many(100, () => windowUpdateFrame(0, 1))],
    ["priorities", "maxIgnoredFramesPerSecond", () => many(100, () => writeFrame({ type: frameType.priority, streamId: 1 }, Buffer.alloc(5)))],
    [
      "empty DATA",
      "maxEmptyDataPerSecond",
      (round) => Buffer.concat([round === 0 ? headersFrame(1, head) : Buffer.alloc(0), many(100, () => dataFrame(1, Buffer.alloc(0), false))]),
    ],
    [
      "CONTINUATION without end",
      "maxContinuations",
      (round) => writeFrame({ type: round === 0 ? frameType.headers : frameType.continuation, streamId: 1 }, Buffer.of(0x82)),
    ],
    [
      "a header block without end",
      "maxHeaderBlockBytes",
      (round) => writeFrame({ type: round === 0 ? frameType.headers : frameType.continuation, streamId: 1 }, Buffer.alloc(16_384, 0x82)),
    ],
  ];

  it.each(attacks)("%s", async (_, limit, frames) => {
    // Ten thousand in a second is more than a busy machine may get to send.
    const { lane, met, expectServed, kept } = await start({ maxResetsPerSecond: 1000 });
    const [code] = await Promise.all([flood(lane, frames), expectServed()]);
    expect(code).toBe(11);
    expect(met(limit)).toBe(1);
    expect(kept).toHaveLength(0);
    await expectServed();
  });

  it("a bomb of header references is answered, and costs what it weighs", async () => {
    const { lane, met, expectServed } = await start();
    const client = await RawClient.connect(lane);
    const filler = Buffer.concat([Buffer.from([0x40, 6]), Buffer.from("x-bomb"), Buffer.from([0x7f, 0xa1, 0x1e]), Buffer.alloc(4000, 0x62)]);
    client.send(headersFrame(1, Buffer.concat([plainBlock(callFields(echo)), filler]), true));
    client.send(
      ...Array.from({ length: 50 }, (_, index) => headersFrame(3 + index * 2, Buffer.concat([plainBlock(callFields(echo)), Buffer.alloc(16_000, 0xbe)]), true)),
    );
    for (let id = 3; id <= 101; id += 2) expect((await client.answer(id)).headers).toMatchObject({ ":status": "431", "grpc-status": "8" });
    expect(met("maxHeaderListBytes")).toBe(50);
    await expectServed();
  });
});

describe("slow and silent clients over the network", () => {
  it("one that sends and never reads is stopped, and then let go", async () => {
    const { lane, met, expectServed } = await start({ maxOutputBytes: 262_144, stallTimeoutMs: 500 });
    const socket = await silent(lane);
    socket.pause();
    socket.write(Buffer.concat([clientPreface, settingsFrame([4, 2 ** 31 - 1])]));
    socket.write(windowUpdateFrame(0, 2 ** 30));
    const closed = new Promise((resolve) => socket.once("close", resolve));
    for (let id = 1; !socket.closed; id += 2) {
      // What the lane does not take stays with us.
      if (!socket.write(callFrames(id, echo, Buffer.alloc(4000)))) await Promise.race([once(socket, "drain").catch(() => undefined), closed]);
    }
    expect(met("stallTimeoutMs") + met("maxOutputBytes")).toBe(1);
    await expectServed();
  });

  it.each([
    ["says nothing", Buffer.alloc(0)],
    ["says half a preface", clientPreface.subarray(0, 10)],
    ["says no SETTINGS", clientPreface],
  ])("one that %s has until the handshake's time is over", async (_, bytes) => {
    const { lane, met, expectServed } = await start({ handshakeTimeoutMs: 300 });
    const socket = await silent(lane);
    socket.resume();
    socket.write(bytes);
    await once(socket, "close");
    expect(met("handshakeTimeoutMs")).toBe(1);
    await expectServed();
  });

  it("one that gives no window has its streams reset", async () => {
    const { lane, met, expectServed } = await start({ stallTimeoutMs: 300 });
    const client = await RawClient.connect(lane);
    client.send(settingsFrame([4, 0]), callFrames(1, echo, "a"), callFrames(3, echo, "b"));
    expect((await client.answer(1)).reset).toBe(8);
    expect((await client.answer(3)).reset).toBe(8);
    expect(met("stallTimeoutMs")).toBe(2);
    await expectServed();
  });

  it("one that does not finish its requests has them reset", async () => {
    const { lane, met, kept, expectServed } = await start({ requestTimeoutMs: 300 });
    const client = await RawClient.connect(lane);
    client.send(headersFrame(1, head), writeFrame({ type: frameType.data, flags: 0, streamId: 1 }, Buffer.from([0, 0, 0, 0, 9])));
    expect((await client.answer(1)).reset).toBe(8);
    expect(met("requestTimeoutMs")).toBe(1);
    expect(kept).toHaveLength(0);
    client.send(writeFrame({ type: frameType.data, flags: frameFlag.endStream, streamId: 1 }, Buffer.alloc(9)), callFrames(3, echo, "still here"));
    expect((await client.answer(3)).isEnded).toBe(true);
    await expectServed();
  });
});

/** A connection of which nothing is read. */
async function silent(lane: Lane): Promise<Socket> {
  const { host, port } = lane.address as { host: string; port: number };
  const socket = connect(port, host);
  socket.on("error", () => undefined);
  atEnd(() => socket.destroy());
  await once(socket, "connect");
  return socket;
}
