import { describe, expect, it } from "vitest";
import { unary } from "../../../src/http2/handler.ts";
import { createHealth } from "../../../src/http2/health/health.ts";
import { laneClient } from "../../kit/http2/lane-client.ts";
import { lanes, startLane, targetOf, testMethods } from "../../kit/http2/lanes.ts";

describe.each(lanes)("calls on %s", (_, serve) => {
  async function start() {
    const service = testMethods();
    const health = createHealth(["", "test.Lane"]);
    const errors: unknown[] = [];
    const broken = unary(
      () => Promise.reject(new Error("Service is broken")),
      (error) => void errors.push(error),
    );
    const lane = await startLane(serve, { methods: { ...service.methods, "/test.Lane/Broken": broken }, health });
    return { ...service, lane, health, errors, client: laneClient(targetOf(lane)) };
  }

  it("answers", async () => {
    const { client } = await start();
    const messages = ["", "a", "b".repeat(100), "c".repeat(100_000), "d".repeat(3_000_000)];
    const outcomes = await Promise.all(messages.map((message) => client.call("/test.Lane/Echo", message)));
    expect(outcomes).toEqual(messages.map((message) => ({ code: 0, details: "", message })));
  });

  it("fails with status and sentence, whatever is in it", async () => {
    const { client, kept, arrived } = await start();
    const outcome = client.call("/test.Lane/Keep", "a");
    await arrived(1);
    kept[0]?.fail(7, "100 % no, “never”");
    expect(await outcome).toMatchObject({ code: 7, details: "100 % no, “never”" });
    expect(await client.call("/test.Lane/Nothing", "a")).toMatchObject({ code: 12 });
    expect(await client.call("/test.Lane/Broken", "a")).toMatchObject({ code: 13, details: "The service failed" });
  });

  it("tells a handler that its caller has gone", async () => {
    const { client, kept, arrived } = await start();
    const cancel = new AbortController();
    const outcome = client.call("/test.Lane/Keep", "a", { signal: cancel.signal });
    await arrived(1);
    const [call] = kept;
    const gone = new Promise((resolve) => call?.signal.addEventListener("abort", resolve));
    cancel.abort();
    await gone;
    expect(call?.isOpen).toBe(false);
    call?.reply(Buffer.from("late"));
    expect(await outcome).toMatchObject({ code: 1 });
  });

  it("serves health", async () => {
    const { client, health } = await start();
    const check = async (service: string) =>
      client.call("/grpc.health.v1.Health/Check", Buffer.from(service === "" ? [] : [0x0a, service.length, ...Buffer.from(service)]));
    expect(await check("")).toMatchObject({ message: "\b\u0002" });
    health.set("", true);
    expect(await check("")).toMatchObject({ message: "\b\u0001" });
    expect(await check("test.Lane")).toMatchObject({ message: "\b\u0002" });
    expect(await check("test.Other")).toMatchObject({ code: 5 });
  });
});
