import { Client, type ClientDuplexStream, credentials, Metadata, type StatusObject } from "@grpc/grpc-js";
import { describe, expect, it } from "vitest";
import type { LaneMethods, StreamCall } from "../../../src/http2/handler.ts";
import { createHealth } from "../../../src/http2/health/health.ts";
import { atEnd } from "../../kit/binary/at-end.ts";
import { lanes, startLane, targetOf } from "../../kit/http2/lanes.ts";

const same = (bytes: Buffer): Buffer => bytes;

/** A real client's side of a stream of texts. */
class TextStream {
  readonly ended: Promise<StatusObject>;
  readonly call: ClientDuplexStream<Buffer, Buffer>;
  readonly received: string[] = [];
  #wake = (): void => undefined;

  constructor(target: string, path: string, headers: Readonly<Record<string, string>> = {}) {
    const client = new Client(target, credentials.createInsecure(), { "grpc.use_local_subchannel_pool": 1, "grpc.max_receive_message_length": -1 });
    atEnd(() => client.close());
    const metadata = new Metadata();
    for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
    this.call = client.makeBidiStreamRequest(path, same, same, metadata);
    this.call.on("error", () => undefined);
    this.call.on("data", (bytes: Buffer) => {
      this.received.push(bytes.toString("latin1"));
      this.#wake();
    });
    this.ended = new Promise((resolve) => void this.call.on("status", resolve));
  }

  async until(count: number): Promise<readonly string[]> {
    while (this.received.length < count) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.received;
  }
}

describe.each(lanes)("streams on %s", (_, serve) => {
  async function start() {
    const opened: StreamCall[] = [];
    const gone: StreamCall[] = [];
    const methods: LaneMethods = {
      "/test.Lane/Talk": {
        kind: "stream",
        open: (call) => {
          opened.push(call);
          return {
            onMessage: (message) => {
              const text = message.toString();
              if (text === "fail") call.fail(9, `Not by ${call.header("x-who") ?? "anybody"}`);
              else if (text === "throw") throw new Error("Service is broken");
              else call.send(Buffer.from(text.repeat(2)));
            },
            // A client that cancels ends its side first.
            onEnd: () => (call.header("x-who") === "who stays" ? undefined : call.end()),
            onGone: () => void gone.push(call),
          };
        },
      },
    };
    const health = createHealth(["", "test.Lane"]);
    const lane = await startLane(serve, { methods, health });
    return { opened, gone, health, lane, talk: (headers = {}) => new TextStream(targetOf(lane), "/test.Lane/Talk", headers) };
  }

  it("carry messages of any size in both directions, and end well", async () => {
    const { talk } = await start();
    const stream = talk();
    const texts = ["a", "", "b".repeat(100), "c".repeat(100_000), "d".repeat(1_500_000)];
    for (const text of texts) stream.call.write(Buffer.from(text));
    stream.call.end();
    expect(await stream.ended).toMatchObject({ code: 0 });
    expect(stream.received).toEqual(texts.map((text) => text.repeat(2)));
  });

  it("end with the service's status and sentence, behind what it sent", async () => {
    const { talk, gone } = await start();
    const stream = talk({ "x-who": "you, 100 %" });
    for (const text of ["a", "fail", "b"]) stream.call.write(Buffer.from(text));
    expect(await stream.ended).toMatchObject({ code: 9, details: "Not by you, 100 %" });
    expect([stream.received, gone]).toEqual([["aa"], []]);
  });

  it("fail when the service throws, and tell it so", async () => {
    const { talk, gone } = await start();
    const stream = talk();
    stream.call.write(Buffer.from("throw"));
    expect(await stream.ended).toMatchObject({ code: 13, details: "The service failed" });
    expect(gone).toHaveLength(1);
  });

  it("tell the service when their caller goes", async () => {
    const { talk, gone, opened } = await start();
    const stream = talk({ "x-who": "who stays" });
    stream.call.write(Buffer.from("a"));
    await stream.until(1);
    stream.call.cancel();
    while (gone.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(gone[0]).toBe(opened[0]);
    expect(opened[0]?.isOpen).toBe(false);
  });

  it("hold a slow caller's messages back, and say when they have left", async () => {
    const { talk, opened } = await start();
    const stream = talk();
    stream.call.write(Buffer.from("a"));
    await stream.until(1);
    stream.call.pause();
    const [call] = opened;
    let taken = 0;
    const messages = 200;
    for (let sent = 0; sent < messages; sent += 1) call?.send(Buffer.alloc(50_000, "x"), () => void taken++);
    while (taken === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(taken).toBeLessThan(messages);
    stream.call.resume();
    expect(await stream.until(messages + 1)).toHaveLength(messages + 1);
    while (taken < messages) await new Promise((resolve) => setImmediate(resolve));
  });

  it("of health say how a service is, and each time that it is otherwise", async () => {
    const { health, lane } = await start();
    const watch = (service: string): TextStream => {
      const stream = new TextStream(targetOf(lane), "/grpc.health.v1.Health/Watch");
      stream.call.write(Buffer.from(service === "" ? [] : [0x0a, service.length, ...Buffer.from(service)]));
      return stream;
    };
    const [known, unknown] = [watch("test.Lane"), watch("test.Later")];
    await Promise.all([known.until(1), unknown.until(1)]);
    health.set("test.Lane", false);
    health.set("test.Lane", true);
    health.set("test.Later", true);
    await Promise.all([known.until(2), unknown.until(2)]);
    health.shutDown();
    expect([await known.ended, await unknown.ended]).toMatchObject([{ code: 0 }, { code: 0 }]);
    expect([known.received, unknown.received]).toEqual([
      ["\b\u0002", "\b\u0001", "\b\u0002"],
      ["\b\u0003", "\b\u0001", "\b\u0002"],
    ]);
  });
});
