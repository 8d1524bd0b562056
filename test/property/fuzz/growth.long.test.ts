import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import type { LaneCall } from "../../../src/http2/connection/lane-call.ts";
import { OutputPool } from "../../../src/http2/connection/output.ts";
import { ServerConnection } from "../../../src/http2/connection/server-connection.ts";
import { Turn } from "../../../src/http2/connection/turn.ts";
import { clientPreface } from "../../../src/http2/frame/frame-type.ts";
import { rstStreamFrame, windowUpdateFrame } from "../../../src/http2/frame/write-frame.ts";
import type { UnaryCall } from "../../../src/http2/handler.ts";
import { HpackEncoder } from "../../../src/http2/hpack/hpack-encoder.ts";
import { resolveLaneLimits } from "../../../src/http2/limits/lane-limits.ts";
import { CallDeadlines } from "../../../src/http2/serve/call-deadlines.ts";
import { FakeClock } from "../../kit/fake-clock.ts";
import { callFields, dataFrame, grpcMessage, headersFrame, settingsFrame } from "../../kit/http2/frames.ts";

const path = "/test.Lane/Mixed";
const calls = 1_000_000;
const maxGrowthBytes = 8 * 2 ** 20;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** A million calls on one connection: answered, failed, reset, expired, with headers that come again and headers that never do. */
it("one connection takes no more memory after a million calls than after a tenth of them", () => {
  const clock = new FakeClock();
  const kept: UnaryCall[] = [];
  const tasks: (() => void)[] = [];
  const turn = new Turn<LaneCall>({
    methods: { [path]: { kind: "unary", handle: (batch) => void kept.push(...batch) } },
    now: () => clock.monotonic(),
    atEndOfTurn: (task) => void tasks.push(task),
    onError: (error) => expect.unreachable(String(error)),
  });
  const ignore = (): void => undefined;
  const connection = new ServerConnection({
    limits: resolveLaneLimits({ maxConnectionAgeMs: 2 ** 31 - 1 }),
    methods: turn.queues,
    wire: { write: () => true, backlog: () => 0, onceSent: ignore, pause: ignore, resume: ignore, end: ignore, destroy: ignore },
    pool: new OutputPool(),
    deadlines: new CallDeadlines(clock),
    peer: () => ({ address: "test", certificate: undefined }),
    now: 0,
    maxAgeMs: 2 ** 31 - 1,
    events: {
      onLimit: (limit) => expect.unreachable(limit),
      onComplete: (call, queue) => turn.complete(call, queue),
      onOutput: (touched) => turn.touch(touched),
      onHandlerError: (error) => expect.unreachable(String(error)),
      onError: (error) => expect.unreachable(String(error)),
    },
  });
  const send = (...parts: readonly Buffer[]): void => {
    connection.receive(Buffer.concat(parts), clock.monotonic());
    for (const task of tasks.splice(0)) task();
  };
  const encoder = new HpackEncoder();
  const message = dataFrame(1, grpcMessage("hello"));
  send(clientPreface, settingsFrame(), windowUpdateFrame(0, 2 ** 30));
  let early = 0;
  for (let index = 0; index < calls; index++) {
    const id = index * 2 + 1;
    const fields = callFields(path, { "grpc-timeout": "20m", ...(index % 3 === 0 ? { "x-request": String(index) } : {}) });
    message.writeUInt32BE(id, 5);
    send(headersFrame(id, encoder.encode(fields.map((field) => ({ ...field, indexing: "add" })))), message);
    settle(index, id);
    if (index === calls / 10) early = heapBytes();
  }
  expect(connection.streams).toBeLessThanOrEqual(30);
  expect(heapBytes() - early).toBeLessThan(maxGrowthBytes);

  function settle(index: number, id: number): void {
    if (index % 7 === 0) send(rstStreamFrame(id, 8));
    else if (index % 11 !== 0) kept.pop()?.reply(Buffer.from("answer"));
    if (index % 10 === 0) clock.advance(3);
    if (index % 100 === 0) {
      for (const call of kept.splice(0)) call.fail(14, "Too late");
      connection.sweep(clock.monotonic());
    }
  }
});

function heapBytes(): number {
  collect();
  return process.memoryUsage().heapUsed;
}
