import { Client, credentials, status } from "@grpc/grpc-js";
import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/kit/fake-clock.ts";
import { testAuthority } from "../../../test/kit/tls/certificates.ts";
import { edsCluster, fakeResource } from "../../../test/kit/xds/fake-resource.ts";
import { ScriptedClient, type StreamOptions } from "../../../test/kit/xds/scripted-client.ts";
import { type ServedView, serveView } from "../../../test/kit/xds/served-view.ts";
import { service } from "../../gen/service.ts";
import type { LaneOptions } from "../../http2/serve/lane.ts";
import { type Metrics, noMetrics, silentLogger } from "../../kit/telemetry.ts";
import { systemRandom } from "../../main/system.ts";
import { createSnapshots } from "../../snapshot/snapshots.ts";
import type { Admission, NodeCredential } from "../fleet/node-identity.ts";
import { NodeTable } from "../fleet/node-table.ts";
import { serveDiscovery } from "./serve-discovery.ts";

const admitted: Admission = { kind: "admitted", view: { group: "edge", capability: "envoy" } };

function connect(server: ServedView, options: Partial<StreamOptions> = {}): ScriptedClient {
  return new ScriptedClient({ address: server.address, variant: "delta", ...options });
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Resolves when the condition is true; the test's own time limit ends the wait. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await nextTurn();
}

describe("admission", () => {
  it("is told who the node is and what it shows, and its refusal reaches the node as a status", async () => {
    const seen: NodeCredential[] = [];
    const server = await serveView({
      admit: (node, credential) => {
        seen.push(credential);
        return node.id === "client" ? { kind: "denied", code: "PERMISSION_DENIED", message: `Node ${node.id} fits none` } : admitted;
      },
    });
    const client = connect(server, { token: "secret" });
    client.send("cluster");
    expect(await client.ended).toMatchObject({ code: status.PERMISSION_DENIED, details: "Node client fits none" });
    expect(seen).toEqual([{ token: "secret", certificate: undefined, loopback: true }]);
    expect(server.nodes.list()).toMatchObject([{ state: "denied", detail: "Node client fits none" }]);
  });

  it("may take its time: requests wait, in their order", async () => {
    const answers: ((admission: Admission) => void)[] = [];
    const server = await serveView({ admit: () => new Promise((resolve) => answers.push(resolve)) });
    server.set(fakeResource("cluster", "a"), fakeResource("listener", "l"));
    const client = connect(server);
    client.send("cluster");
    client.send("listener");
    await until(() => answers.length === 1);
    answers[0]?.(admitted);
    expect([(await client.take()).type, (await client.take()).type]).toEqual(["cluster", "listener"]);
  });

  it("that changes ends a stream with its reason, or moves it to another group", async () => {
    let answer: Admission = admitted;
    const server = await serveView({ admit: () => answer });
    server.set(fakeResource("cluster", "a"));
    const [first, second] = [connect(server), connect(server)];
    for (const client of [first, second]) {
      client.send("cluster");
      await client.take();
    }
    answer = { kind: "denied", code: "UNAVAILABLE", message: "Tokens cannot be looked up" };
    server.reviewAll();
    await first.rest();
    answer = { kind: "admitted", view: { group: "web", capability: "envoy" } };
    server.reviewAll();
    expect(await first.ended).toMatchObject({ code: status.UNAVAILABLE, details: "Node client belongs to node group web now, connect again" });
    const third = connect(server);
    third.send("cluster");
    await third.take();
    answer = { kind: "denied", code: "UNAUTHENTICATED", message: "The token has expired" };
    server.reviewAll();
    expect(await third.ended).toMatchObject({ code: status.UNAUTHENTICATED, details: "The token has expired" });
  });

  it("that fails ends the stream, and says so", async () => {
    const server = await serveView({ admit: () => Promise.reject(new Error("broken")) });
    const client = connect(server);
    client.send("cluster");
    expect(await client.ended).toMatchObject({ code: status.INTERNAL, details: "Stream of node client failed: broken" });
  });
});

