import { Client, credentials, type ServiceError, status } from "@grpc/grpc-js";
import { describe, expect, it } from "vitest";
import { atEnd } from "../../../test/kit/binary/at-end.ts";
import { edsCluster, fakeResource } from "../../../test/kit/xds/fake-resource.ts";
import { FakeStreamCall } from "../../../test/kit/xds/fake-stream-call.ts";
import { fetchClientStatus } from "../../../test/kit/xds/fetch-client-status.ts";
import { realCluster, realEndpoints } from "../../../test/kit/xds/real-resource.ts";
import { ScriptedClient } from "../../../test/kit/xds/scripted-client.ts";
import { type ServedView, serveView } from "../../../test/kit/xds/served-view.ts";
import { codec } from "../../gen/codec.ts";
import { ClientResourceStatus } from "../../gen/envoy/admin/v3.ts";
import { type ClientStatusResponse, ConfigStatus } from "../../gen/envoy/service/status/v3.ts";
import { service } from "../../gen/service.ts";
import { silentLogger } from "../../kit/telemetry.ts";
import { typeUrls } from "../../snapshot/resource.ts";
import { clientStatusMethods } from "./client-status-service.ts";

const { StreamClientStatus: stream } = service("envoy.service.status.v3.ClientStatusDiscoveryService");

function clientOf(server: ServedView): Client {
  const client = new Client(server.address, credentials.createInsecure());
  atEnd(() => client.close());
  return client;
}

function connect(server: ServedView, id = "edge-1"): ScriptedClient {
  return new ScriptedClient({ address: server.address, variant: "delta", node: { id, cluster: "edge", metadata: {} } });
}

/** What is said of the first node, without what the client asked for to know that all was answered. */
function configsOf({ config = [] }: ClientStatusResponse) {
  return (config[0]?.generic_xds_configs ?? []).filter(({ type_url }) => type_url !== typeUrls.runtime);
}

/** `name: config_status client_status version_info`. */
async function statuses(server: ServedView): Promise<readonly string[]> {
  return configsOf(await fetchClientStatus(server.address)).map(
    ({ name, config_status, client_status, version_info }) =>
      `${name}: ${nameOf(ConfigStatus, config_status)} ${nameOf(ClientResourceStatus, client_status)} ${version_info}`,
  );
}

function nameOf(values: Readonly<Record<string, number>>, value: number | undefined): string {
  return Object.entries(values).find(([, each]) => each === value)?.[0] ?? "";
}

