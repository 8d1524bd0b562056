import { expect, it } from "vitest";
import type { Resource } from "../../src/snapshot/resource.ts";
import { freePort } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { waitFor } from "../kit/stack/stack.ts";
import { testAuthority } from "../kit/tls/certificates.ts";
import { startHttpBackend } from "../kit/traffic/http-backend.ts";
import { send } from "../kit/traffic/http-request.ts";
import { paced, tally } from "../kit/traffic/paced.ts";
import { hasRevision, startNode } from "../kit/xds/envoy-node.ts";
import { plainCluster, realCluster, realEndpoints, realListener, realRoute, realSecret } from "../kit/xds/real-resource.ts";
import { countSent } from "../kit/xds/sent-resources.ts";
import { serveView } from "../kit/xds/served-view.ts";

const variants = ["delta", "sotw"] as const;

/** Sends requests until told to stop; answers the statuses, and what failed without one. */
function load(port: number): () => Promise<Record<string, number>> {
  const state = { running: true };
  const all = (async () => {
    const answers: string[] = [];
    while (state.running) {
      const some = await paced(
        50,
        () =>
          send({ port }).then(
            ({ status }) => String(status),
            (error: unknown) => String(error),
          ),
        250,
      );
      answers.push(...some);
    }
    return tally(answers);
  })();
  return () => {
    state.running = false;
    return all;
  };
}