describe("TLS", () => {
  it("lets a node show a token or a certificate that the client CA signed; another certificate counts as none", async () => {
    const authority = await testAuthority();
    const own = await authority.issue({ hostnames: ["localhost"], ips: ["127.0.0.1"] });
    const seen: NodeCredential[] = [];
    const server = await serveView({
      tls: { certificate: own.chain, privateKey: own.privateKey, clientCa: authority.chain },
      admit: (_, credential) => {
        seen.push(credential);
        return admitted;
      },
    });
    const root = Buffer.from(authority.chain);
    const good = await authority.issue({ commonName: "edge-1", uris: ["spiffe://fleet/edge"], hostnames: ["edge-1.fleet"] });
    const foreign = await (await testAuthority("Other")).issue({ uris: ["spiffe://fleet/edge"] });
    const pairs = [undefined, good, foreign];
    for (const pair of pairs) {
      const key = pair === undefined ? null : Buffer.from(pair.privateKey);
      const chain = pair === undefined ? null : Buffer.from(pair.chain);
      const client = connect(server, { credentials: credentials.createSsl(root, key, chain), token: "t" });
      client.send("cluster");
      await client.take();
      client.close();
    }
    expect(seen.map(({ token, certificate }) => [token, certificate?.subjectAltNames])).toEqual([
      ["t", undefined],
      ["t", ["edge-1.fleet", "spiffe://fleet/edge"]],
      ["t", undefined],
    ]);
    expect(seen[1]?.certificate).toMatchObject({ subject: "edge-1", fingerprint: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/u) });
  });
});

describe("a slow reader", () => {
  it("gets the newest state, not a queue of old ones, and holds up nobody", async () => {
    const server = await serveView();
    const [slow, quick] = [connect(server), connect(server)];
    for (const client of [slow, quick]) {
      client.send("listener");
      await client.take();
    }
    slow.pause();
    const big = new Uint8Array(100_000);
    for (let index = 1; index <= 500; index++) {
      server.set(fakeResource("listener", "l", { version: `v${index}`, bytes: big }));
      if (index % 50 === 0) expect((await newest(quick, `v${index}`)).versions).toEqual({ l: `v${index}` });
    }
    slow.resume();
    const received = [await slow.take()];
    while (received.at(-1)?.versions["l"] !== "v500") received.push(await slow.take());
    expect(received.length).toBeLessThan(60);
    expect(await slow.rest()).toEqual([]);
  });

  it("holds nobody up, however many there are: bytes on their way are bounded, and new proxies leave room for changes", async () => {
    const server = await serveView({ maxBytesOnWay: 4_000_000 });
    const bytes = new Uint8Array(900_000);
    server.set(...Array.from({ length: 6 }, (_, index) => fakeResource("listener", `l${index}`, { bytes })), fakeResource("cluster", "a"));
    const quick = connect(server, { method: "/envoy.service.cluster.v3.ClusterDiscoveryService/DeltaClusters" });
    quick.send("cluster");
    await quick.take();
    const storm = Array.from({ length: 12 }, () => connect(server));
    for (const client of storm) {
      client.pause();
      client.send("listener");
    }
    for (let index = 2; index <= 20; index++) {
      server.set(fakeResource("cluster", "a", { version: `v${index}` }));
      expect((await quick.take()).versions).toEqual({ a: `v${index}` });
    }
    for (const client of storm) client.resume();
    for (const client of storm) await takeAll(client, 6);
  });

  async function takeAll(client: ScriptedClient, count: number): Promise<void> {
    const names = new Set<string>();
    while (names.size < count) for (const name of (await client.take()).names) names.add(name);
    client.close();
  }

  async function newest(client: ScriptedClient, version: string): ReturnType<ScriptedClient["take"]> {
    for (;;) {
      const answer = await client.take();
      if (answer.versions["l"] === version) return answer;
    }
  }
});

