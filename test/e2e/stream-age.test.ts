import { expect, it } from "vitest";
import { makeBootstrap } from "../../src/cli/bootstrap/bootstrap.ts";
import { startEnvoy } from "../kit/binary/envoy.ts";
import { freePort } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { startLoad } from "../kit/load/load.ts";
import { waitFor } from "../kit/stack/stack.ts";
import { startHttpBackend } from "../kit/traffic/http-backend.ts";
import { realCluster, realEndpoints, realListener, realRoute } from "../kit/xds/real-resource.ts";
import { countSent } from "../kit/xds/sent-resources.ts";
import { type ServedView, serveView } from "../kit/xds/served-view.ts";

const streamAge = { maxMs: 1000, random: { number: Math.random } };

const isServing = ({ nodes }: ServedView): boolean => nodes.list().some(({ state }) => state === "connected");

describeWith("streams that grow old, on a real Envoy", ["envoy"], () => {
  it.each(["delta", "sotw"] as const)("move to a replica that came later and back, and no request notices (%s)", async (variant) => {
    const { metrics, byType } = countSent();
    const first = await serveView({ streamAge, metrics });
    const laterPort = await freePort();
    const [port, backend] = [await freePort(), await startHttpBackend("a")];
    backend.server.keepAliveTimeout = 600_000;
    first.set(realListener(port, { route: "table" }), realCluster("c"), realEndpoints("c", backend.port), realRoute("table", "c"));
    const discovery = [first.port, laterPort].map((each) => ({ host: "127.0.0.1", port: each }));
    const where = { locality: { region: "", zone: "", subZone: "" }, adminPort: 0, maxHeapBytes: 2 ** 30, maxConnections: 1000 };
    await startEnvoy(makeBootstrap({ nodeId: "edge-1", cluster: "edge", discovery, variant, ...where }));
    const load = startLoad({ targets: [{ port, path: "/" }], perSecond: 50, accessLogs: [] });
    await waitFor(() => load.answered > 20, 5000, "load");
    const before = new Map(byType());
    expect(before.size).toBeGreaterThan(0);
    const later = await serveView({ streamAge, metrics, snapshots: first.snapshots, port: laterPort });
    await waitFor(() => isServing(later), 20_000, "the proxy at the replica that came later");
    await waitFor(() => isServing(first) && !isServing(later), 20_000, "the proxy at the first replica again");
    expect((await load.stop()).failures).toEqual([]);
    // State of the world cannot tell what it has.
    if (variant === "delta") expect(byType()).toEqual(before);
  });
});