describeWith("discovery with a real Envoy", ["envoy"], () => {
  it.each(variants)("starts it, and swaps clusters and routes under load without a failed request (%s)", async (variant) => {
    const server = await serveView();
    const port = await freePort();
    const backends = [await startHttpBackend("a"), await startHttpBackend("b")];
    const generation = (index: number): readonly Resource[] => {
      const name = `default/s${index}`;
      return [realCluster(name), realEndpoints(name, backends[index % 2]?.port ?? 0), realRoute("table", name)];
    };
    server.set(realListener(port, { route: "table" }), ...generation(0));
    const started = performance.now();
    const envoy = await startNode(server, variant);
    expect(performance.now() - started).toBeLessThan(10_000);
    const [node] = server.nodes.list();
    expect(node?.node).toMatchObject({ id: "edge-1", cluster: "edge", userAgent: "envoy", version: envoy.version });
    await waitFor(async () => (await send({ port }).catch(() => undefined))?.status === 200, 5000, "the first answer");
    const stop = load(port);
    let index = 0;
    while (index < 25 || performance.now() - started < 4000) {
      index += 1;
      const old = `default/s${index - 1}`;
      const revision = server.change(
        [
          ["cluster", old],
          ["endpoint", old],
        ],
        ...generation(index),
      );
      await hasRevision(server, revision);
      expect(await send({ port })).toMatchObject({ status: 200, backend: index % 2 === 0 ? "a" : "b" });
    }
    expect(Object.keys(await stop())).toEqual(["200"]);
    const clusters = (await envoy.admin.clusters()).map(({ name }) => name).filter((name) => name.startsWith("default/"));
    expect(clusters).toEqual([`default/s${index}`]);
  });

  it.each(variants)("changes a cluster whose endpoints stay within a moment, not after 15 s (%s)", async (variant) => {
    const server = await serveView();
    const port = await freePort();
    const backend = await startHttpBackend("a");
    server.set(realListener(port, { route: "table" }), realCluster("c"), realEndpoints("c", backend.port), realRoute("table", "c"));
    const envoy = await startNode(server, variant);
    const stop = load(port);
    for (let seconds = 2; seconds < 8; seconds++) {
      await hasRevision(server, server.set(realCluster("c", { connect_timeout: { seconds } })));
      expect(await envoy.admin.stat("cluster_manager.warming_clusters")).toBe(0);
    }
    const answers = await stop();
    expect(answers["503"]).toBeUndefined();
    expect(await envoy.admin.stat("cluster.c.init_fetch_timeout")).toBe(0);
  });

  it.each(variants)("keeps it serving while the server is gone, and takes it up again (%s)", async (variant) => {
    const { metrics, byType } = countSent();
    const server = await serveView({ metrics });
    const port = await freePort();
    const [first, second] = [await startHttpBackend("a"), await startHttpBackend("b")];
    server.set(realListener(port, { route: "table" }), realCluster("c"), realEndpoints("c", first.port), realRoute("table", "c"));
    await startNode(server, variant);
    await hasRevision(server, server.snapshots.revision);
    const stop = load(port);
    const before = new Map(byType());
    expect(before.size).toBeGreaterThan(0);
    await server.stop();
    expect(server.nodes.list()).toMatchObject([{ state: "unreachable" }]);
    await server.restart();
    await hasRevision(server, server.snapshots.revision, 10_000);
    // State of the world cannot tell what it has.
    if (variant === "delta") expect(byType()).toEqual(before);
    await server.stop();
    server.change(
      [
        ["cluster", "c"],
        ["endpoint", "c"],
      ],
      realCluster("d"),
      realEndpoints("d", second.port),
      realRoute("table", "d"),
    );
    await server.restart();
    await hasRevision(server, server.snapshots.revision, 10_000);
    expect(await send({ port })).toMatchObject({ status: 200, backend: "b" });
    const answers = await stop();
    if (variant === "delta") expect(Object.keys(answers)).toEqual(["200"]);
  });

  it.each(variants)("records what it refuses, in its words, while everything else flows (%s)", async (variant) => {
    const server = await serveView();
    const port = await freePort();
    const [first, second] = [await startHttpBackend("a"), await startHttpBackend("b")];
    server.set(realListener(port, { route: "table" }), realCluster("c"), realEndpoints("c", first.port), realRoute("table", "c"));
    const envoy = await startNode(server, variant);
    await hasRevision(server, server.snapshots.revision);
    const broken = plainCluster("broken", { type: 2, connect_timeout: { seconds: 1 }, load_assignment: { cluster_name: "broken" } });
    const invalid = plainCluster("invalid", { type: 0, connect_timeout: {}, load_assignment: { cluster_name: "invalid" } });
    const badRoute = realRoute("table", "c", "[");
    const revision = server.set(broken, invalid, badRoute, realCluster("good"), realEndpoints("good", second.port));
    const { refused } = await hasRevision(server, revision);
    expect(refused.map(({ type, name }) => `${type} ${name}`).toSorted()).toEqual(["cluster broken", "cluster invalid", "route table"]);
    const words = Object.fromEntries(refused.map(({ name, detail }) => [name, detail]));
    expect(words["broken"]).toBe("LOGICAL_DNS clusters must have a single locality_lb_endpoint and a single lb_endpoint");
    expect(words["invalid"]).toContain("ConnectTimeout: value must be greater than 0s");
    expect(words["table"]).toContain("missing ]");
    expect((await envoy.admin.clusters()).map(({ name }) => name)).toEqual(expect.arrayContaining(["c", "good"]));
    expect(await send({ port })).toMatchObject({ status: 200, backend: "a" });
    const updates = async (): Promise<number> => envoy.admin.stat("cluster_manager.cds.update_rejected");
    const rejected = await updates();
    await hasRevision(server, server.set(realEndpoints("c", second.port)));
    expect(await send({ port })).toMatchObject({ backend: "b" });
    const fixed = await hasRevision(
      server,
      server.change(
        [
          ["cluster", "broken"],
          ["cluster", "invalid"],
        ],
        realRoute("table", "good", "[a-z]"),
      ),
    );
    expect(fixed.refused).toEqual([]);
    expect(await updates()).toBe(rejected);
  });

  it.each(variants)("lets a route wait until its slow cluster is ready (%s)", async (variant) => {
    const server = await serveView();
    const port = await freePort();
    const [first, second] = [await startHttpBackend("a"), await startHttpBackend("b")];
    // The first health check is answered after a while: until then the cluster warms.
    second.answer = ({ path }) => (path === "/health" ? { delayMs: 700 } : {});
    server.set(realListener(port, { route: "table" }), realCluster("c"), realEndpoints("c", first.port), realRoute("table", "c"));
    await startNode(server, variant);
    await hasRevision(server, server.snapshots.revision);
    const stop = load(port);
    const address = { socket_address: { address: "127.0.0.1", port_value: second.port } };
    const checks = [
      {
        timeout: { seconds: 2 },
        interval: { seconds: 60 },
        unhealthy_threshold: { value: 1 },
        healthy_threshold: { value: 1 },
        http_health_check: { path: "/health" },
      },
    ];
    const slow = plainCluster(
      "slow",
      {
        type: 0,
        connect_timeout: { seconds: 1 },
        load_assignment: { cluster_name: "slow", endpoints: [{ lb_endpoints: [{ endpoint: { address } }] }] },
        health_checks: checks,
      },
      "slow",
    );
    await hasRevision(
      server,
      server.change(
        [
          ["cluster", "c"],
          ["endpoint", "c"],
        ],
        slow,
        realRoute("table", "slow"),
      ),
      10_000,
    );
    expect(await send({ port })).toMatchObject({ status: 200, backend: "b" });
    expect(Object.keys(await stop())).toEqual(["200"]);
  });

  it.each(variants)("rotates certificates, and takes listeners with their secrets away (%s)", async (variant) => {
    const server = await serveView();
    const port = await freePort();
    const backend = await startHttpBackend("a");
    const authority = await testAuthority();
    const issue = async (name: string): Promise<Resource> => realSecret("cert", await authority.issue({ commonName: name, hostnames: ["edge.test"] }));
    server.set(
      realListener(port, { route: "table", certificate: "cert" }),
      realCluster("c"),
      realEndpoints("c", backend.port),
      realRoute("table", "c"),
      await issue("first"),
    );
    await startNode(server, variant);
    await hasRevision(server, server.snapshots.revision);
    const ask = (): Promise<{ readonly status: number }> => send({ port, host: "edge.test", tls: { ca: authority.chain } });
    await waitFor(async () => (await ask().catch(() => undefined))?.status === 200, 5000, "the TLS listener");
    await hasRevision(server, server.set(await issue("second")));
    expect(await ask()).toMatchObject({ status: 200 });
    const gone = await hasRevision(
      server,
      server.change([
        ["listener", `tcp/127.0.0.1/${port}`],
        ["route", "table"],
        ["secret", "cert"],
        ["cluster", "c"],
        ["endpoint", "c"],
      ]),
    );
    expect(gone.refused).toEqual([]);
    await waitFor(
      async () =>
        (await ask().then(
          () => true,
          () => false,
        )) === false,
      10_000,
      "the listener to be gone",
    );
  });
});
