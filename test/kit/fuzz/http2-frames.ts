import { frameFlag, frameType } from "../../../src/http2/frame/frame-type.ts";
import { Http2Error } from "../../../src/http2/frame/http2-error.ts";
import { rstStreamFrame, windowUpdateFrame, writeFrame } from "../../../src/http2/frame/write-frame.ts";
import type { UnaryCall } from "../../../src/http2/handler.ts";
import { HpackEncoder } from "../../../src/http2/hpack/hpack-encoder.ts";
import { callFields, callFrames, dataFrame, grpcMessage, headersFrame, plainBlock, settingsFrame } from "../http2/frames.ts";
import { WirelessClient } from "../http2/wireless-client.ts";
import { seededRandom } from "../load/seeded-random.ts";
import type { FuzzTarget } from "./fuzz-target.ts";
import { mutateFrames } from "./mutate.ts";

const echo = "/test.Lane/Echo";
const keep = "/test.Lane/Keep";

/** Small, so that short inputs cross them. */
const limits = {
  maxConcurrentStreams: 6,
  maxMessageBytes: 2000,
  maxBufferedBytes: 65_536,
  maxHeaderListBytes: 600,
  maxHeaderBlockBytes: 1200,
  maxContinuations: 3,
  maxOutputBytes: 65_536,
  maxResetsPerSecond: 8,
  maxStreamErrorsPerSecond: 4,
  maxPingsPerSecond: 8,
  maxSettingsPerSecond: 6,
  maxWindowUpdatesPerSecond: 20,
  maxIgnoredFramesPerSecond: 8,
  maxEmptyDataPerSecond: 4,
};

/** A server answers with no more than this for what it is sent: each byte may at most be a header that makes it reset, and the greeting comes on top. */
const amplification = { perByte: 40, atStart: 2000 };

/**
 * A whole connection, fed with frames after a good greeting, cut at any place, with time that passes. Whatever comes: nothing is thrown, what is sent is
 * well-formed, streams and output stay bounded, and an ended connection has nothing left.
 */
export const http2Frames: FuzzTarget = {
  name: "http2-frames",
  seeds,
  mutate: mutateFrames,
  run: (input) => {
    const kept: UnaryCall[] = [];
    const client = new WirelessClient({
      limits,
      methods: {
        [echo]: {
          kind: "unary",
          handle: (calls) => {
            for (const call of calls) call.reply(call.message);
          },
        },
        [keep]: { kind: "unary", handle: (calls) => void kept.push(...calls) },
      },
    });
    feed(client, input, kept);
    check(client, input);
    client.connection.closed();
    if (client.connection.streams !== 0 || kept.some((call) => call.isOpen)) throw new Error("A closed connection has streams that are open");
    return signatureOf(client);
  },
};

function feed(client: WirelessClient, input: Buffer, kept: UnaryCall[]): void {
  // The input decides everything, so that it can be run again.
  const random = seededRandom(input.reduce((sum, byte) => (sum * 31 + byte) >>> 0, input.length));
  for (let at = 0; at < input.length; ) {
    const size = random.below(4) === 0 ? 1 + random.below(12) : 1 + random.below(4000);
    client.sendWithinTurn(input.subarray(at, at + size));
    at += size;
    if (random.below(3) > 0) client.endTurn();
    if (random.below(6) === 0) client.pass(random.pick([10, 1000, 31_000]));
    if (random.below(3) === 0) kept.pop()?.reply(Buffer.alloc(random.pick([0, 10, 20_000])));
    if (client.connection.streams > limits.maxConcurrentStreams) throw new Error(`There are ${client.connection.streams} streams`);
  }
  client.endTurn();
}

