import { status } from "@grpc/grpc-js";
import { afterAll, beforeAll, expect, it } from "vitest";
import { codec } from "../../src/gen/codec.ts";
import { ClientResourceStatus } from "../../src/gen/envoy/admin/v3.ts";
import {
  type ClientConfig_GenericXdsConfig,
  type ClientStatusRequest,
  type ClientStatusResponse,
  ConfigStatus,
} from "../../src/gen/envoy/service/status/v3.ts";
import { listenAddressText } from "../../src/kit/listen-address.ts";
import { typeUrls } from "../../src/snapshot/resource.ts";
import type { Envoy } from "../kit/binary/envoy.ts";
import { freePorts } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { gateway } from "../kit/objects/gateway.ts";
import { certificate, nodeGroup } from "../kit/objects/others.ts";
import { route } from "../kit/objects/route.ts";
import { service } from "../kit/objects/service.ts";
import { attachEnvoy, newPlace, nodeToken, type ServedProgram, startServe } from "../kit/program/serve-program.ts";
import { waitFor } from "../kit/stack/stack.ts";
import { type TestCertificate, testAuthority } from "../kit/tls/certificates.ts";
import { startHttpBackend } from "../kit/traffic/http-backend.ts";
import { hasRevision, startNode } from "../kit/xds/envoy-node.ts";
import { fetchClientStatus } from "../kit/xds/fetch-client-status.ts";
import { realCluster, realEndpoints, realListener, realRoute } from "../kit/xds/real-resource.ts";
import { serveView } from "../kit/xds/served-view.ts";

describeWith("client status of a real Envoy", ["envoy"], () => {
  let program: ServedProgram;
  let envoy: Envoy;
  let shop: TestCertificate;
  let forNodes = "";

  beforeAll(async () => {
    const [port = 0] = await freePorts(1);
    shop = await (await testAuthority()).issue({ hostnames: ["shop.test"] });
    const backend = await startHttpBackend("b");
    const place = await newPlace();
    program = await startServe(place, ["--store", "memory"]);
    await program.apply([
      nodeGroup("edge"),
      certificate("shop", shop),
      gateway("shop").with({ address: "127.0.0.1" }).https(port, "shop"),
      service("b", backend.port),
      route("all", "shop").prefix("/", "b"),
    ]);
    forNodes = await nodeToken(program);
    envoy = await attachEnvoy("edge-1", { token: forNodes, replicas: [place] });
    const isSynced = async (): Promise<boolean> => {
      const all = await configs();
      return all.length > 0 && all.every(({ config_status }) => config_status === ConfigStatus.SYNCED);
    };
    await waitFor(isSynced, 10_000, "everything to be synced");
  });

  afterAll(async () => {
    await envoy.stop();
    await program.stop();
  });

  function ask(request: ClientStatusRequest = {}, token = program.key): Promise<ClientStatusResponse> {
    return fetchClientStatus(listenAddressText(program.place.discovery), request, token);
  }

  async function configs(): Promise<readonly ClientConfig_GenericXdsConfig[]> {
    const { config = [] } = await ask({ node_matchers: [{ node_id: { exact: "edge-1" } }] });
    return config[0]?.generic_xds_configs ?? [];
  }

  it("names the versions that Envoy has", async () => {
    const dump = (await envoy.admin.configDump("dynamic_active_clusters")) as { configs: readonly { version_info: string; cluster: { name: string } }[] };
    const held = dump.configs.map(({ version_info, cluster }) => `${cluster.name} ${version_info}`);
    const told = (await configs()).filter(({ type_url, client_status }) => type_url === typeUrls.cluster && client_status === ClientResourceStatus.ACKED);
    expect(told.length).toBeGreaterThan(0);
    expect(told.map(({ name, version_info }) => `${name} ${version_info}`).sort()).toEqual(held.sort());
  });

  it("shows certificates without their keys", async () => {
    const all = await configs();
    const secret = all.find(({ type_url }) => type_url === typeUrls.secret)?.xds_config?.value ?? new Uint8Array();
    const { tls_certificate: shown } = codec("envoy.extensions.transport_sockets.tls.v3.Secret").decode(secret);
    expect(shown?.certificate_chain).toMatchObject({ inline_string: shop.chain });
    expect(Buffer.from(shown?.private_key?.inline_bytes ?? []).toString()).toBe("[redacted]");
    const everything = Buffer.concat(all.map(({ xds_config }) => Buffer.from(xds_config?.value ?? [])));
    expect(everything.includes(shop.privateKey.split("\n")[1] ?? shop.privateKey)).toBe(false);
  });

  it("is told to users of the whole fleet alone", async () => {
    const inShop = await program.client.createToken({ name: "shop", role: "operator", namespaces: ["shop"] });
    await expect(ask({}, inShop.token)).rejects.toMatchObject({ code: status.PERMISSION_DENIED });
    await expect(ask({}, forNodes)).rejects.toMatchObject({ code: status.PERMISSION_DENIED });
    await expect(ask({}, "wrong")).rejects.toMatchObject({ code: status.UNAUTHENTICATED });
    const viewer = await program.client.createToken({ name: "all", role: "viewer", namespaces: "*" });
    expect((await ask({}, viewer.token)).config).toHaveLength(1);
  });
});

describeWith("client status of a real Envoy that refuses something", ["envoy"], () => {
  // Where quarantine is, it is told for a moment only: what was good is served in its place.
  it("says what, in Envoy's words, beside what is in force", async () => {
    const server = await serveView();
    const [port = 0] = await freePorts(1);
    const good = realRoute("table", "a");
    server.set(realListener(port, { route: "table" }), realCluster("a"), realEndpoints("a", port), good);
    await startNode(server, "delta");
    const bad = realRoute("table", "a", "[");
    await hasRevision(server, server.set(bad));
    const { config = [] } = await fetchClientStatus(server.address);
    expect(config[0]?.generic_xds_configs?.filter(({ type_url }) => type_url === typeUrls.route)).toMatchObject([
      {
        name: "table",
        version_info: good.version,
        config_status: ConfigStatus.ERROR,
        client_status: ClientResourceStatus.NACKED,
        error_state: { version_info: bad.version, details: expect.stringContaining("missing ]: [") as string },
      },
    ]);
  });
});
