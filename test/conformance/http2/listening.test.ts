import { once } from "node:events";
import { stat, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { clientPreface } from "../../../src/http2/frame/frame-type.ts";
import { windowUpdateFrame } from "../../../src/http2/frame/write-frame.ts";
import type { Lane, LaneAddress } from "../../../src/http2/serve/lane.ts";
import { serveLane } from "../../../src/http2/serve/serve-lane.ts";
import { tempFolder } from "../../kit/binary/temp-folder.ts";
import { FakeClock } from "../../kit/fake-clock.ts";
import { callFrames, settingsFrame } from "../../kit/http2/frames.ts";
import { laneClient } from "../../kit/http2/lane-client.ts";
import { lanes, startLane, targetOf, testMethods } from "../../kit/http2/lanes.ts";
import { RawClient } from "../../kit/http2/raw-client.ts";
import { RecordedMetrics } from "../../kit/http2/recorded-metrics.ts";

const echo = "/test.Lane/Echo";

it("is closed in time, whoever does not read what is left for him", async () => {
  const { methods, kept, arrived } = testMethods();
  const clock = new FakeClock();
  const lane = await startLane(serveLane, { methods, clock, limits: { maxOutputBytes: 256 << 20, drainTimeoutMs: 5000 } });
  const client = await RawClient.connect(lane, { greets: false });
  client.send(clientPreface, settingsFrame([4, 0x7fff_ffff]), windowUpdateFrame(0, 0x7fff_0000), callFrames(1, "/test.Lane/Keep", "a"));
  await arrived(1);
  client.socket.pause();
  kept[0]?.reply(Buffer.alloc(64 << 20));
  const closed = lane.close();
  await clock.advanceAsync(8500);
  await closed;
});

describe.each(lanes)("listening on %s", (_, serve) => {
  async function start(address?: LaneAddress) {
    const service = testMethods();
    const metrics = new RecordedMetrics();
    const lane = await startLane(serve, { methods: service.methods, metrics, ...(address === undefined ? {} : { address }) });
    return { ...service, lane, metrics };
  }

  it("serves on a Unix socket that nobody else may use, and replaces what a dead process left", async () => {
    const path = join(await tempFolder("lane"), "lane.sock");
    await leaveSocket(path);
    const { lane, kept, arrived } = await start({ kind: "unix", path });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const client = laneClient(targetOf(lane));
    expect(await client.call(echo, "a")).toMatchObject({ message: "a" });
    void client.call("/test.Lane/Keep", "b");
    await arrived(1);
    expect(kept[0]?.peer).toEqual({ address: "unix:", certificate: undefined });
    kept[0]?.reply(Buffer.from("c"));
  });

  it("leaves a socket alone on which somebody answers, and a file that is none", async () => {
    const folder = await tempFolder("lane");
    const first = await start({ kind: "unix", path: join(folder, "lane.sock") });
    await expect(start({ kind: "unix", path: join(folder, "lane.sock") })).rejects.toMatchObject({
      code: "ERR_LANE_LISTEN",
      message: expect.stringContaining("it is taken"),
    });
    expect(await laneClient(targetOf(first.lane)).call(echo, "a")).toMatchObject({ message: "a" });
    await writeFile(join(folder, "file"), "precious");
    await expect(start({ kind: "unix", path: join(folder, "file") })).rejects.toMatchObject({ code: "ERR_LANE_LISTEN" });
    expect((await stat(join(folder, "file"))).size).toBe(8);
  });

  it("says which address it cannot have", async () => {
    const { lane } = await start();
    const { port } = lane.address as { port: number };
    await expect(start({ kind: "tcp", host: "127.0.0.1", port })).rejects.toMatchObject({
      code: "ERR_LANE_LISTEN",
      message: `Address 127.0.0.1:${port} cannot be listened on: it is taken`,
    });
  });

  it("shares a port where it is asked to", async () => {
    const first = await start({ kind: "tcp", host: "127.0.0.1", port: 0, reusePort: true });
    const second = await start(first.lane.address);
    expect(second.lane.address).toEqual(first.lane.address);
    // The kernel chooses by a hash of the client's port: among a hundred connections both are met.
    const clients = await Promise.all(Array.from({ length: 100 }, () => RawClient.connect(first.lane)));
    await Promise.all(clients.map((client) => client.frame("settings")));
    const counts = [first, second].map(({ metrics }) => metrics.value("sluice_lane_connections_total", { lane: "test" }));
    expect(counts[0]).toBeGreaterThan(0);
    expect(counts[1]).toBeGreaterThan(0);
    expect((counts[0] ?? 0) + (counts[1] ?? 0)).toBe(100);
    for (const client of clients) client.socket.destroy();
  });

  it("tells the peer's address", async () => {
    const { lane, kept, arrived } = await start({ kind: "tcp", host: "::1", port: 0 });
    const client = await RawClient.connect(lane);
    client.send(callFrames(1, "/test.Lane/Keep", "a"));
    await arrived(1);
    expect(kept[0]?.peer.address).toBe(`[::1]:${client.socket.localPort}`);
    kept[0]?.reply(Buffer.alloc(0));
  });

  it("counts connections and calls", async () => {
    const { lane, metrics } = await start();
    const client = await RawClient.connect(lane);
    client.send(callFrames(1, echo, "a"), callFrames(3, echo, "b"), callFrames(5, "/test.Lane/Keep", "c", { "grpc-timeout": "1m" }));
    await Promise.all([1, 3, 5].map((id) => client.answer(id)));
    expect(metrics.value("sluice_lane_connections", { lane: "test" })).toBe(1);
    client.socket.end();
    await client.closed;
    await lane.close();
    expect(metrics.value("sluice_lane_connections", { lane: "test" })).toBe(0);
    expect(metrics.value("sluice_lane_calls_total", { lane: "test", method: echo, code: "OK" })).toBe(2);
    expect(metrics.value("sluice_lane_calls_total", { lane: "test", method: "/test.Lane/Keep", code: "DEADLINE_EXCEEDED" })).toBe(1);
  });

  it("closes without losing a call: open ones end, new ones go elsewhere", async () => {
    const { lane, kept, arrived } = await start();
    const client = await RawClient.connect(lane);
    client.send(callFrames(1, "/test.Lane/Keep", "a"));
    await arrived(1);
    const closed = lane.close();
    const goaway = await client.frame("goaway");
    expect(goaway.payload.readUInt32BE(4)).toBe(0);
    await expect(refused(lane)).resolves.toBe("ECONNREFUSED");
    answerPings(client);
    kept[0]?.reply(Buffer.from("done"));
    expect(await client.answer(1)).toMatchObject({ isEnded: true, headers: { "grpc-status": "0" } });
    await client.closed;
    await closed;
  });
});

/** A socket file whose process is gone, as a crash leaves it. */
async function leaveSocket(path: string): Promise<void> {
  const server = createServer().listen(path);
  await once(server, "listening");
  const { rename } = await import("node:fs/promises");
  await rename(path, `${path}.kept`);
  await new Promise((resolve) => server.close(resolve));
  await rename(`${path}.kept`, path);
}

async function refused(lane: Lane): Promise<string | undefined> {
  const { port } = lane.address as { port: number };
  const socket = connect(port, "127.0.0.1");
  const [error] = (await once(socket, "error")) as [NodeJS.ErrnoException];
  return error.code;
}

/** Acknowledges every PING so far, as a client does. */
function answerPings(client: RawClient): void {
  for (const { type, flags, payload } of client.frames) {
    if (type === "ping" && (flags & 1) === 0) client.send(Buffer.from([0, 0, 8, 6, 1, 0, 0, 0, 0]), payload);
  }
}
