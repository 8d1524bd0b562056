import { serveGrpcJsLane } from "../../../src/http2/grpc-js/serve-grpc-js-lane.ts";
import type { LaneMethods, UnaryCall } from "../../../src/http2/handler.ts";
import type { Lane, LaneOptions } from "../../../src/http2/serve/lane.ts";
import { serveLane } from "../../../src/http2/serve/serve-lane.ts";
import { noMetrics, silentLogger } from "../../../src/kit/telemetry.ts";
import { systemClock, systemRandom } from "../../../src/main/system.ts";
import { atEnd } from "../binary/at-end.ts";

/** The lanes that serve the same handlers. */
export const lanes: readonly (readonly [name: string, serve: (options: LaneOptions) => Promise<Lane>])[] = [
  ["ours", serveLane],
  ["grpc-js", serveGrpcJsLane],
];

/** Starts a lane on a free loopback port, or wherever the options say; it ends with the test file. */
export async function startLane(serve: (options: LaneOptions) => Promise<Lane>, options: Partial<LaneOptions> & Pick<LaneOptions, "methods">): Promise<Lane> {
  const lane = await serve({
    name: "test",
    address: { kind: "tcp", host: "127.0.0.1", port: 0 },
    clock: systemClock,
    random: systemRandom,
    logger: silentLogger,
    metrics: noMetrics,
    ...options,
  });
  atEnd(() => void lane.close());
  return lane;
}

/** Where a client finds a lane. */
export function targetOf(lane: Lane): string {
  const { address } = lane;
  return address.kind === "tcp" ? `${address.host}:${address.port}` : `unix:${address.path}`;
}

/** Methods for tests: one that echoes, one that never answers, one that keeps its calls for the test to answer. */
export interface TestMethods {
  readonly methods: LaneMethods;
  /** Calls of `/test.Lane/Keep`, in order. */
  readonly kept: UnaryCall[];
  /** Waits until so many calls of `/test.Lane/Keep` came. */
  readonly arrived: (count: number) => Promise<void>;
}

/** Makes the methods. */
export function testMethods(): TestMethods {
  const kept: UnaryCall[] = [];
  const waiters: { readonly count: number; readonly resolve: () => void }[] = [];
  const keep = (calls: readonly UnaryCall[]): void => {
    kept.push(...calls);
    for (const { count, resolve } of waiters) if (kept.length >= count) resolve();
  };
  return {
    kept,
    arrived: (count) => (kept.length >= count ? Promise.resolve() : new Promise((resolve) => waiters.push({ count, resolve }))),
    methods: {
      "/test.Lane/Echo": {
        kind: "unary",
        handle: (calls) => {
          for (const call of calls) call.reply(call.message);
        },
      },
      "/test.Lane/Keep": { kind: "unary", handle: keep },
    },
  };
}