function check(client: WirelessClient, input: Buffer): void {
  const broken = client.errors.find((error) => !(error instanceof Http2Error));
  if (broken !== undefined) throw new Error("The connection has thrown", { cause: broken });
  // Answers of kept calls are of our own making.
  const sent = client.frames.reduce((sum, { type, payload }) => sum + 9 + (type === "data" ? 0 : payload.length), 0);
  if (sent > amplification.atStart + amplification.perByte * input.length) throw new Error(`${sent} bytes were sent for ${input.length}`);
  for (const { type } of client.frames) if (!/^[a-z]+$/iu.test(type)) throw new Error(`A frame of type ${type} was sent`);
}

function signatureOf(client: WirelessClient): string {
  const kinds = client.frames.map(({ type, streamId, payload }) => {
    if (type === "rstStream") return `reset ${payload.readUInt32BE(0)}`;
    if (type === "goaway") return `goaway ${payload.readUInt32BE(4)} ${payload.toString("utf8", 8).replaceAll(/\d+/gu, "N")}`;
    if (type === "headers") return `${client.answer(streamId).headers[":status"]} ${client.answer(streamId).headers["grpc-status"]}`;
    return type;
  });
  return [...new Set([...kinds, ...client.limits])].sort().join("|");
}

function seeds(): readonly Buffer[] {
  const encoder = new HpackEncoder();
  const learnt = (): Buffer => encoder.encode(callFields(echo, { "grpc-timeout": "20m" }).map((field) => ({ ...field, indexing: "add" as const })));
  const message = grpcMessage("hello");
  const long = plainBlock(callFields(echo, { "x-long": "l".repeat(500) }));
  return [
    Buffer.concat([
      headersFrame(1, learnt()),
      dataFrame(1, message),
      headersFrame(3, learnt()),
      dataFrame(3, message),
      headersFrame(5, learnt()),
      dataFrame(5, message),
    ]),
    Buffer.concat([callFrames(1, keep, "a"), callFrames(3, keep, "b"), rstStreamFrame(1, 8), windowUpdateFrame(0, 1000), windowUpdateFrame(3, 1000)]),
    Buffer.concat([settingsFrame([4, 5], [1, 0]), callFrames(1, echo, "held back"), windowUpdateFrame(1, 3), settingsFrame([4, 100])]),
    Buffer.concat([
      headersFrame(1, plainBlock(callFields(echo))),
      dataFrame(1, message.subarray(0, 4), false),
      dataFrame(1, message.subarray(4), false),
      headersFrame(1, plainBlock([{ name: "x", value: "y" }]), true),
    ]),
    Buffer.concat([
      writeFrame({ type: frameType.headers, streamId: 1 }, long.subarray(0, 100)),
      writeFrame({ type: frameType.continuation, streamId: 1 }, long.subarray(100, 300)),
      writeFrame({ type: frameType.continuation, flags: frameFlag.endHeaders, streamId: 1 }, long.subarray(300)),
      dataFrame(1, message),
    ]),
    Buffer.concat([
      writeFrame(
        { type: frameType.headers, flags: frameFlag.endHeaders | frameFlag.padded | frameFlag.priority, streamId: 1 },
        Buffer.concat([Buffer.from([2, 0, 0, 0, 3, 7]), plainBlock(callFields(echo)), Buffer.alloc(2)]),
      ),
      writeFrame({ type: frameType.data, flags: frameFlag.padded | frameFlag.endStream, streamId: 1 }, Buffer.concat([Buffer.of(4), message, Buffer.alloc(4)])),
      writeFrame({ type: frameType.priority, streamId: 5 }, Buffer.from([0, 0, 0, 1, 9])),
      writeFrame({ type: frameType.ping }, Buffer.alloc(8)),
      writeFrame({ type: frameType.goaway }, Buffer.alloc(8)),
    ]),
    Buffer.concat([
      callFrames(1, "/nothing", "a"),
      callFrames(3, echo, "a", { ":method": "GET" }),
      callFrames(5, echo, "a", { "content-length": "6", "grpc-encoding": "gzip" }),
    ]),
  ];
}
