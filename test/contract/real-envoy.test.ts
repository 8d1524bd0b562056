import { createServer } from "node:http";
import { expect, it } from "vitest";
import { versionOf } from "../../src/main/binary/version.ts";
import { startEnvoy, validateWithEnvoy } from "../kit/binary/envoy.ts";
import { canListen, freePort } from "../kit/binary/free-port.ts";
import { describeWith, needBinary } from "../kit/binary/require.ts";

const hcm = "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager";
const router = "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router";

function bootstrap(port: number, body: string): string {
  return `
static_resources:
  listeners:
    - name: edge
      address: { socket_address: { address: 127.0.0.1, port_value: ${port} } }
      filter_chains:
        - filters:
            - name: envoy.filters.network.http_connection_manager
              typed_config:
                "@type": ${hcm}
                stat_prefix: edge
                route_config:
                  name: all
                  virtual_hosts:
                    - name: all
                      domains: ["*"]
                      routes:
                        - match: { prefix: / }
                          direct_response: { status: 200, body: { inline_string: ${body} } }
                http_filters:
                  - name: envoy.filters.http.router
                    typed_config: { "@type": ${router} }
  clusters:
    - name: local
      type: STATIC
      load_assignment:
        cluster_name: local
        endpoints: [{ lb_endpoints: [{ endpoint: { address: { socket_address: { address: 127.0.0.1, port_value: 9 } } } }] }]
`;
}

describeWith("a real Envoy in a test", ["envoy"], () => {
  it("serves its bootstrap, tells its state, and is gone after stop", async () => {
    const port = await freePort();
    const envoy = await startEnvoy(bootstrap(port, "hello"));
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("hello");
    expect(await envoy.admin.state()).toBe("LIVE");
    expect(await envoy.admin.stat("http.edge.downstream_rq_2xx")).toBe(1);
    expect(await envoy.admin.stats("^listener_manager.")).toMatchObject({ "listener_manager.listener_added": 1 });
    expect(await envoy.admin.listeners()).toEqual({ edge: `127.0.0.1:${port}` });
    expect((await envoy.admin.clusters()).map((cluster) => cluster.name)).toEqual(["local"]);
    expect((await envoy.admin.configDump()).configs?.length).toBeGreaterThan(3);
    expect(await envoy.log()).toContain("starting main dispatch loop");
    expect(envoy.version).toMatch(/^1\.\d+\.\d+$/);
    expect(await canListen(port)).toBe(false);
    await envoy.stop();
    await envoy.stop();
    expect(envoy.isRunning()).toBe(false);
    expect(await canListen(port)).toBe(true);
  });

  it("tells Envoy's words when a bootstrap is refused, and does not hang", async () => {
    const refused = bootstrap(1, "x").replace("status: 200", "status: 20000");
    await expect(startEnvoy(refused)).rejects.toThrow(/ended with 1 before it was ready:[\s\S]*InlineString|Status|20000/);
    expect(await validateWithEnvoy(refused)).toMatch(/Status/);
    expect(await validateWithEnvoy(bootstrap(await freePort(), "x"))).toBeUndefined();
  });

  it("gives up on an Envoy that does not become live in time, and kills it", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const port = (server.address() as { port: number }).port;
    const waiting = {
      node: { id: "a", cluster: "a" },
      dynamic_resources: {
        cds_config: {
          resource_api_version: "V3",
          api_config_source: { api_type: "GRPC", transport_api_version: "V3", grpc_services: [{ envoy_grpc: { cluster_name: "xds" } }] },
        },
      },
      static_resources: {
        clusters: [
          {
            name: "xds",
            type: "STATIC",
            load_assignment: {
              cluster_name: "xds",
              endpoints: [{ lb_endpoints: [{ endpoint: { address: { socket_address: { address: "127.0.0.1", port_value: port } } } }] }],
            },
          },
        ],
      },
    };
    await expect(startEnvoy(waiting, { timeoutMs: 2000 })).rejects.toThrow("was not ready after 2000 ms");
    const unready = await startEnvoy(waiting, { waitLive: false });
    expect(await unready.admin.state()).toBe("PRE_INITIALIZING");
    await unready.kill();
    expect(await unready.exited).toBe("SIGKILL");
    server.close();
  });
});

it("one test alone can ask for Envoy's path", async (context) => {
  const path = await needBinary("envoy", context);
  expect(await versionOf("envoy", path)).toEqual({ version: expect.stringMatching(/^1\.\d+\.\d+$/) });
});
