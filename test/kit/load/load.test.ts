import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { atEnd } from "../binary/at-end.ts";
import { tempFolder } from "../binary/temp-folder.ts";
import { startHttpBackend } from "../traffic/http-backend.ts";
import { readAccessLog } from "./access-log.ts";
import { type LoadReport, startLoad } from "./load.ts";
import { LongStreams, startGrpcEcho, startSocketEcho } from "./long-streams.ts";
import { seededRandom } from "./seeded-random.ts";

async function loadFor(ms: number, port: number, keepAlive = false): Promise<LoadReport> {
  const load = startLoad({ targets: [{ port, path: "/", keepAlive }], perSecond: 100, accessLogs: [] });
  await new Promise((resolve) => setTimeout(resolve, ms));
  return load.stop();
}

describe("load", () => {
  it("offers what was planned and counts what is not a 200", async () => {
    const backend = await startHttpBackend("b");
    backend.answer = (_, index) => (index === 3 ? { status: 503 } : index === 5 ? { reset: true } : {});
    const report = await loadFor(300, backend.port);
    expect(report.sent).toBeGreaterThan(25);
    expect(report.answered).toBe(report.sent - 2);
    expect(report.failures).toEqual([expect.stringMatching(/^503 for :\d+\/ after \d+ ms$/u), expect.stringMatching(/^ECONNRESET for /u)]);
  });

  it("counts a refused connection", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, "close");
    const report = await loadFor(50, port);
    expect(report.answered).toBe(0);
    expect(report.failures).toHaveLength(report.sent);
    expect(report.failures[0]).toMatch(/^ECONNREFUSED/u);
  });

  it("sends again what met a connection that was about to close", async () => {
    const server = createServer((_, response) => {
      response.end("ok");
      // Without a word, as an idle connection ends while the next request is on its way.
      response.once("finish", () => setTimeout(() => response.socket?.resetAndDestroy(), 9));
    }).listen(0, "127.0.0.1");
    atEnd(() => server.close());
    await once(server, "listening");
    const report = await loadFor(500, (server.address() as AddressInfo).port, true);
    expect(report.failures).toEqual([]);
    expect(report.answered).toBe(report.sent);
  });

  it("is void when less than 95 % could be offered", async () => {
    const backend = await startHttpBackend("b");
    const load = startLoad({ targets: [{ port: backend.port, path: "/" }], perSecond: 100, accessLogs: [] });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500);
    await expect(load.stop()).rejects.toThrow(
      /^Load is void: \d+ of \d+ requests could be sent, the machine was 1000 ms late for \d+ and 200 were in flight already for 0; 0 failed$/u,
    );
  });

  it("refuses more than the machine can be asked", () => {
    expect(() => startLoad({ targets: [], perSecond: 301, accessLogs: [] })).toThrow("Load of 301 requests/s is above 300");
  });
});

describe("the access log", () => {
  it("tells failures by Envoy's flags, without clients that left", async () => {
    const file = join(await tempFolder("load"), "access.log");
    expect(await readAccessLog(file)).toEqual({ lines: 0, failures: [] });
    writeFileSync(file, "- 200 GET /a\nUF,URX 503 GET /b\nDC 0 GET /c\nDC,UF 0 GET /d\nDR 0 POST /e\nNR 404 GET /f\n- 200 GET /unfin");
    expect(await readAccessLog(file)).toEqual({ lines: 6, failures: ["UF,URX 503 GET /b", "DC,UF 0 GET /d", "NR 404 GET /f"] });
  });
});

describe("long streams", () => {
  let streams = new LongStreams();
  afterEach(() => {
    streams.close();
    streams = new LongStreams();
  });

  it("echo, and their own end is no failure", async () => {
    await streams.openSockets(2, { port: await startSocketEcho() });
    await streams.openGrpc(3, { port: await startGrpcEcho() });
    expect(streams.open).toBe(5);
    expect(streams.echoes).toBe(5);
    streams.close();
    expect(streams.failures).toEqual([]);
  });

  it("notice when they are closed", async () => {
    const backend = await startHttpBackend("no sockets");
    await expect(streams.openSockets(1, { port: backend.port })).rejects.toThrow("Unexpected server response: 200");
    await expect(streams.openGrpc(1, { port: backend.port })).rejects.toThrow(/closed \(/u);
    expect(streams.failures).toHaveLength(1);
  });
});

describe("random choices", () => {
  it("are the same for the same seed", () => {
    const choices = (seed: number): readonly number[] => {
      const random = seededRandom(seed);
      return Array.from({ length: 20 }, () => random.below(1000));
    };
    expect(choices(1)).toEqual(choices(1));
    expect(choices(1)).not.toEqual(choices(2));
    expect(seededRandom(3).some(["only"])).toEqual(["only"]);
  });
});
