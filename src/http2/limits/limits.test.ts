import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { callFields, callFrames, dataFrame, grpcMessage, headersFrame, plainBlock, settingsFrame } from "../../../test/kit/http2/frames.ts";
import { startLane, testMethods } from "../../../test/kit/http2/lanes.ts";
import { WirelessClient } from "../../../test/kit/http2/wireless-client.ts";
import { frameFlag, frameType } from "../frame/frame-type.ts";
import { rstStreamFrame, windowUpdateFrame, writeFrame } from "../frame/write-frame.ts";
import { serveLane } from "../serve/serve-lane.ts";
import type { FloodLimit } from "./flood-guard.ts";
import type { LaneLimit, LaneLimits } from "./lane-limits.ts";

const echo = "/test.Lane/Echo";
const keep = "/test.Lane/Keep";
const enhanceYourCalm = 11;

function start(limits: Partial<LaneLimits> = {}) {
  const service = testMethods();
  return { ...service, client: new WirelessClient({ methods: service.methods, limits }) };
}

function openHeaders(streamId: number, path = echo): Buffer {
  return headersFrame(streamId, plainBlock(callFields(path)));
}

/** Acknowledges the PING of a drain, as a client that has seen the GOAWAY does. */
function acknowledgePing(client: WirelessClient): void {
  const payload = client.framesOf("ping").at(-1)?.payload ?? Buffer.alloc(8);
  client.send(writeFrame({ type: frameType.ping, flags: frameFlag.ack }, payload));
}

/** Still serves: what was met did no harm to others. */
function expectAlive(client: WirelessClient, streamId: number): void {
  client.send(callFrames(streamId, echo, "alive"));
  expect(client.answer(streamId).body.toString("utf8", 5)).toBe("alive");
}

function expectEnded(client: WirelessClient, code: number, words: string): void {
  expect(client.goaway).toMatchObject({ code, text: expect.stringContaining(words) });
  expect(client.isEnded).toBe(true);
  const { length } = client.frames;
  client.send(callFrames(1001, echo, "too late"));
  expect(client.frames).toHaveLength(length);
}

/** Sends a kind of frame as often as its limit allows, twice with a second between, then once more. */
function floods(limit: FloodLimit, frame: (count: number) => Buffer): () => void {
  return () => {
    const { client } = start({ [limit]: 10 });
    let count = 0;
    const send = (): void => client.send(frame(count++));
    for (let second = 0; second < 2; second++) {
      client.clock.advance(1001);
      // The frames that say hello count too.
      for (let sent = 0; sent < 10; sent++) send();
      expect(client.goaway).toBeUndefined();
    }
    send();
    expect(client.limits).toEqual([limit]);
    expectEnded(client, enhanceYourCalm, limit);
  };
}

