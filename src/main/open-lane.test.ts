import { expect, it } from "vitest";
import { laneClient } from "../../test/kit/http2/lane-client.ts";
import { noMetrics, silentLogger } from "../kit/telemetry.ts";
import { openLane } from "./open-lane.ts";

it.each(["http2", "grpc-js"] as const)("%s: a lane says of itself that it does not serve until what it serves is ready", async (kind) => {
  await using stack = new AsyncDisposableStack();
  const ready = Promise.withResolvers<void>();
  const address = await openLane({
    lanes: { kind, limits: {}, clientNames: undefined },
    role: "ratelimit",
    address: { kind: "tcp", host: "127.0.0.1", port: 0 },
    methods: {},
    services: ["ratelimit"],
    ready: ready.promise,
    tls: undefined,
    reusePort: false,
    logger: silentLogger,
    metrics: noMetrics,
    stack,
  });
  const client = laneClient(`127.0.0.1:${address.kind === "tcp" ? address.port : 0}`);
  // Field 1 is the service's name in the request, and the status in the answer: 2 is NOT_SERVING.
  const health = async (name: string) =>
    (await client.call("/grpc.health.v1.Health/Check", name === "" ? "" : `\n${String.fromCharCode(name.length)}${name}`)).message;
  expect([await health(""), await health("ratelimit")]).toEqual(["\u0008\u0002", "\u0008\u0002"]);
  ready.resolve();
  await expect.poll(() => health("ratelimit")).toBe("\u0008\u0001");
  expect(await health("")).toBe("\u0008\u0001");
});
