import { expect, it } from "vitest";
import { freePort } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { waitFor } from "../kit/stack/stack.ts";
import { startHttpBackend } from "../kit/traffic/http-backend.ts";
import { send } from "../kit/traffic/http-request.ts";
import { hasRevision, startNode } from "../kit/xds/envoy-node.ts";
import { realCluster, realEndpoints, realHost, realListener, realTable } from "../kit/xds/real-resource.ts";
import { countSent } from "../kit/xds/sent-resources.ts";
import { type ServedView, serveView } from "../kit/xds/served-view.ts";

/** Serves a view, and counts the virtual hosts that go out. */
async function serveCounting(): Promise<{ readonly server: ServedView; readonly hosts: () => number }> {
  const { metrics, byType } = countSent();
  return { server: await serveView({ metrics }), hosts: () => byType().get("virtual-host") ?? 0 };
}

const status = (port: number, host: string): Promise<number> =>
  send({ port, host }).then(
    (answer) => answer.status,
    () => 0,
  );

const opened = (port: number): Promise<void> => waitFor(async () => (await status(port, "any.test")) !== 0, 5000, "the listener");

const refusals = (server: ServedView) => server.nodes.list().flatMap(({ refused }) => refused);

describeWith("virtual hosts that travel by themselves, on a real Envoy", ["envoy"], () => {
  it("are pushed behind their table, and one that changes is sent alone", async () => {
    const { server, hosts } = await serveCounting();
    const port = await freePort();
    const backends = [await startHttpBackend("a"), await startHttpBackend("b")];
    server.set(realListener(port, { route: "t" }), realTable("t", "pushed"));
    server.set(realCluster("a"), realEndpoints("a", backends[0]?.port ?? 0), realCluster("b"), realEndpoints("b", backends[1]?.port ?? 0));
    await startNode(server, "delta");
    await opened(port);
    const names = Array.from({ length: 500 }, (_, index) => `h${index}.test`);
    await hasRevision(server, server.set(...names.map((name) => realHost("t", name, "a"))));
    expect([await status(port, "h7.test"), await status(port, "other.test")]).toEqual([200, 404]);
    const before = hosts();
    await hasRevision(server, server.set(realHost("t", "h7.test", "b")));
    expect((await send({ port, host: "h7.test" })).backend).toBe("b");
    expect((await send({ port, host: "h8.test" })).backend).toBe("a");
    await hasRevision(server, server.change([["virtual-host", "t/h8.test"]]));
    expect(await status(port, "h8.test")).toBe(404);
    expect(hosts() - before).toBe(1);
  });

  it("of a table without any do not hold its listener up, and come when there are some, also after a reconnect", async () => {
    const server = await serveView();
    const port = await freePort();
    server.set(realListener(port, { route: "empty" }), realTable("empty", "pushed"));
    const envoy = await startNode(server, "delta");
    await opened(port);
    expect(await status(port, "any.test")).toBe(404);
    expect(await envoy.admin.stat("http.edge.rds.empty.init_fetch_timeout")).toBe(0);
    await server.stop();
    await server.restart();
    await hasRevision(server, server.snapshots.revision, 10_000);
    const backend = await startHttpBackend("a");
    await hasRevision(server, server.set(realCluster("a"), realEndpoints("a", backend.port), realHost("empty", "first.test", "a")));
    expect(await status(port, "first.test")).toBe(200);
  });

  it("leave the others alone when one is refused, and are taken up again by a proxy that comes back", async () => {
    const { server, hosts } = await serveCounting();
    const port = await freePort();
    const backend = await startHttpBackend("a");
    server.set(realListener(port, { route: "t" }), realTable("t", "pushed"), realCluster("a"), realEndpoints("a", backend.port));
    server.set(realHost("t", "good.test", "a"));
    await startNode(server, "delta");
    await opened(port);
    const bad = realHost("t", "bad.test", "a", "((");
    await hasRevision(server, server.set(bad, realHost("t", "new.test", "a")));
    expect(refusals(server)).toMatchObject([{ type: "virtual-host", name: "t/bad.test" }]);
    expect([await status(port, "good.test"), await status(port, "new.test"), await status(port, "bad.test")]).toEqual([200, 200, 404]);
    await hasRevision(server, server.set(realHost("t", "bad.test", "a")));
    expect([refusals(server), await status(port, "bad.test")]).toEqual([[], 200]);
    const before = hosts();
    await server.stop();
    server.change([["virtual-host", "t/new.test"]], realHost("t", "later.test", "a"));
    await server.restart();
    await hasRevision(server, server.snapshots.revision, 10_000);
    expect(hosts() - before).toBe(1);
    expect([await status(port, "good.test"), await status(port, "later.test"), await status(port, "new.test")]).toEqual([200, 200, 404]);
  });

  it("and clusters come when the first request asks for them", async () => {
    const server = await serveView();
    const port = await freePort();
    const [a, b] = [await startHttpBackend("a"), await startHttpBackend("b")];
    const onDemand = (name: string) => ({ ...realCluster(name), onDemand: true });
    server.set(realListener(port, { route: "t", onDemand: true }), realTable("t", "onDemand"));
    server.set(onDemand("a"), realEndpoints("a", a.port), onDemand("b"), realEndpoints("b", b.port));
    server.set(realHost("t", "one.test", "a"), realHost("t", "*.wild.test", "a"));
    const envoy = await startNode(server, "delta");
    await opened(port);
    expect(await envoy.admin.stat("http.edge.rds.t.init_fetch_timeout")).toBe(0);
    const clusters = async (): Promise<readonly string[]> =>
      (await envoy.admin.clusters()).map(({ name }) => name).filter((name) => name === "a" || name === "b");
    expect(await clusters()).toEqual([]);
    expect([await status(port, "one.test"), await status(port, "nobody.test"), await status(port, "x.wild.test:8080")]).toEqual([200, 404, 200]);
    expect(await clusters()).toEqual(["a"]);
    // A host that serves what was asked for under another name, and one that was not there.
    await hasRevision(server, server.set(realHost("t", "x.wild.test", "b"), realHost("t", "nobody.test", "b")));
    expect([(await send({ port, host: "x.wild.test:8080" })).backend, (await send({ port, host: "nobody.test" })).backend]).toEqual(["b", "b"]);
    await server.stop();
    // What is there is served without the server; what is not waits for it.
    expect(await status(port, "x.wild.test:8080")).toBe(200);
    const [known, unknown] = [status(port, "y.wild.test"), status(port, "later.test")];
    await waitFor(async () => (await envoy.admin.stat("http.edge.downstream_rq_active")) === 2, 5000, "both requests to wait");
    server.set(realHost("t", "one.test", "b"));
    await server.restart();
    expect([await known, await unknown]).toEqual([200, 404]);
    await hasRevision(server, server.snapshots.revision, 10_000);
    expect((await send({ port, host: "one.test" })).backend).toBe("b");
    expect((await clusters()).toSorted()).toEqual(["a", "b"]);
  });
});
