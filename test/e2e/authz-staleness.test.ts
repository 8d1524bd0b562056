import { beforeAll, expect, it } from "vitest";
import type { Rollout } from "../../src/admin/port/fleet.ts";
import { ephemeralRecordKey, ephemeralRecordValue } from "../../src/admin/projection/ephemeral-record.ts";
import type { Clock } from "../../src/kit/clock.ts";
import { silentLogger } from "../../src/kit/telemetry.ts";
import { systemClock } from "../../src/main/system.ts";
import type { StoredObject } from "../../src/model/object/object.ts";
import type { Store } from "../../src/store/store.ts";
import { createPrometheusMetrics } from "../../src/telemetry/prometheus-metrics.ts";
import { authzClusterName } from "../../src/xds/cluster/role-cluster.ts";
import { openAt } from "../contract/store/etcd-fixture.ts";
import { openAuthz } from "../kit/authz/guarded-stack.ts";
import { serveGarbage } from "../kit/authz/wrong-service.ts";
import { atEnd } from "../kit/binary/at-end.ts";
import { type Etcd, startEtcd } from "../kit/binary/etcd.ts";
import { freePorts } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { type Stack, startStack, waitFor } from "../kit/stack/stack.ts";
import { TcpProxy } from "../kit/tcp-proxy.ts";
import { startHttpBackend } from "../kit/traffic/http-backend.ts";
import { send } from "../kit/traffic/http-request.ts";

/** The system's clock, of which a test can let time pass by a leap. */
class LeapingClock implements Clock {
  #aheadMs = 0;

  leap(ms: number): void {
    this.#aheadMs += ms;
  }

  now(): number {
    return systemClock.now();
  }

  monotonic(): number {
    return systemClock.monotonic() + this.#aheadMs;
  }

  schedule(delayMs: number, task: () => void): () => void {
    return systemClock.schedule(delayMs, task);
  }
}

/** A replica of the role authz with a fleet, a connection to etcd, and a clock of its own. */
async function replica(port: number, etcdPort: number) {
  const proxy = await TcpProxy.start(etcdPort);
  const store = await openAt(`http://127.0.0.1:${proxy.port}`);
  atEnd(() => void store.close());
  const { fleet } = await startStack({ store, replica: `authz-${port}`, decides: true });
  const [clock, metrics, said] = [new LeapingClock(), createPrometheusMetrics(), [] as string[]];
  const logger = { ...silentLogger, warn: (message: string) => void said.push(message), info: (message: string) => void said.push(message) };
  await openAuthz({ port, fleet, store, clock, metrics, logger }).start();
  const count = async (series: string): Promise<number> => {
    const line = (await metrics.page()).split("\n").find((one) => one.startsWith(`${series} `));
    return Number(line?.slice(series.length) ?? 0);
  };
  return {
    name: `authz-${port}`,
    proxy,
    clock,
    said,
    decidedAnew: () => count("sluice_authz_decided_anew_total"),
    stale: () => count('sluice_authz_errors_total{code="ERR_AUTHZ_STALE"}'),
  };
}

const objects = (port: number, backend: number): string => `kind: NodeGroup
name: edge
spec: {}
---
kind: Gateway
name: web
spec: { level: 3, listeners: [{ name: http, port: ${port}, protocol: http }] }
---
kind: Service
name: shop
spec: { endpoints: { static: [{ address: 127.0.0.1, port: ${backend} }] } }
---
kind: Consumer
name: acme
spec: { credentials: { key: { apiKey: { value: acme-0123456789abcdef } } } }
---
kind: Route
name: shop
spec:
  parents: [{ name: web }]
  rules:
    - name: careful
      matches: [{ path: { prefix: /careful } }]
      backends: [{ service: shop }]
      auth: { identify: [{ apiKey: {} }], staleness: deny, ask: { timeout: 2s } }
    - name: easy
      matches: [{ path: { prefix: /easy } }]
      backends: [{ service: shop }]
      auth: { identify: [{ apiKey: {} }], ask: { timeout: 2s } }
`;

const revocation: StoredObject = {
  kind: "Revocation",
  namespace: "default",
  name: "acme-lost-it",
  labels: {},
  owner: "",
  revision: 0,
  createdAt: new Date().toISOString(),
  updatedAt: new Date().toISOString(),
  spec: { credential: { consumer: "acme", name: "key" } },
};

