import { join } from "node:path";
import { expect, it } from "vitest";
import { codec } from "../../src/gen/codec.ts";
import { RateLimitResponse_Code as Code } from "../../src/gen/envoy/service/ratelimit/v3.ts";
import type { LaneMethods, UnaryCall } from "../../src/http2/handler.ts";
import { createHealth } from "../../src/http2/health/health.ts";
import type { Lane, LaneAddress, LaneOptions } from "../../src/http2/serve/lane.ts";
import { startEnvoy } from "../kit/binary/envoy.ts";
import { freePort } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { tempFolder } from "../kit/binary/temp-folder.ts";
import { lanes, startLane } from "../kit/http2/lanes.ts";
import { type RlsBootstrap, rlsBootstrap } from "../kit/http2/rls-bootstrap.ts";
import { testAuthority } from "../kit/tls/certificates.ts";
import { startHttpBackend } from "../kit/traffic/http-backend.ts";
import { send } from "../kit/traffic/http-request.ts";
import { paced, tally } from "../kit/traffic/paced.ts";

const shouldRateLimit = "/envoy.service.ratelimit.v3.RateLimitService/ShouldRateLimit";
const request = codec("envoy.service.ratelimit.v3.RateLimitRequest");
const response = codec("envoy.service.ratelimit.v3.RateLimitResponse");

const authority = await testAuthority();
const serverPair = await authority.issue({ hostnames: ["lane.test"] });
const edgePair = await authority.issue({ commonName: "edge", uris: ["spiffe://fleet/edge/1"] });
const otherPair = await authority.issue({ commonName: "other", uris: ["spiffe://fleet/batch/1"] });

/** A rate limit service without limits: the user `mallory` is over, `sloth` waits for ever, everybody else is fine. */
class NoLimits {
  readonly seen: string[] = [];
  readonly waiting: UnaryCall[] = [];
  readonly methods: LaneMethods = {
    [shouldRateLimit]: {
      kind: "unary",
      handle: (calls) => {
        for (const call of calls) this.#decide(call);
      },
    },
  };

  #decide(call: UnaryCall): void {
    const { descriptors = [] } = request.decode(call.message);
    const user = descriptors[0]?.entries?.[0]?.value ?? "";
    this.seen.push(user);
    if (user === "sloth") this.waiting.push(call);
    else call.reply(response.encode({ overall_code: user === "mallory" ? Code.OVER_LIMIT : Code.OK }));
  }
}