/** One test a limit; the type sees to it that none is forgotten. */
const crossings: Readonly<Record<LaneLimit, () => void | Promise<void>>> = {
  maxConnections: async () => {
    const { methods } = testMethods();
    const lane = await startLane(serveLane, { methods, limits: { maxConnections: 2 } });
    const { port } = lane.address as { port: number };
    const isKept = async (socket: Socket): Promise<boolean> =>
      new Promise((resolve) => {
        socket.once("data", () => resolve(true));
        socket.once("close", () => resolve(false));
        socket.on("error", () => undefined);
      });
    const sockets = [1, 2, 3].map(() => connect(port, "127.0.0.1"));
    const kept = await Promise.all(sockets.map(isKept));
    expect(kept.filter(Boolean)).toHaveLength(2);
    for (const socket of sockets) socket.destroy();
    await lane.close();
  },
  handshakeTimeoutMs: () => {
    const { methods } = testMethods();
    const client = new WirelessClient({ methods, greets: false });
    client.pass(9000);
    expect(client.isEnded).toBe(false);
    client.pass(2000);
    expectEnded(client, 4, "No SETTINGS");
    client.pass(3000);
    expect(client.isDestroyed).toBe(true);
  },
  idleTimeoutMs: () => {
    const { client } = start();
    client.pass(599_000);
    expectAlive(client, 1);
    client.pass(599_000);
    expect(client.goaway).toBeUndefined();
    client.pass(3000);
    expect(client.limits).toEqual(["idleTimeoutMs"]);
    acknowledgePing(client);
    expectEnded(client, 0, "");
  },
  maxConnectionAgeMs: () => {
    const { client, kept } = start({ maxConnectionAgeMs: 5000 });
    client.send(callFrames(1, keep, "long"));
    client.pass(6000);
    expect(client.limits).toEqual(["maxConnectionAgeMs"]);
    // What was on its way is served, and the last stream is told once the client has seen the first GOAWAY.
    expectAlive(client, 3);
    acknowledgePing(client);
    expect(client.goaway).toMatchObject({ last: 3, code: 0 });
    client.send(callFrames(5, echo, "new"));
    expect(client.answer(5).reset).toBe(7);
    expect(client.isEnded).toBe(false);
    kept[0]?.reply(Buffer.from("done"));
    client.endTurn();
    expect(client.answer(1).isEnded).toBe(true);
    expect(client.isEnded).toBe(true);
  },
  keepaliveMs: () => {
    const { client } = start({ keepaliveMs: 5000 });
    client.pass(60_000);
    expect(client.framesOf("ping")).toEqual([]);
    client.send(callFrames(1, keep, "long"));
    client.pass(4000);
    // Whatever comes is a sign of life.
    client.send(windowUpdateFrame(0, 1));
    client.pass(5000);
    expect(client.framesOf("ping")).toEqual([]);
    client.pass(1000);
    expect(client.framesOf("ping")).toHaveLength(1);
  },
  keepaliveTimeoutMs: () => {
    const { client, kept } = start();
    client.send(callFrames(1, keep, "long"));
    client.pass(31_000);
    acknowledgePing(client);
    client.pass(50_000);
    expect([client.framesOf("ping").length, client.isDestroyed]).toEqual([2, false]);
    client.pass(2000);
    expect([client.limits, client.isDestroyed, kept[0]?.isOpen]).toEqual([["keepaliveTimeoutMs"], true, false]);
  },
  drainTimeoutMs: () => {
    const { client, kept } = start();
    client.send(callFrames(1, keep, "for ever"));
    client.connection.drain();
    client.endTurn();
    client.pass(9000);
    expect(kept[0]?.isOpen).toBe(true);
    client.pass(2000);
    expect(client.limits).toEqual(["drainTimeoutMs"]);
    expect(kept[0]?.isOpen).toBe(false);
    expectEnded(client, 0, "Drain time");
  },
  maxConcurrentStreams: () => {
    const { client, kept } = start({ maxConcurrentStreams: 3 });
    client.send(...[1, 3, 5, 7].map((id) => callFrames(id, keep, "a")));
    expect(client.answer(7).reset).toBe(7);
    expect(kept).toHaveLength(3);
    kept[1]?.reply(Buffer.from("b"));
    client.endTurn();
    expectAlive(client, 9);
  },
  maxHeaderListBytes: () => {
    const { client } = start({ maxHeaderListBytes: 1000 });
    client.send(headersFrame(1, plainBlock(callFields(echo, { "x-long": "l".repeat(1000) })), true));
    expect(client.answer(1)).toMatchObject({ headers: { ":status": "431", "grpc-status": "8" }, isEnded: true });
    expectAlive(client, 3);
  },
  maxHeaderBlockBytes: () => {
    const { client } = start({ maxHeaderBlockBytes: 2000 });
    const part = Buffer.alloc(1500, 0x82);
    client.send(writeFrame({ type: frameType.headers, streamId: 1 }, part), writeFrame({ type: frameType.continuation, streamId: 1 }, part));
    expectEnded(client, enhanceYourCalm, "2000 bytes");
  },
  maxContinuations: () => {
    const { client } = start({ maxContinuations: 3 });
    client.send(writeFrame({ type: frameType.headers, streamId: 1 }, Buffer.from([0x82])));
    for (let count = 0; count < 3; count++) client.send(writeFrame({ type: frameType.continuation, streamId: 1 }, Buffer.alloc(0)));
    expect(client.goaway).toBeUndefined();
    client.send(writeFrame({ type: frameType.continuation, streamId: 1 }, Buffer.alloc(0)));
    expectEnded(client, enhanceYourCalm, "3 CONTINUATION frames");
  },
  headerTableBytes: () => {
    const { client } = start({ headerTableBytes: 100 });
    expectAlive(client, 1);
    client.send(writeFrame({ type: frameType.settings, flags: frameFlag.ack }, Buffer.alloc(0)));
    client.send(headersFrame(3, Buffer.concat([Buffer.from([0x3f, 0x46]), plainBlock(callFields(echo))])));
    expectEnded(client, 9, "larger than 100");
  },
  maxMessageBytes: async () => {
    const { client } = start({ maxMessageBytes: 1000 });
    client.send(openHeaders(1), dataFrame(1, grpcMessage("m".repeat(1001)).subarray(0, 5), false));
    expect(client.answer(1)).toMatchObject({ headers: { "grpc-status": "8" }, isEnded: true });
    client.send(headersFrame(3, plainBlock(callFields(echo, { "grpc-encoding": "gzip" }))), dataFrame(3, grpcMessage(gzipSync(Buffer.alloc(100_000)), true)));
    await client.ended(3);
    expect(client.answer(3).headers).toMatchObject({ "grpc-status": "8" });
    client.send(dataFrame(1, Buffer.alloc(10)));
    expectAlive(client, 5);
  },
  maxBufferedBytes: () => {
    const { client } = start({ maxBufferedBytes: 100_000 });
    const part = grpcMessage(Buffer.alloc(60_000)).subarray(0, 10_000);
    for (let id = 1; id <= 19; id += 2) client.send(openHeaders(id), dataFrame(id, part, false));
    expect(client.limits).toEqual([]);
    client.send(openHeaders(21), dataFrame(21, part, false));
    expect(client.answer(21)).toMatchObject({ headers: { "grpc-status": "8" }, isEnded: true });
    // What is given up makes room for others.
    client.send(rstStreamFrame(1, 8), openHeaders(23), dataFrame(23, part, false));
    expect(client.answer(23).isEnded).toBe(false);
  },
  requestTimeoutMs: () => {
    const { client } = start();
    client.send(openHeaders(1), openHeaders(3), dataFrame(3, grpcMessage("slow").subarray(0, 6), false));
    client.pass(29_000);
    expect(client.connection.streams).toBe(2);
    client.pass(2000);
    expect([1, 3].map((id) => client.answer(id).reset)).toEqual([8, 8]);
    expect(client.connection.streams).toBe(0);
    // What was on its way does no harm.
    client.send(dataFrame(3, Buffer.alloc(3)));
    expectAlive(client, 5);
  },
  maxOutputBytes: () => {
    const { client } = start({ maxOutputBytes: 160_000 });
    client.backlog = 10_001;
    client.send(callFrames(1, echo, "a"));
    expect(client.isPaused).toBe(true);
    client.backlog = 0;
    client.connection.drained();
    expect(client.isPaused).toBe(false);
    client.send(settingsFrame([4, 0]));
    const answer = "o".repeat(15_000);
    for (let id = 3; id <= 21; id += 2) client.send(callFrames(id, echo, answer));
    expect(client.isDestroyed).toBe(false);
    client.send(callFrames(23, echo, answer));
    expect(client.isDestroyed).toBe(true);
    expect(client.connection.streams).toBe(0);
  },
  stallTimeoutMs: () => {
    const windowless = start();
    windowless.client.send(settingsFrame([4, 0]));
    windowless.client.send(callFrames(1, echo, "a"));
    windowless.client.pass(29_000);
    expect(windowless.client.answer(1).reset).toBeUndefined();
    windowless.client.pass(3000);
    expect(windowless.client.answer(1).reset).toBe(8);
    const deaf = start();
    deaf.client.send(callFrames(1, echo, "a"));
    deaf.client.backlog = 50;
    deaf.client.pass(29_000);
    deaf.client.backlog = 49;
    deaf.client.pass(29_000);
    expect(deaf.client.isDestroyed).toBe(false);
    deaf.client.pass(3000);
    expect(deaf.client).toMatchObject({ isDestroyed: true, limits: ["stallTimeoutMs"] });
  },
  maxResetsPerSecond: floods("maxResetsPerSecond", (count) => Buffer.concat([callFrames(count * 2 + 1, echo, "r"), rstStreamFrame(count * 2 + 1, 8)])),
  maxStreamErrorsPerSecond: floods("maxStreamErrorsPerSecond", (count) =>
    Buffer.concat([callFrames(count * 2 + 1, keep, "made you reset"), windowUpdateFrame(count * 2 + 1, 0)]),
  ),
  maxPingsPerSecond: floods("maxPingsPerSecond", () => writeFrame({ type: frameType.ping }, Buffer.alloc(8))),
  maxSettingsPerSecond: floods("maxSettingsPerSecond", () => settingsFrame()),
  maxWindowUpdatesPerSecond: floods("maxWindowUpdatesPerSecond", () => windowUpdateFrame(0, 1)),
  maxIgnoredFramesPerSecond: floods("maxIgnoredFramesPerSecond", (count) =>
    writeFrame({ type: count % 2 === 0 ? frameType.priority : 0xbe, streamId: 1 }, Buffer.alloc(5)),
  ),
  maxEmptyDataPerSecond: floods("maxEmptyDataPerSecond", (count) =>
    Buffer.concat([count === 0 ? openHeaders(1) : Buffer.alloc(0), dataFrame(1, Buffer.alloc(0), false)]),
  ),
};