describe("a stream", () => {
  it("that says nothing is ended after half a minute", async () => {
    const clock = new FakeClock();
    const server = await serveView({ clock });
    const client = connect(server);
    await client.opened();
    clock.advance(30_000);
    expect(await client.ended).toMatchObject({ code: status.DEADLINE_EXCEEDED, details: "No request came within 30 s" });
  });

  it("never falls behind a revision that it had, while a later one is on its way", async () => {
    const server = await serveView();
    const client = connect(server);
    const agreed = (): number | undefined => server.nodes.list()[0]?.agreedRevision;
    client.send("cluster");
    await client.take();
    const other = { view: "other|envoy", type: "cluster", name: "a", resource: fakeResource("cluster", "a") } as const;
    server.snapshots.apply({ revision: 7, changes: [other] });
    await until(() => agreed() === 7);
    server.set(fakeResource("cluster", "a"));
    const answer = await client.next();
    expect(agreed()).toBe(7);
    client.ack(answer);
    await until(() => agreed() === 8);
  });

  it("that is old is ended, when nothing is on its way to the proxy", async () => {
    const clock = new FakeClock();
    const server = await serveView({ clock, streamAge: { maxMs: 100_000, random: { number: () => 0.5 } } });
    server.set(fakeResource("cluster", "a"));
    const client = connect(server);
    client.send("cluster");
    const answer = await client.next();
    clock.advance(90_000);
    client.ack(answer);
    await client.rest();
    let isOver = false;
    void client.ended.then(() => {
      isOver = true;
    });
    await until(() => {
      clock.advance(1000);
      return isOver;
    });
    expect(await client.ended).toMatchObject({ code: status.UNAVAILABLE, details: "The stream is old, connect again, maybe to another replica" });
  });

  it("is not sent more at a time than a client takes by default, and takes more than that", async () => {
    const server = await serveView();
    const defaultLimit = 4 << 20;
    const bytes = new Uint8Array(3000);
    const hosts = Array.from({ length: 5000 }, (_, index) => fakeResource("virtual-host", `t/host-${index}.example.test`, { bytes }));
    const table = fakeResource("route", "t");
    server.set({ ...table, split: () => ({ ...table, hosts: "pushed" }) }, ...hosts);
    const client = connect(server);
    client.send("route", { resource_names_subscribe: ["t"] });
    const held = await client.take();
    const names = Array.from({ length: 60_000 }, (_, index) => `t/${"long".repeat(20)}-${index}.example.test`);
    client.send("virtual-host", { initial_resource_versions: Object.fromEntries(names.map((name) => [name, "v0"])) });
    const sizes = [held.size];
    for (let sent = 0; sent < hosts.length; ) {
      const { size, names: some } = await client.take();
      sizes.push(size);
      sent += some.length;
    }
    expect(Math.max(...sizes)).toBeLessThan(defaultLimit);
    for (let gone = 0; gone < names.length; ) {
      const { size, removed } = await client.take();
      expect(size).toBeLessThan(defaultLimit);
      gone += removed.length;
    }
    expect(await client.rest()).toEqual([]);
  });

  it("on which something goes wrong inside is ended, and no other", async () => {
    const server = await serveView();
    const [broken, good] = [connect(server), connect(server)];
    for (const client of [broken, good]) {
      client.send("cluster");
      await client.take();
    }
    broken.send("endpoint", { resource_names_subscribe: ["a"] });
    await broken.take();
    const cluster = edsCluster("a");
    server.set({
      ...cluster,
      references: () => {
        throw new Error("no references");
      },
    });
    expect(await broken.ended).toMatchObject({ code: status.INTERNAL, details: "Stream of node client failed: no references" });
    expect((await good.take()).names).toEqual(["a"]);
  });

  it("of one type gets removals half a minute late, and endpoints again a second after their cluster changed", async () => {
    const clock = new FakeClock();
    const server = await serveView({ clock });
    server.set(edsCluster("a"), fakeResource("endpoint", "a"));
    const clusters = connect(server, { method: "/envoy.service.cluster.v3.ClusterDiscoveryService/DeltaClusters" });
    const endpoints = connect(server, { method: "/envoy.service.endpoint.v3.EndpointDiscoveryService/DeltaEndpoints" });
    clusters.send("cluster");
    await clusters.take();
    endpoints.send("endpoint", { resource_names_subscribe: ["a"] });
    await endpoints.take();
    server.set(edsCluster("a", "v2"));
    expect((await clusters.take()).versions).toEqual({ a: "v2" });
    clock.advance(999);
    clock.advance(1);
    expect((await endpoints.take()).names).toEqual(["a"]);
    server.change([["cluster", "a"]], fakeResource("cluster", "b"));
    expect((await clusters.take()).names).toEqual(["b"]);
    clock.advance(29_999);
    server.set(fakeResource("cluster", "b", { version: "v2" }));
    expect(await clusters.take()).toMatchObject({ names: ["b"], removed: [] });
    clock.advance(1);
    expect(await clusters.take()).toMatchObject({ names: [], removed: ["a"] });
  });
});

