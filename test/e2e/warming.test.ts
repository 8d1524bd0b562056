import { expect, it } from "vitest";
import { freePort } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { startLoad } from "../kit/load/load.ts";
import { waitFor } from "../kit/stack/stack.ts";
import { type HttpBackend, startHttpBackend } from "../kit/traffic/http-backend.ts";
import { send } from "../kit/traffic/http-request.ts";
import { DiscoveryNetwork } from "../kit/xds/discovery-network.ts";
import { hasRevision, startNode } from "../kit/xds/envoy-node.ts";
import { checkedCluster, realCluster, realEndpoints, realListener, realRoute } from "../kit/xds/real-resource.ts";
import { serveView } from "../kit/xds/served-view.ts";

const variants = ["delta", "sotw"] as const;

/** Envoy under load on route table `table`, which leads to cluster `c` with backend `a`, behind a network that can be cut. */
async function startEdge(variant: "delta" | "sotw") {
  const server = await serveView();
  const port = await freePort();
  const [a, b] = [await startHttpBackend("a"), await startHttpBackend("b")];
  for (const { server: http } of [a, b]) http.keepAliveTimeout = 600_000;
  server.set(realListener(port, { route: "table" }), realCluster("c"), realEndpoints("c", a.port), realRoute("table", "c"));
  const network = await DiscoveryNetwork.start(server.port);
  const envoy = await startNode(network, variant);
  await waitFor(async () => (await send({ port }).catch(() => undefined))?.status === 200, 5000, "the first answer");
  await hasRevision(server, server.snapshots.revision);
  const load = startLoad({ targets: [{ port, path: "/" }], perSecond: 100, accessLogs: [] });
  const goOn = async (): Promise<void> => {
    const { answered } = load;
    await waitFor(() => load.answered > answered + 20, 10_000, "load to go on");
  };
  const warming = (count: number): Promise<void> =>
    waitFor(async () => (await envoy.admin.stat("cluster_manager.warming_clusters")) === count, 5000, `${count} warming clusters`);
  return { server, network, envoy, port, a, b, load, goOn, warming };
}

/** Answers health checks when it is told to. */
function holdHealth(backend: HttpBackend): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  backend.answer = ({ path }) => (path === "/health" ? { after: promise } : {});
  return resolve;
}

describeWith("the control plane is gone while a cluster is warming", ["envoy"], () => {
  it.each(variants)("between a changed cluster and its endpoints: nothing fails, and it is ready when there is a server again (%s)", async (variant) => {
    const { server, network, envoy, load, goOn, warming } = await startEdge(variant);
    const cut = network.cutBefore("endpoint");
    const revision = server.set(realCluster("c", { connect_timeout: { seconds: 3 } }));
    await cut;
    await warming(1);
    await goOn();
    network.mend();
    await warming(0);
    await hasRevision(server, revision, 10_000);
    await goOn();
    expect((await load.stop()).failures).toEqual([]);
    expect(await envoy.admin.stat("cluster.c.init_fetch_timeout")).toBe(0);
  });

  it.each(variants)("between a new cluster and its endpoints: its route waits for them (%s)", async (variant) => {
    const { server, network, envoy, load, goOn, warming, port, b } = await startEdge(variant);
    const cut = network.cutBefore("endpoint");
    // A server that has forgotten everything cannot know of a proxy with the state of the world that it still needs what goes.
    const left =
      variant === "delta"
        ? ([
            ["cluster", "c"],
            ["endpoint", "c"],
          ] as const)
        : [];
    const revision = server.change(left, realCluster("d"), realEndpoints("d", b.port), realRoute("table", "d"));
    await cut;
    await warming(1);
    await goOn();
    await server.stop();
    await server.restart();
    network.mend();
    await hasRevision(server, revision, 10_000);
    expect(await send({ port })).toMatchObject({ status: 200, backend: "b" });
    expect((await load.stop()).failures).toEqual([]);
    expect(await envoy.admin.stat("cluster.d.init_fetch_timeout")).toBe(0);
    if (variant === "delta") expect((await envoy.admin.clusters()).map(({ name }) => name)).not.toContain("c");
  });

  it.each(variants)("while its health is checked: the route moves when it is healthy (%s)", async (variant) => {
    const { server, network, load, goOn, warming, port, b } = await startEdge(variant);
    const release = holdHealth(b);
    const revision = server.set(checkedCluster("checked", b.port, "/health"), realRoute("table", "checked"));
    await warming(1);
    network.cut();
    await goOn();
    network.mend();
    await waitFor(() => server.nodes.list().some(({ state }) => state === "connected"), 10_000, "the proxy to be back");
    release();
    await hasRevision(server, revision, 10_000);
    expect(await send({ port })).toMatchObject({ status: 200, backend: "b" });
    expect((await load.stop()).failures).toEqual([]);
  });
});
