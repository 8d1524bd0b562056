import { join } from "node:path";
import { expect } from "vitest";
import { ClientError } from "../../../src/client/client-error.ts";
import type { Envoy } from "../binary/envoy.ts";
import { startEtcd } from "../binary/etcd.ts";
import { freePort } from "../binary/free-port.ts";
import { tempFolder } from "../binary/temp-folder.ts";
import { gateway } from "../objects/gateway.ts";
import { nodeGroup } from "../objects/others.ts";
import { route } from "../objects/route.ts";
import { service } from "../objects/service.ts";
import { attachEnvoy, newPlace, nodeToken, replicaArguments, type ServedProgram, startServe } from "../program/serve-program.ts";
import { waitFor } from "../stack/stack.ts";
import { startHttpBackend } from "../traffic/http-backend.ts";
import { send } from "../traffic/http-request.ts";
import { accessLogArguments, accessLogText } from "./access-log.ts";
import { startLoad } from "./load.ts";

/** How etcd goes away: it hangs, as a disk or a network does, or it is killed. */
export type OutageKind = "hangs" | "dies";

/** An answer of the API as text: its status and, of a 503, its hint when to try again. */
async function attempt(program: ServedProgram, mark: string): Promise<string> {
  const { server } = program.client;
  const answer = await fetch(`${server}/v1/namespaces/default/services/${mark}`, {
    method: "PUT",
    headers: { authorization: `Bearer ${program.key}`, "content-type": "application/json" },
    body: JSON.stringify({ spec: service(mark, 1).build().spec }),
    signal: AbortSignal.timeout(30_000),
  });
  await answer.body?.cancel();
  return `${answer.status}, Retry-After ${answer.headers.get("retry-after") ?? "missing"}`;
}

/**
 * Takes etcd away for a while, under load: proxies keep serving, one that starts meanwhile gets its configuration, reads show the last state,
 * writes get 503 with Retry-After, and afterwards everything works by itself with nothing lost.
 */
export async function expectOutageSurvived(kind: OutageKind, outageMs: number): Promise<void> {
  const etcd = await startEtcd({ safe: true });
  const backend = await startHttpBackend("b");
  backend.server.keepAliveTimeout = 600_000;
  const port = await freePort();
  const accessLog = join(await tempFolder("load"), "access.log");
  const place = await newPlace();
  const program = await startServe(place, replicaArguments(place, "one", etcd.url));
  const marked = (mark: string) => route("all", "web").prefix("/", "b", { headers: { response: { set: { "x-edit": mark } } } });
  await program.apply([
    nodeGroup("edge", { logFolders: ["/"] }),
    gateway("web")
      .with({ address: "127.0.0.1", accessLog: { to: { file: accessLog }, text: accessLogText } })
      .http(port),
    service("b", backend.port),
    marked("before"),
  ]);
  const token = await nodeToken(program);
  const envoy = await attachEnvoy("edge-1", { token, replicas: [place], args: accessLogArguments });
  const load = startLoad({ targets: [{ port, path: "/" }], perSecond: 50, accessLogs: [accessLog] });
  const acknowledged = (await program.apply([service("kept", 1)])).revision;

  expect(await program.metric("sluice_store_reachable")).toBe(1);

  const start = performance.now();
  if (kind === "dies") await etcd.kill();
  else etcd.process().signal("SIGSTOP");
  const writes: string[] = [];
  const envoys: Promise<Envoy>[] = [];
  for (let round = 0; performance.now() - start < outageMs; round += 1) {
    writes.push(await attempt(program, `during-${round}`));
    const shown = await program.client.get({ kind: "Service", namespace: "default", name: "kept" });
    expect(shown?.revision).toBe(acknowledged);
    expect((await send({ port })).headers["x-edit"]).toBe("before");
    // A proxy that comes in the middle of it shares the port, and its access log.
    if (round === 0) envoys.push(attachEnvoy("edge-2", { token, replicas: [place], args: accessLogArguments }));
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  expect(writes.length).toBeGreaterThan(1);
  expect(new Set(writes.map((write) => write.replace(/\d+$/u, "N")))).toEqual(new Set(["503, Retry-After N"]));
  const late = await Promise.all(envoys);
  expect(await program.metric("sluice_store_reachable")).toBe(0);

  if (kind === "dies") await etcd.start();
  else etcd.process().signal("SIGCONT");
  await waitFor(() => wasWritten(program, () => program.apply([marked("after")], { waitMs: 10_000 })), 15_000, "a write to succeed");
  await waitFor(async () => (await send({ port })).headers["x-edit"] === "after", 2000, "the edit after the outage");
  expect((await program.client.get({ kind: "Service", namespace: "default", name: "kept" }))?.revision).toBe(acknowledged);
  await waitFor(async () => (await program.metric("sluice_store_reachable")) === 1, 10_000, "the store to be back");
  expect(program.isRunning()).toBe(true);
  expect(await load.stop()).toMatchObject({ failures: [] });
  await Promise.all([envoy, ...late].map((each) => each.stop()));
  await program.stop();
  await etcd.stop();
}

/** False when the answer was that it may succeed later. */
async function wasWritten(program: ServedProgram, write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (error instanceof ClientError && error.retryable && program.isRunning()) return false;
    throw error;
  }
}
