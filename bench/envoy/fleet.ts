import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeBootstrap } from "../../src/cli/bootstrap/bootstrap.ts";
import { NodeTable } from "../../src/discovery/fleet/node-table.ts";
import { serveDiscovery } from "../../src/discovery/grpc/serve-discovery.ts";
import { sealKey } from "../../src/kit/seal.ts";
import { noMetrics, silentLogger } from "../../src/kit/telemetry.ts";
import { findBinary } from "../../src/main/binary/find-binary.ts";
import { createFleet } from "../../src/main/fleet/fleet.ts";
import { systemClock, systemRandom } from "../../src/main/system.ts";
import { createModel } from "../../src/model/model.ts";
import type { WrittenObject } from "../../src/model/object/object.ts";
import { policies } from "../../src/policy/registry.ts";
import { newMemoryStore } from "../../src/store/memory/memory-store.ts";
import { KeptConnection } from "./kept-connection.ts";
import { benchObjects, newRoute, routesPerHost } from "./objects.ts";
import { WireTimes } from "./wire-times.ts";

/** What one edit cost. */
export interface EditSample {
  readonly servedMs: number;
  readonly envoyMs: number;
  readonly oursMs: number;
  readonly resources: number;
}

/** A control plane with a real Envoy that serves `routes` routes. */
export interface BenchFleet {
  /** Adds one route and waits until it is served. */
  edit(): Promise<EditSample>;
  close(): Promise<void>;
}

/** Starts store, control plane, backend and Envoy, and waits until the last route is served. */
export async function startBenchFleet(routes: number): Promise<BenchFleet> {
  const backend = createServer((_, response) => response.end("ok"));
  const [backendPort, gatewayPort] = [await listen(backend), await freePort()];
  const store = newMemoryStore({ clock: systemClock });
  const fleet = createFleet({ store, model: createModel(policies), policies, sealKey: sealKey(new Uint8Array(32)), logger: silentLogger, metrics: noMetrics });
  const times = new WireTimes();
  const discovery = await serveDiscovery({
    snapshots: fleet.snapshots,
    nodes: new NodeTable(systemClock),
    admission: { admit: () => Promise.resolve({ kind: "admitted", view: { group: "edge", capability: "envoy" } }), onChange: () => () => undefined },
    clock: systemClock,
    random: systemRandom,
    logger: silentLogger,
    metrics: times,
    replica: "bench",
    host: "127.0.0.1",
    port: 0,
  });
  const commit = async (objects: readonly WrittenObject[]): Promise<void> => {
    await store.commit({
      writes: objects.map((object) => ({ kind: "put", object, expected: "absent" })),
      author: "bench",
      reason: "bench",
      at: new Date().toISOString(),
    });
  };
  await commit(benchObjects({ routes, backendPort, gatewayPort }));
  const folder = mkdtempSync(join(tmpdir(), "sluice-bench-"));
  const child = await startEnvoy(folder, discovery.port);
  const connection = new KeptConnection(gatewayPort);
  const last = { host: `host-${Math.ceil(routes / routesPerHost) - 1}.example`, path: `/route-${routes - 1}` };
  await until(async () => (await connection.status(last.host, last.path)) === 200, 60_000);
  let added = 0;
  return {
    edit: async () => {
      added += 1;
      const route = newRoute(added, routes);
      times.reset();
      const start = performance.now();
      await commit([route.object]);
      await until(async () => (await connection.status(route.host, route.path)) === 200, 10_000);
      const servedMs = performance.now() - start;
      await until(() => times.acknowledged > 0, 10_000);
      return { servedMs, envoyMs: times.acknowledged - times.sent, oursMs: times.sent - start, resources: times.resources };
    },
    close: async () => {
      connection.close();
      await stop(child);
      await discovery.close();
      await fleet.close();
      await store.close();
      backend.close();
      backend.closeAllConnections();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function startEnvoy(folder: string, discoveryPort: number): Promise<ChildProcess> {
  const found = await findBinary("envoy");
  if ("missing" in found) throw new Error(found.missing);
  const bootstrap = makeBootstrap({
    nodeId: "bench",
    cluster: "edge",
    discovery: [{ host: "127.0.0.1", port: discoveryPort }],
    variant: "delta",
    locality: { region: "", zone: "", subZone: "" },
    adminPort: 0,
    maxHeapBytes: 2 ** 32,
    maxConnections: 1000,
  });
  writeFileSync(join(folder, "bootstrap.json"), JSON.stringify(bootstrap));
  const args = ["-c", join(folder, "bootstrap.json"), "--concurrency", "1", "--disable-hot-restart", "-l", "warning", "--log-path", join(folder, "envoy.log")];
  const child = spawn(found.path, args, { stdio: "ignore" });
  child.on("exit", (code) => {
    if (code !== 0 && code !== null) process.stderr.write(readFileSync(join(folder, "envoy.log"), "utf8").slice(-2000));
  });
  return child;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}

async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const probe = createTcpServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}

async function until(condition: () => boolean | Promise<boolean>, timeoutMs: number): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`Waited ${timeoutMs} ms in vain`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
