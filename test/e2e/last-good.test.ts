import { expect, it } from "vitest";
import { policies } from "../../src/policy/registry.ts";
import type { Resource } from "../../src/snapshot/resource.ts";
import { freePort } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { documents, route, service } from "../kit/stack/edge.ts";
import { poisonPolicies } from "../kit/stack/poison-policies.ts";
import { waitFor } from "../kit/stack/stack.ts";
import { startTestFleet } from "../kit/stack/test-fleet.ts";
import { startHttpBackend } from "../kit/traffic/http-backend.ts";
import { send } from "../kit/traffic/http-request.ts";
import { hasRevision, startNode } from "../kit/xds/envoy-node.ts";
import { realCluster, realEndpoints, realHost, realListener, realRoute, realTable } from "../kit/xds/real-resource.ts";
import { serveView } from "../kit/xds/served-view.ts";

const oldCluster: readonly (readonly ["cluster" | "endpoint", string])[] = [
  ["cluster", "old"],
  ["endpoint", "old"],
];

async function startEdge(variant: "delta" | "sotw", ...routes: readonly Resource[]) {
  const server = await serveView();
  const port = await freePort();
  const [a, b] = [await startHttpBackend("a"), await startHttpBackend("b")];
  server.set(realListener(port, { route: "table" }), realCluster("old"), realEndpoints("old", a.port), ...routes);
  const envoy = await startNode(server, variant);
  const answer = () => send({ port, host: "shop.test" });
  await waitFor(async () => (await answer().catch(() => undefined))?.status === 200, 5000, "the first answer");
  const clusters = async (): Promise<readonly string[]> =>
    (await envoy.admin.clusters()).map(({ name }) => name).filter((name) => name === "old" || name === "new");
  return { server, b, answer, clusters };
}

describeWith("a revision takes a cluster away, and what the proxy refuses of it still leads there", ["envoy"], () => {
  it.each(["delta", "sotw"] as const)("the last good route table keeps its cluster until the fix (%s)", async (variant) => {
    const { server, b, answer, clusters } = await startEdge(variant, realRoute("table", "old"));
    const bad = server.change(oldCluster, realCluster("new"), realEndpoints("new", b.port), realRoute("table", "new", "["));
    const { refused } = await hasRevision(server, bad);
    expect(refused).toMatchObject([{ type: "route", name: "table" }]);
    expect([await answer(), (await clusters()).toSorted()]).toMatchObject([{ status: 200, backend: "a" }, ["new", "old"]]);
    // State of the world cannot tell a server that has forgotten everything what the proxy has.
    if (variant === "delta") {
      await server.stop();
      await server.restart();
      await hasRevision(server, bad, 10_000);
      expect([await answer(), (await clusters()).toSorted()]).toMatchObject([{ status: 200, backend: "a" }, ["new", "old"]]);
    }
    expect((await hasRevision(server, server.set(realRoute("table", "new")))).refused).toEqual([]);
    expect([await answer(), await clusters()]).toMatchObject([{ status: 200, backend: "b" }, ["new"]]);
  });

  it.each(["delta", "sotw"] as const)("and a route that is refused leads there, also from a new proxy of a new replica (%s)", async (variant) => {
    const [a, b] = [await startHttpBackend("a"), await startHttpBackend("b")];
    const led = (service: string, fields: object = {}): string => documents(route("r", [{ name: "only", backends: [{ service }], ...fields }]));
    const services = documents(service("old", a.port), service("new", b.port), route("other", [{ respond: { status: 204 } }]));
    const fleet = await startTestFleet({ variant, policies: [...policies, ...poisonPolicies], objects: `${services}\n---\n${led("old")}` });
    const answer = () => fleet.ask("r.test/");
    const clusters = async (): Promise<readonly string[]> =>
      (await fleet.envoy().admin.clusters()).map(({ name }) => name).filter((name) => name.startsWith("default/"));
    expect(await answer()).toMatchObject({ status: 200, backend: "a" });
    await fleet.stack.apply(led("new", { poisonRoute: { on: true } }), [{ kind: "Service", namespace: "default", name: "old" }]);
    await fleet.until("Route/r", "Refused");
    await waitFor(() => fleet.stack.port.quarantines().length > 0, 5000, "the quarantine");
    await fleet.stack.settled();
    expect(await answer()).toMatchObject({ status: 200, backend: "a" });
    await fleet.restartReplica();
    expect(await answer()).toMatchObject({ status: 200, backend: "a" });
    await fleet.restartNode();
    expect([await answer(), (await clusters()).toSorted()]).toMatchObject([{ status: 200, backend: "a" }, ["default/new", "default/old"]]);
    await fleet.write(led("new"));
    await fleet.untilFree();
    await waitFor(async () => (await clusters()).join() === "default/new", 5000, "the cluster to go");
    expect(await answer()).toMatchObject({ status: 200, backend: "b" });
  });

  it("and so does the last good virtual host, over a reconnect", async () => {
    const host = (cluster: string, regex?: string) => realHost("table", "shop.test", cluster, regex);
    const { server, b, answer, clusters } = await startEdge("delta", realTable("table", "pushed"), host("old"));
    const bad = server.change(oldCluster, realCluster("new"), realEndpoints("new", b.port), host("new", "["));
    expect((await hasRevision(server, bad)).refused).toMatchObject([{ type: "virtual-host", name: "table/shop.test" }]);
    expect([await answer(), (await clusters()).toSorted()]).toMatchObject([{ status: 200, backend: "a" }, ["new", "old"]]);
    await server.stop();
    await server.restart();
    await hasRevision(server, bad, 10_000);
    expect([await answer(), (await clusters()).toSorted()]).toMatchObject([{ status: 200, backend: "a" }, ["new", "old"]]);
    await hasRevision(server, server.set(host("new")));
    expect([await answer(), await clusters()]).toMatchObject([{ status: 200, backend: "b" }, ["new"]]);
  });
});