describeWith("Envoy asks over the lane", ["envoy"], () => {
  it.each(lanes)("%s: what the service says is what happens", async (_, serve) => {
    const { service, ask, envoy } = await start(serve);
    expect(await ask("alice")).toBe(200);
    expect(await ask("mallory")).toBe(429);
    const statuses = await paced(200, (index) => ask(index % 4 === 0 ? "mallory" : "alice"));
    expect(tally(statuses)).toEqual({ 200: 150, 429: 50 });
    expect(service.seen).toHaveLength(202);
    expect(await envoy.admin.stat("cluster.backend.ratelimit.error")).toBe(0);
  });

  it.each(lanes)("%s: over a Unix socket", async (_, serve) => {
    const { ask } = await start(serve, { address: { kind: "unix", path: join(await tempFolder("lane"), "lane.sock") } });
    expect([await ask("alice"), await ask("mallory")]).toEqual([200, 429]);
  });

  it.each(lanes)("%s: over TLS, for clients whose names are let in", async (_, serve) => {
    const clientNames = [{ sanType: "URI", prefix: "spiffe://fleet/edge/" }] as const;
    const tls = { certificate: serverPair.chain, privateKey: serverPair.privateKey, clientCa: authority.chain, clientNames };
    const shown = (pair: typeof edgePair): NonNullable<RlsBootstrap["tls"]> => ({
      trustedCa: authority.chain,
      certificate: pair.chain,
      privateKey: pair.privateKey,
    });
    const edge = await start(serve, { tls }, { tls: shown(edgePair) });
    expect([await edge.ask("alice"), await edge.ask("mallory")]).toEqual([200, 429]);
    const other = await start(serve, { tls }, { tls: shown(otherPair) });
    expect(await other.ask("alice")).toBe(500);
    expect(other.service.seen).toEqual([]);
  });

  it.each(lanes)("%s: a call that Envoy gives up is no longer open", async (_, serve) => {
    const { ask, service } = await start(serve, {}, { timeout: "0.1s" });
    expect(await ask("sloth")).toBe(500);
    await expect.poll(() => service.waiting.map(({ isOpen }) => isOpen)).not.toContain(true);
    expect(service.waiting.every(({ signal }) => signal.aborted)).toBe(true);
    expect(await ask("alice")).toBe(200);
  });

  it.each(lanes)("%s: health checks follow what the service says of itself", async (_, serve) => {
    const health = createHealth(["ratelimit"]);
    const check = {
      timeout: "1s",
      interval: "0.05s",
      no_traffic_interval: "0.05s",
      unhealthy_threshold: 1,
      healthy_threshold: 1,
      grpc_health_check: { service_name: "ratelimit" },
    };
    const { envoy } = await start(serve, { health }, { cluster: { health_checks: [check] } });
    const healthy = (): Promise<number> => envoy.admin.stat("cluster.rls.membership_healthy");
    await expect.poll(healthy, { timeout: 10_000 }).toBe(0);
    health.set("ratelimit", true);
    await expect.poll(healthy, { timeout: 10_000 }).toBe(1);
    health.set("ratelimit", false);
    await expect.poll(healthy, { timeout: 10_000 }).toBe(0);
  });

  it.each(lanes)("%s: replicas that come and go lose no call", async (_, serve) => {
    const service = new NoLimits();
    const first = await startLane(serve, { methods: service.methods });
    const { ask, lane } = await start(serve, {}, { services: [first.address] });
    const replaced: Promise<unknown>[] = [];
    const statuses = await paced(600, (index) => {
      if (index === 100) replaced.push(replace(serve, first, service));
      if (index === 300) replaced.push(replace(serve, lane, service));
      return ask("alice");
    });
    await Promise.all(replaced);
    expect(tally(statuses)).toEqual({ 200: 600 });
  });

  it("connections that are too old go without losing a call", async () => {
    const [, serve] = lanes[0] ?? [];
    if (serve === undefined) return;
    const { ask, envoy } = await start(serve, { limits: { maxConnectionAgeMs: 500 } });
    const statuses = await paced(900, () => ask("alice"));
    expect(tally(statuses)).toEqual({ 200: 900 });
    expect(await envoy.admin.stat("cluster.rls.upstream_cx_total")).toBeGreaterThan(1);
  });
});

/** A lane, a backend and an Envoy that asks the one before it calls the other. */
async function start(serve: (options: LaneOptions) => Promise<Lane>, options: Partial<LaneOptions> = {}, bootstrap: Partial<RlsBootstrap> = {}) {
  const service = new NoLimits();
  const lane = await startLane(serve, { methods: service.methods, ...options });
  const [backend, port] = await Promise.all([startHttpBackend("backend"), freePort()]);
  const services = [lane.address, ...(bootstrap.services ?? [])];
  const envoy = await startEnvoy(rlsBootstrap({ port, backendPort: backend.port, ...bootstrap, services }));
  const ask = async (user: string): Promise<number> => (await send({ port, headers: { "x-user": user } })).status;
  return { lane, service, envoy, ask };
}

/** Closes a lane and opens another one in its place. */
async function replace(serve: (options: LaneOptions) => Promise<Lane>, lane: Lane, service: NoLimits): Promise<void> {
  const address: LaneAddress = lane.address;
  await lane.close();
  await startLane(serve, { methods: service.methods, address });
}