describeWith("replicas that hear nothing of etcd", ["envoy", "etcd-safe"], () => {
  type Replica = Awaited<ReturnType<typeof replica>>;
  let etcd: Etcd;
  let etcdPort: number;
  let store: Store;
  let stack: Stack;
  let port: number;
  let deaf: Replica;
  let sound: Replica;

  beforeAll(async () => {
    etcd = await startEtcd({ safe: true });
    etcdPort = Number(etcd.address.split(":")[1]);
    const [first = 0, second = 0, gateway = 0] = await freePorts(3);
    port = gateway;
    const places = [first, second].map((one) => ({ kind: "tcp", host: "127.0.0.1", port: one }) as const);
    store = await openAt(etcd.url);
    atEnd(() => void store.close());
    stack = await startStack({ store, roles: new Map([[authzClusterName, { places, trust: undefined }]]) });
    const backend = await startHttpBackend("shop");
    await stack.apply(objects(port, backend.port));
    [deaf, sound] = await Promise.all([replica(first, etcdPort), replica(second, etcdPort)]);
    await stack.node("edge-1");
    await stack.settled();
    await waitFor(async () => (await ask("/careful")) === 200 && (await ask("/easy")) === 200, 20_000, "both replicas to have their plans");
  });

  const ask = async (path: string, key = "acme-0123456789abcdef"): Promise<number> => (await send({ port, path, headers: { "x-api-key": key } })).status;

  /** Often enough for both replicas to be asked. */
  async function asked(path: string, key?: string): Promise<readonly number[]> {
    const answers = new Set<number>();
    for (let time = 0; time < 8; time += 1) answers.add(await ask(path, key));
    return [...answers];
  }

  function rollout(timeoutMs: number, revision = 0): Promise<Rollout> {
    return stack.port.rollout({ keys: [revocation], revision, timeoutMs, signal: new AbortController().signal });
  }

  it("decide anew what they let in before, then send careful routes to others, and let nobody in there when nobody hears of it", async () => {
    expect([await asked("/careful"), await asked("/easy")]).toEqual([[200], [200]]);
    expect([await deaf.decidedAnew(), await sound.decidedAnew()]).toEqual([0, 0]);

    deaf.proxy.freeze();
    deaf.proxy.cut();
    deaf.clock.leap(6000);
    await waitFor(() => deaf.said.some((message) => message.startsWith("Store has not been heard of for 5 s")), 10_000, "it to be said");
    expect([await asked("/careful"), await asked("/easy"), await asked("/easy", "acme-0000000000000000")]).toEqual([[200], [200], [401]]);
    expect(await deaf.decidedAnew()).toBeGreaterThan(0);
    expect(await sound.decidedAnew()).toBe(0);

    deaf.clock.leap(60_000);
    expect([await asked("/careful"), await asked("/easy")]).toEqual([[200], [200]]);
    expect(await deaf.stale()).toBeGreaterThan(0);

    etcd.process().signal("SIGSTOP");
    sound.clock.leap(66_000);
    expect([await asked("/careful"), await asked("/easy"), await asked("/easy", "acme-0000000000000000")]).toEqual([[503], [200], [401]]);

    etcd.process().signal("SIGCONT");
    deaf.proxy.mend();
    await waitFor(async () => (await asked("/careful")).join() === "200", 20_000, "the store to be heard of again");
    const replicas = [deaf, sound];
    await waitFor(() => replicas.every(({ said }) => said.includes("Store is heard of again: decisions are kept as before")), 20_000, "both to say so");
  });

  it.each<[string, () => Promise<() => Promise<void>>]>([
    ["is gone", () => Promise.resolve(() => Promise.resolve())],
    ["is something that answers rubbish", () => serveGarbage(etcdPort, "<html>\r\n")],
    ["is another server of HTTP", () => serveGarbage(etcdPort, "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")],
  ])("go by what they know while what was etcd %s, let nobody in by it where it is too old, and do when etcd is back", async (_, replace) => {
    const replicas = [deaf, sound];
    await etcd.kill();
    const end = await replace();
    expect([await asked("/careful"), await asked("/easy"), await asked("/careful", "acme-0000000000000000")]).toEqual([[200], [200], [401]]);
    for (const { clock } of replicas) clock.leap(66_000);
    expect([await asked("/careful"), await asked("/easy"), await asked("/easy", "acme-0000000000000000")]).toEqual([[503], [200], [401]]);
    await end();
    await etcd.start();
    await waitFor(async () => (await asked("/careful")).join() === "200", 20_000, "the store to be heard of again");
    expect(await asked("/careful", "acme-0000000000000000")).toEqual([401]);
  });

  it("are waited for: when a revocation is told to be in force, the next request is refused at both", async () => {
    expect(await rollout(20_000)).toMatchObject({ replicas: { acked: 2, pending: [] } });
    expect(await asked("/easy")).toEqual([200]);

    deaf.proxy.cut();
    await store.putRecord(ephemeralRecordKey(revocation), ephemeralRecordValue(revocation));
    expect(await rollout(300)).toMatchObject({ replicas: { acked: 1, pending: [deaf.name] } });
    deaf.proxy.mend();
    expect(await rollout(20_000)).toMatchObject({ replicas: { acked: 2, pending: [] } });
    expect(await asked("/easy")).toEqual([401]);

    const other = "acme-fedcba9876543210";
    expect(await asked("/easy", other)).toEqual([401]);
    const revision = await stack.apply(`kind: Consumer\nname: other\nspec: { credentials: { key: { apiKey: { value: ${other} } } } }\n`);
    expect(await rollout(20_000, revision)).toMatchObject({ replicas: { acked: 2, pending: [] } });
    expect(await asked("/easy", other)).toEqual([200]);
  });

  it("go by what they know while etcd is slow, and by a revocation once they are told of it", async () => {
    const slow = { ...revocation, name: "slow", spec: { credential: { consumer: "other", name: "key" } } };
    const other = "acme-fedcba9876543210";
    for (const { proxy } of [deaf, sound]) proxy.delayAnswers(300);
    expect([await asked("/careful", other), await asked("/easy", other), await asked("/easy")]).toEqual([[200], [200], [401]]);
    await store.putRecord(ephemeralRecordKey(slow), ephemeralRecordValue(slow));
    const told = await stack.port.rollout({ keys: [slow], revision: 0, timeoutMs: 20_000, signal: new AbortController().signal });
    expect(told).toMatchObject({ replicas: { acked: 2, pending: [] } });
    expect([await asked("/careful", other), await asked("/easy", other)]).toEqual([[401], [401]]);
    for (const { proxy } of [deaf, sound]) proxy.mend();
  });
});