describe("what is met shows, and does harm to nobody else", () => {
  it.each(Object.entries(crossings))("%s", async (_, cross) => {
    await cross();
  });
});

it("a drained connection stays until a slow reader has all that was sent", () => {
  const { client } = start();
  client.send(callFrames(1, echo, "a"));
  client.backlog = 500;
  client.connection.drain();
  client.endTurn();
  acknowledgePing(client);
  expect(client.isEnded).toBe(true);
  for (client.backlog = 400; client.backlog > 0; client.backlog -= 100) client.pass(20_000);
  expect(client.isDestroyed).toBe(false);
  client.pass(1000);
  expect(client.isDestroyed).toBe(true);
});

it("compressed messages count as held until they are inflated", async () => {
  const { client } = start({ maxBufferedBytes: 100_000 });
  client.send(settingsFrame([4, 1_000_000]), windowUpdateFrame(0, 1_000_000));
  const zipped = grpcMessage(gzipSync(randomBytes(45_000)), true);
  const call = (id: number): Buffer => {
    const parts = [0, 15_000, 30_000].map((at) => dataFrame(id, zipped.subarray(at, at === 30_000 ? undefined : at + 15_000), at === 30_000));
    return Buffer.concat([headersFrame(id, plainBlock(callFields(echo, { "grpc-encoding": "gzip" }))), ...parts]);
  };
  client.send(call(1), call(3), call(5));
  expect(client.answer(5)).toMatchObject({ headers: { "grpc-status": "8" }, isEnded: true });
  await Promise.all([client.ended(1), client.ended(3)]);
  client.send(call(7));
  await client.ended(7);
  expect(client.answer(7).headers).toMatchObject({ "grpc-status": "0" });
});

describe("floods", () => {
  it("useful work allows more of the frames that come with it", () => {
    const { client } = start({ maxPingsPerSecond: 1, maxWindowUpdatesPerSecond: 1 });
    for (let id = 1; id < 200; id += 2) {
      client.send(callFrames(id, echo, "a"));
      client.send(writeFrame({ type: frameType.ping }, Buffer.alloc(8)), ...[1, 2, 3, 4].map(() => windowUpdateFrame(0, 10)));
    }
    expect(client.limits).toEqual([]);
  });

  it("rapid resets at the default limits make no work for a handler", () => {
    const { client, kept } = start();
    for (let id = 1; id < 10_000; id += 2) client.send(callFrames(id, keep, "r"), rstStreamFrame(id, 8));
    expect(kept).toHaveLength(0);
    expect(client.connection.streams).toBe(0);
    expectAlive(client, 10_001);
  });
});