describe("health", () => {
  it("is NOT_SERVING until the first state is there", async () => {
    const server = await serveView({ ready: false });
    const { Check } = service("grpc.health.v1.Health");
    const client = new Client(server.address, credentials.createInsecure());
    const check = (): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        client.makeUnaryRequest(Check.path, Check.requestSerialize, Check.responseDeserialize, { service: "" }, (error, answer) =>
          error === null ? resolve(answer?.status) : reject(error),
        );
      });
    expect(await check()).toBe(2);
    server.snapshots.apply({ revision: 1, changes: [] });
    await nextTurn();
    expect(await check()).toBe(1);
    client.close();
  });
});

describe("metrics", () => {
  it("count streams, responses, answers and denials by type and variant, never by node", async () => {
    const counted = new Map<string, number>();
    const add =
      (name: string) =>
      (value: number, labels: Readonly<Record<string, string>>): void => {
        const key = `${name} ${Object.values(labels).join(" ")}`.trim();
        counted.set(key, (name.endsWith("streams") ? 0 : (counted.get(key) ?? 0)) + value);
      };
    const collected: Parameters<Metrics["collected"]> extends [unknown, infer Read] ? [name: string, read: Read][] : never = [];
    const metrics: Metrics = {
      counter: ({ name }) => ({ add: (value = 1, labels = {}) => add(name)(value, labels) }),
      gauge: ({ name }) => ({ set: (value, labels = {}) => add(name)(value, labels) }),
      histogram: () => ({ observe: () => undefined }),
      collected: ({ name }, read) => void collected.push([name, read]),
    };
    const server = await serveView({ metrics, admit: (node) => (node.id === "bad" ? { kind: "denied", code: "UNAUTHENTICATED", message: "no" } : admitted) });
    server.set(fakeResource("cluster", "a"));
    const client = connect(server);
    client.send("cluster");
    await client.take();
    client.send(undefined, { type_url: "t/x" });
    server.set(fakeResource("cluster", "a", { version: "v2" }));
    client.nack(await client.next(), "no");
    await client.rest();
    const denied = connect(server, { node: { id: "bad" } });
    denied.send("cluster");
    await denied.ended;
    for (const [name, read] of collected) for (const { labels, value } of read()) add(name)(value, labels);
    expect(Object.fromEntries(counted)).toMatchObject({
      "sluice_xds_streams delta ads": 1,
      "sluice_xds_responses_total cluster": 2,
      "sluice_xds_resources_total cluster": 2,
      "sluice_xds_acks_total cluster": 1,
      "sluice_xds_nacks_total cluster": 1,
      sluice_xds_unknown_types_total: 1,
      "sluice_xds_denied_total UNAUTHENTICATED": 1,
    });
    client.close();
    await until(() => counted.get("sluice_xds_streams delta ads") === 0);
  });
});

it("bounds what a connection does not take, well above what all streams together may have on their way", async () => {
  const limits: (number | undefined)[] = [];
  const address = { kind: "tcp", host: "127.0.0.1", port: 1 } as const;
  const serve = async (options: LaneOptions) => {
    limits.push(options.limits?.maxOutputBytes);
    return { address, setTls: () => undefined, close: () => Promise.resolve() };
  };
  const clock = new FakeClock();
  const admission = { admit: async () => admitted, onChange: () => () => undefined };
  const parts = { clock, random: systemRandom, logger: silentLogger, metrics: noMetrics, replica: "test", host: "127.0.0.1", port: 0 };
  const discovery = await serveDiscovery({ ...parts, snapshots: createSnapshots(), nodes: new NodeTable(clock), admission, serve, maxBytesOnWay: 100_000_000 });
  expect(limits).toEqual([400_000_000]);
  await discovery.close();
});
