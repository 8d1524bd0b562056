import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { type StaticEdge, startStaticEdge } from "../kit/authz/static-edge.ts";
import { startEnvoy } from "../kit/binary/envoy.ts";
import { canListen, freePorts } from "../kit/binary/free-port.ts";
import { type RunningRedis, startRedis } from "../kit/binary/redis.ts";
import { describeWith } from "../kit/binary/require.ts";
import { tempFolder } from "../kit/binary/temp-folder.ts";
import { request } from "../kit/limits/decide.ts";
import { rateLimitClient, toMessage } from "../kit/limits/rate-limit-client.ts";
import { type ServedLimits, startLimits } from "../kit/limits/serve-limits.ts";
import { limitedEnvoy } from "../kit/limits/static-envoy.ts";
import { startLoad } from "../kit/load/load.ts";
import { isAlive, workerPids } from "../kit/program/worker-pids.ts";
import { startHttpBackend } from "../kit/traffic/http-backend.ts";
import { paced, tally } from "../kit/traffic/paced.ts";

const rules = `
domain: shop
descriptors:
  - key: user
    rate_limit: { unit: day, requests_per_unit: 100 }
  - key: path
    rate_limit: { unit: day, requests_per_unit: 1000000 }
`;

async function limitsFolder(text = rules): Promise<string> {
  const folder = await tempFolder("rules");
  writeFileSync(join(folder, "shop.yaml"), text);
  return folder;
}

async function metric(limits: ServedLimits, name: RegExp): Promise<number> {
  const page = await (await fetch(`${limits.url}/metrics`)).text();
  return Number(new RegExp(`^${name.source} (\\S+)$`, "mu").exec(page)?.[1]);
}

describeWith("several workers on one port", ["redis", "envoy"], () => {
  let redis: RunningRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  const start = async (options: Parameters<typeof startLimits>[1] = {}): Promise<ServedLimits> =>
    startLimits(["--limits", await limitsFolder(), "--counters", redis.url, "--redis-timeout", "2s", "--workers", "2"], options);

  it("count as one: as many as the limit says, whichever worker is asked, and metrics of all", async () => {
    const limits = await start();
    expect(await workerPids(limits)).toHaveLength(2);
    // Each connection is one worker's, and the kernel chooses which.
    const clients = Array.from({ length: 20 }, () => rateLimitClient(`127.0.0.1:${limits.port}`, { ownConnection: true }));
    const message = toMessage(request("shop", "user=ann"));
    const codes = await paced(200, async (index) => (await clients[index % 20]?.ask(message))?.overall_code);
    for (const client of clients) client.close();
    expect(tally(codes)).toEqual({ 1: 100, 2: 100 });
    expect(await metric(limits, /sluice_ratelimit_total_hits_total\{limit="shop\.user"\}/u)).toBe(200);
    expect(await metric(limits, /sluice_lane_connections_total\{lane="ratelimit"\}/u)).toBe(20);
    expect(await metric(limits, /sluice_ratelimit_store_reachable/u)).toBe(1);
    expect(await metric(limits, /sluice_workers/u)).toBe(2);
    // Those that count: an outage would leave each its share.
    await expect.poll(() => metric(limits, /sluice_ratelimit_replicas/u)).toBe(2);
    await limits.stop(20_000);
  });

  it("lose nothing that retries do not mend when one is killed, and are as many again; no count sinks", async () => {
    const limits = await start();
    const backend = await startHttpBackend("shop");
    const ports = await freePorts(2);
    for (const port of ports) {
      const rateLimits = [[{ request_headers: { header_name: ":path", descriptor_key: "path" } }]];
      await startEnvoy(limitedEnvoy({ port, services: [limits.port], backendPort: backend.port, domain: "shop", rateLimits, retries: true }));
    }
    const load = startLoad({ targets: ports.map((port) => ({ port, path: "/", keepAlive: true })), perSecond: 300, accessLogs: [] });
    const hits = (): Promise<number> => metric(limits, /sluice_ratelimit_total_hits_total\{limit="shop\.path"\}/u);
    const seen: number[] = [];
    const answered = async (more: number): Promise<void> => {
      const goal = load.answered + more;
      await expect.poll(() => load.answered, { timeout: 20_000 }).toBeGreaterThanOrEqual(goal);
      seen.push(await hits());
    };
    await answered(300);
    for (let round = 0; round < 2; round += 1) {
      const pid = (await workerPids(limits)).find(isAlive) ?? 0;
      process.kill(pid, "SIGKILL");
      await answered(300);
      await expect.poll(async () => (await workerPids(limits)).filter(isAlive).length, { timeout: 20_000 }).toBe(2);
    }
    await answered(300);
    expect((await load.stop()).failures).toEqual([]);
    expect(seen).toEqual([...seen].sort((left, right) => left - right));
    expect(await metric(limits, /sluice_worker_restarts_total/u)).toBe(2);
    await limits.stop(20_000);
  });

  it("drain when one of them is told to end, and when all are", async () => {
    const limits = await start();
    const [first = 0] = await workerPids(limits);
    process.kill(first, "SIGTERM");
    await expect.poll(() => isAlive(first), { timeout: 20_000 }).toBe(false);
    await expect.poll(async () => (await workerPids(limits)).filter(isAlive).length, { timeout: 20_000 }).toBe(2);
    expect(await limits.log()).toContain('"reason":"exit code 0"');
    limits.signal("SIGTERM");
    expect(await limits.exited).toBe(0);
    expect((await workerPids(limits)).filter(isAlive)).toEqual([]);
  });

  it("are no orphans when their supervisor is killed", async () => {
    const limits = await start();
    const pids = await workerPids(limits);
    await limits.kill();
    await expect.poll(() => pids.filter(isAlive), { timeout: 20_000 }).toEqual([]);
    expect(await canListen(limits.port)).toBe(true);
  });

  it("do not share a port with somebody else's", async () => {
    const limits = await start();
    const [httpPort = 0] = await freePorts(1);
    await expect(start({ place: { port: limits.port, httpPort } })).rejects.toThrow(/Port \d+ \(ratelimit\) is taken by process \d+/u);
    await limits.stop(20_000);
  });

  it("say what is wrong with the limits", async () => {
    const folder = await limitsFolder("domain: shop\ndescriptors: [{ key: user, rate_limit: { unit: fortnight } }]\n");
    const started = startLimits(["--limits", folder, "--counters", redis.url, "--redis-timeout", "2s", "--workers", "2"]);
    await expect(started).rejects.toThrow(/shop\.yaml:2 Unit "fortnight" is not a unit of time/u);
  });
});

