import { expect } from "vitest";
import { freePort } from "../binary/free-port.ts";
import { startLoad } from "../load/load.ts";
import { waitFor } from "../stack/stack.ts";
import { startHttpBackend } from "../traffic/http-backend.ts";
import { send } from "../traffic/http-request.ts";
import { hasRevision, startNode } from "./envoy-node.ts";
import { realCluster, realEndpoints, realListener, realRoute } from "./real-resource.ts";
import { serveView } from "./served-view.ts";
import { type SwapOrder, swap, swapOrders } from "./swap-orders.ts";

/** Swaps a cluster in each order of edits under load, `rounds` times, and expects that nothing fails and nothing is left. */
export async function expectSwapsUnseen(variant: "delta" | "sotw", rounds: number): Promise<void> {
  const server = await serveView();
  const port = await freePort();
  const backends = [await startHttpBackend("a"), await startHttpBackend("b")];
  for (const backend of backends) backend.server.keepAliveTimeout = 600_000;
  server.set(realListener(port, { route: "table" }), realCluster("c0"), realEndpoints("c0", backends[0]?.port ?? 0), realRoute("table", "c0"));
  const envoy = await startNode(server, variant);
  const answer = () => send({ port });
  await waitFor(async () => (await answer().catch(() => undefined))?.status === 200, 5000, "the first answer");
  const target = { port, path: "/" };
  const load = startLoad({ targets: [target, { ...target, keepAlive: true }], perSecond: 200, accessLogs: [] });
  const orders = Array.from({ length: rounds }, swapOrders).flat();
  for (const [index, order] of orders.entries()) {
    const backend = backends[(index + 1) % 2];
    await hasRevision(server, swap(server, order, { from: `c${index}`, to: `c${index + 1}`, port: backend?.port ?? 0 }));
    expect(await answer(), textOf(order)).toMatchObject({ status: 200, backend: backend?.name });
    expect(load.failures, textOf(order)).toEqual([]);
  }
  expect((await load.stop()).failures).toEqual([]);
  const left = (await envoy.admin.clusters()).map(({ name }) => name).filter((name) => /^c\d/u.test(name));
  expect(left).toEqual([`c${orders.length}`]);
  expect(await envoy.admin.stat("cluster_manager.cds.update_rejected")).toBe(0);
}

function textOf(order: SwapOrder): string {
  return order.map((step) => step.join(" + ")).join(", then ");
}
