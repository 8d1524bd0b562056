import { makeBootstrap } from "../../../src/cli/bootstrap/bootstrap.ts";
import type { NodeStatus } from "../../../src/discovery/fleet/node-table.ts";
import { type Envoy, startEnvoy } from "../binary/envoy.ts";
import { waitFor } from "../stack/stack.ts";
import type { ServedView } from "./served-view.ts";

/** Starts an Envoy of the served view, with the bootstrap that people get, and waits until it is live. */
export function startNode(server: Pick<ServedView, "host" | "port">, variant: "delta" | "sotw", id = "edge-1"): Promise<Envoy> {
  const bootstrap = makeBootstrap({
    nodeId: id,
    cluster: "edge",
    discovery: [{ host: server.host, port: server.port }],
    variant,
    locality: { region: "", zone: "", subZone: "" },
    adminPort: 0,
    maxHeapBytes: 2 ** 30,
    maxConnections: 1000,
  });
  return startEnvoy(bootstrap, { args: ["--drain-time-s", "5"] });
}

/** Resolves when the node is connected and has, or refuses, everything up to a revision. */
export async function hasRevision(server: ServedView, revision: number, timeoutMs = 3000): Promise<NodeStatus> {
  const find = (): NodeStatus | undefined => server.nodes.list().find(({ state, agreedRevision }) => state === "connected" && agreedRevision >= revision);
  await waitFor(() => find() !== undefined, timeoutMs, `revision ${revision} on the node`);
  const found = find();
  if (found === undefined) throw new Error("The node was there a moment ago");
  return found;
}