describeWith("several workers decide who gets in", ["envoy"], () => {
  const example = readFileSync(join(import.meta.dirname, "../../examples/authz/orders.yaml"), "utf8");
  let edge: StaticEdge;
  beforeAll(async () => {
    edge = await startStaticEdge({ "orders.yaml": example }, ["--workers", "2"]);
  });

  it("as one, also after one of them is killed", async () => {
    const ask = async (): Promise<number> => (await edge.ask("/orders/7", { headers: { "x-api-key": "acme-0123456789abcdef" } })).status;
    expect(await ask()).toBe(200);
    for (let round = 0; round < 2; round += 1) {
      process.kill((await workerPids(edge.program)).find(isAlive) ?? 0, "SIGKILL");
      await expect.poll(ask, { timeout: 20_000 }).toBe(200);
      await expect.poll(async () => (await workerPids(edge.program)).filter(isAlive).length, { timeout: 20_000 }).toBe(2);
    }
    await edge.program.stop(20_000);
    expect((await workerPids(edge.program)).filter(isAlive)).toEqual([]);
  });
});

describe("a worker that cannot start", () => {
  it("ends the start with its sentence", async () => {
    const folder = join(await tempFolder("authz"), "policies");
    mkdirSync(folder);
    writeFileSync(join(folder, "bad.yaml"), "kind: Policy\nname: x\nspec: { nothing: 1 }\n");
    const { startAuthz } = await import("../kit/authz/static-edge.ts");
    const [port = 0] = await freePorts(1);
    const program = await startAuthz(port, folder, ["--workers", "2"]);
    expect(await program.exited).toBe(1);
    expect(await program.log()).toMatch(/^sluice: Policies in .* cannot be used:\n {2}bad\.yaml:3/mu);
  });
});