describe("client status", () => {
  it("says of each resource where it stands", async () => {
    const server = await serveView();
    server.set(edsCluster("a"), edsCluster("b"), fakeResource("route", "r"));
    const client = connect(server);
    client.send("cluster");
    const clusters = await client.next();
    expect(await statuses(server)).toEqual(["a: STALE REQUESTED ", "b: STALE REQUESTED "]);
    client.send("cluster", { response_nonce: clusters.nonce });
    client.send("route", { resource_names_subscribe: ["r", "none"] });
    for (const answer of await client.rest()) client.ack(answer);
    await client.rest();
    expect(await statuses(server)).toEqual(["a: SYNCED ACKED v1", "b: SYNCED ACKED v1", "r: SYNCED ACKED v1", "none: SYNCED DOES_NOT_EXIST "]);
    const { config = [] } = await fetchClientStatus(server.address);
    const layer = config[0]?.generic_xds_configs?.find(({ type_url }) => type_url === typeUrls.runtime);
    expect(layer).toMatchObject({ config_status: ConfigStatus.SYNCED, client_status: ClientResourceStatus.ACKED });
  });

  it("says of a refused resource what is in force, what was refused, and for what", async () => {
    const server = await serveView();
    const taken = realEndpoints("a", 1);
    server.set(realCluster("a"), taken);
    const client = connect(server);
    client.send("endpoint", { resource_names_subscribe: ["a"] });
    await client.take();
    const refused = realEndpoints("a", 2);
    server.set(refused);
    client.send("endpoint", { response_nonce: (await client.next()).nonce, error_detail: { code: 3, message: "bad port" } });
    await client.rest();
    expect(configsOf(await fetchClientStatus(server.address))).toMatchObject([
      {
        version_info: taken.version,
        config_status: ConfigStatus.ERROR,
        client_status: ClientResourceStatus.NACKED,
        error_state: {
          details: "bad port",
          version_info: refused.version,
          failed_configuration: { type_url: typeUrls.endpoint, value: Buffer.from(refused.bytes) },
        },
      },
    ]);
  });

  it("shows the resources themselves, unless they are not wanted", async () => {
    const server = await serveView();
    const cluster = realCluster("a");
    server.set(cluster);
    const client = connect(server);
    client.send("cluster");
    await client.take();
    await client.rest();
    const [full, short] = [await fetchClientStatus(server.address), await fetchClientStatus(server.address, { exclude_resource_contents: true })];
    const value = configsOf(full)[0]?.xds_config?.value ?? new Uint8Array();
    expect(codec("envoy.config.cluster.v3.Cluster").decode(value).name).toBe("a");
    expect(configsOf(short)[0]).toMatchObject({ name: "a", xds_config: undefined });
  });

  it("chooses among the nodes, which it describes without their metadata", async () => {
    const server = await serveView();
    server.set(fakeResource("route", "r"));
    for (const id of ["edge-2", "edge-1"]) {
      const client = new ScriptedClient({
        address: server.address,
        variant: "delta",
        node: { id, cluster: "edge", metadata: { fields: { key: { string_value: "private" } } }, locality: { zone: "z" }, user_agent_name: "envoy" },
      });
      client.send("route", { resource_names_subscribe: ["r"] });
      await client.take();
    }
    const all = await fetchClientStatus(server.address);
    expect(all.config?.map(({ node }) => node?.id)).toEqual(["edge-1", "edge-2"]);
    expect(all.config?.[0]?.node).toMatchObject({ cluster: "edge", metadata: undefined, locality: { zone: "z" }, user_agent_name: "envoy" });
    const one = await fetchClientStatus(server.address, { node_matchers: [{ node_id: { suffix: "-2" } }] });
    expect(one.config?.map(({ node }) => node?.id)).toEqual(["edge-2"]);
    await expect(fetchClientStatus(server.address, { node_matchers: [{}] })).rejects.toMatchObject({
      code: status.INVALID_ARGUMENT,
      details: "node_matchers[0] is empty: give a node_id or node_metadatas",
    });
  });

  it("answers each request of a stream, in their order, and ends it with an error where one cannot be answered", async () => {
    const server = await serveView();
    const client = connect(server);
    client.send("cluster");
    await client.rest();
    const call = clientOf(server).makeBidiStreamRequest(stream.path, stream.requestSerialize, stream.responseDeserialize);
    const answers: ClientStatusResponse[] = [];
    const ended = new Promise<ServiceError>((resolve) => call.on("error", resolve));
    call.on("data", (answer: ClientStatusResponse) => answers.push(answer));
    call.write({});
    call.write({ node_matchers: [{ node_id: { exact: "nobody" } }] });
    call.write({ node_matchers: [{}] });
    expect((await ended).code).toBe(status.INVALID_ARGUMENT);
    expect(answers.map(({ config = [] }) => config.length)).toEqual([1, 0]);
  });

  it("reads the next request of a stream when the caller has taken the answer to the one before", async () => {
    const { nodes } = await serveView();
    const served = clientStatusMethods({ nodes, readers: { mayRead: async () => ({ kind: "permitted" }) }, logger: silentLogger })[stream.path];
    if (served?.kind !== "stream") throw new Error("The method is no stream");
    const call = new FakeStreamCall();
    served.open(call).onMessage(Buffer.from(stream.requestSerialize({})));
    await call.until(() => call.sent.length === 1);
    await new Promise((resolve) => void setImmediate(resolve));
    expect(call.isPaused).toBe(true);
    call.take();
    expect(call.isPaused).toBe(false);
  });

  it("is told to those alone who may read it", async () => {
    const seen: (string | undefined)[] = [];
    const server = await serveView({
      readers: {
        mayRead: async (authorization) => {
          seen.push(authorization);
          return authorization === undefined ? { kind: "denied", code: "UNAUTHENTICATED", message: "No token" } : { kind: "permitted" };
        },
      },
    });
    await expect(fetchClientStatus(server.address)).rejects.toMatchObject({ code: status.UNAUTHENTICATED, details: "No token" });
    expect((await fetchClientStatus(server.address, {}, "t")).config).toEqual([]);
    expect(seen).toEqual([undefined, "Bearer t"]);
  });
});
