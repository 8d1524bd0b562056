import { expect } from "vitest";
import { freePort } from "../binary/free-port.ts";
import { startLoad } from "../load/load.ts";
import { waitFor } from "../stack/stack.ts";
import { startHttpBackend } from "../traffic/http-backend.ts";
import { send } from "../traffic/http-request.ts";
import { DiscoveryNetwork } from "./discovery-network.ts";
import { hasRevision, startNode } from "./envoy-node.ts";
import { realCluster, realEndpoints, realListener, realRoute } from "./real-resource.ts";
import { countSent } from "./sent-resources.ts";
import { serveView } from "./served-view.ts";

/**
 * Breaks the connection of an Envoy under load as soon as it is back, `times` times; every other time the view has changed meanwhile. Expects that no
 * request fails, that what it gets is what changed, and that it has everything in the end.
 */
export async function expectReconnectsUnseen(variant: "delta" | "sotw", times: number): Promise<void> {
  const { metrics, byType } = countSent();
  const server = await serveView({ metrics });
  const port = await freePort();
  const backends = [await startHttpBackend("a"), await startHttpBackend("b")];
  for (const backend of backends) backend.server.keepAliveTimeout = 600_000;
  const portOf = (index: number): number => backends[index % 2]?.port ?? 0;
  const others = Array.from({ length: 50 }, (_, index) => [realCluster(`other-${index}`), realEndpoints(`other-${index}`, portOf(0))]).flat();
  server.set(realListener(port, { route: "table" }), realCluster("c"), realEndpoints("c", portOf(0)), realRoute("table", "c"), ...others);
  const network = await DiscoveryNetwork.start(server.port);
  const envoy = await startNode(network, variant);
  await waitFor(async () => (await send({ port }).catch(() => undefined))?.status === 200, 5000, "the first answer");
  await hasRevision(server, server.snapshots.revision);
  const load = startLoad({ targets: [{ port, path: "/" }], perSecond: 100, accessLogs: [] });
  const before = new Map(byType());
  for (let index = 1; index <= times; index++) {
    network.cut();
    await waitFor(() => server.nodes.list().every(({ state }) => state !== "connected"), 5000, "the proxy to be gone");
    if (index % 2 === 0) server.set(realEndpoints("c", portOf(index / 2)));
    network.mend();
    await waitFor(() => server.nodes.list().some(({ state }) => state === "connected"), 10_000, `reconnect ${index}`);
    if (index % 2 === 0) await hasRevision(server, server.snapshots.revision, 10_000);
  }
  await hasRevision(server, server.snapshots.revision, 10_000);
  expect(await send({ port })).toMatchObject({ status: 200, backend: backends[Math.floor(times / 2) % 2]?.name });
  expect((await load.stop()).failures).toEqual([]);
  // State of the world cannot tell what it has.
  const edits = Math.floor(times / 2);
  if (variant === "delta") expect(byType()).toEqual(before.set("endpoint", (before.get("endpoint") ?? 0) + edits));
  expect(Object.values(await envoy.admin.stats("(update_rejected|init_fetch_timeout)$")).filter((count) => count > 0)).toEqual([]);
  expect(server.nodes.list()).toMatchObject([{ state: "connected" }]);
}
