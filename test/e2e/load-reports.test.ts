import { afterAll, beforeAll, expect, it } from "vitest";
import type { Envoy } from "../kit/binary/envoy.ts";
import { freePorts } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { gateway } from "../kit/objects/gateway.ts";
import { nodeGroup } from "../kit/objects/others.ts";
import { route } from "../kit/objects/route.ts";
import { service } from "../kit/objects/service.ts";
import { attachEnvoy, newPlace, nodeToken, type ServedProgram, startServe } from "../kit/program/serve-program.ts";
import { waitFor } from "../kit/stack/stack.ts";
import { startHttpBackend } from "../kit/traffic/http-backend.ts";

describeWith("load reports of a real Envoy", ["envoy"], () => {
  let program: ServedProgram;
  let envoy: Envoy;
  let url = "";

  beforeAll(async () => {
    const [port = 0] = await freePorts(1);
    url = `http://127.0.0.1:${port}`;
    const backend = await startHttpBackend("b");
    const place = await newPlace();
    program = await startServe(place, ["--store", "memory", "--load-report-interval", "10s"]);
    await program.apply([
      nodeGroup("edge"),
      gateway("shop").with({ address: "127.0.0.1" }).http(port),
      service("b", backend.port),
      service("idle", backend.port),
      route("all", "shop").prefix("/", "b"),
    ]);
    envoy = await attachEnvoy("edge-1", { token: await nodeToken(program), replicas: [place] });
    await waitFor(async () => (await fetch(url).catch(() => undefined))?.status === 200, 20_000, "the route to be served");
  });

  afterAll(async () => {
    await envoy.stop();
    await program.stop();
  });

  it("shows what the proxy sent to the service, and nothing of one without requests", async () => {
    const load = (name: string) => program.client.load({ namespace: "default", name });
    const seesRequests = async (): Promise<boolean> => {
      expect((await fetch(url)).status).toBe(200);
      return (await load("b")).total.succeeded > 20;
    };
    await waitFor(seesRequests, 90_000, "a report with requests");
    const { total, zones, nodes, windowMs } = await load("b");
    expect(windowMs).toBeGreaterThanOrEqual(9000);
    expect(total).toMatchObject({ failed: 0, dropped: 0 });
    expect(nodes).toEqual([{ node: "edge-1", ...total }]);
    expect(zones.map(({ issued }) => issued)).toEqual([total.issued]);
    expect((await load("idle")).total.issued).toBe(0);
    expect(await program.metric("sluice_load_reports_total")).toBeGreaterThan(0);
    expect(await program.metric("sluice_load_requests_total")).toBeGreaterThanOrEqual(21);
    await expect(load("nobody")).rejects.toThrow(/Service default\/nobody/u);
  }, 120_000);
});
