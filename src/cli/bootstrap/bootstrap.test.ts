import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { validateWithEnvoy } from "../../../test/kit/binary/envoy.ts";
import { describeWith } from "../../../test/kit/binary/require.ts";
import { getAtPointer } from "../../kit/json-pointer.ts";
import { type BootstrapOptions, makeBootstrap } from "./bootstrap.ts";

const options: BootstrapOptions = {
  nodeId: "edge-1",
  cluster: "edge",
  discovery: [{ host: "127.0.0.1", port: 18_000 }],
  variant: "delta",
  locality: { region: "eu", zone: "a", subZone: "" },
  adminPort: 9901,
  maxHeapBytes: 2 ** 31,
  maxConnections: 50_000,
};

const tls = {
  caFile: "/etc/sluice/ca.pem",
  serverName: "sluice.example",
  client: { certFile: "/etc/sluice/node.pem", keyFile: "/etc/sluice/node.key" },
};

function at(bootstrap: unknown, path: string): unknown {
  const target = getAtPointer(bootstrap, path);
  return target.found ? target.value : undefined;
}

const serviceOfAds = "/dynamic_resources/ads_config/grpc_services/0";

describe("makeBootstrap", () => {
  it("asks for delta or state of the world", () => {
    expect(at(makeBootstrap(options), "/dynamic_resources/ads_config/api_type")).toBe("DELTA_GRPC");
    expect(at(makeBootstrap({ ...options, variant: "sotw" }), "/dynamic_resources/ads_config/api_type")).toBe("GRPC");
  });

  it("reconnects within a second, for configuration and load reports alike", () => {
    const backOff = { base_interval: "0.2s", max_interval: "1s" };
    const bootstrap = makeBootstrap(options);
    expect(at(bootstrap, `${serviceOfAds}/envoy_grpc/retry_policy/retry_back_off`)).toEqual(backOff);
    expect(at(bootstrap, "/cluster_manager/load_stats_config/grpc_services/0/envoy_grpc/cluster_name")).toBe("sluice_discovery");
  });

  it("sends the token with percent signs escaped", () => {
    const bootstrap = makeBootstrap({ ...options, token: "slc_edge_%a" });
    expect(at(bootstrap, `${serviceOfAds}/initial_metadata`)).toEqual([{ key: "authorization", value: "Bearer slc_edge_%%a" }]);
    expect(at(makeBootstrap(options), `${serviceOfAds}/initial_metadata`)).toBeUndefined();
  });

  it("takes several control planes, by address or name", () => {
    const discovery = [
      { host: "a.example", port: 1 },
      { host: "127.0.0.1", port: 2 },
    ];
    const bootstrap = makeBootstrap({ ...options, discovery });
    expect(at(bootstrap, "/static_resources/clusters/0/type")).toBe("STRICT_DNS");
    expect(at(bootstrap, "/static_resources/clusters/0/load_assignment/endpoints/0/lb_endpoints")).toHaveLength(2);
    expect(at(makeBootstrap({ ...options, discovery: [{ host: "::1", port: 1 }] }), "/static_resources/clusters/0/type")).toBe("STATIC");
  });

  it("sends a host name as SNI, never an address (RFC 6066, section 3)", () => {
    const sniOf = (serverName: string) =>
      at(makeBootstrap({ ...options, tls: { caFile: "ca.pem", serverName } }), "/static_resources/clusters/0/transport_socket/typed_config/sni");
    expect(sniOf("sluice.example")).toBe("sluice.example");
    expect(sniOf("10.0.0.1")).toBeUndefined();
  });

  it("keeps the admin interface on loopback", () => {
    expect(at(makeBootstrap(options), "/admin/address/socket_address")).toEqual({ address: "127.0.0.1", port_value: 9901 });
  });
});

const templates = [
  { file: "delta.yaml", options: { ...options, token: "TOKEN" } },
  { file: "sotw.yaml", options: { ...options, variant: "sotw", token: "TOKEN" } },
  { file: "mtls.yaml", options: { ...options, discovery: [{ host: "sluice.example", port: 18_000 }], tls } },
] as const;

describe("envoy/bootstrap", () => {
  it.each(templates)("$file is what the builder makes", async ({ file, options: ofFile }) => {
    const text = `${header(file)}${stringify(makeBootstrap(ofFile), { aliasDuplicateObjects: false, lineWidth: 0 })}`;
    await expect(text).toMatchFileSnapshot(`../../../envoy/bootstrap/${file}`);
  });
});

describeWith("Envoy's own check of the bootstrap", ["envoy"], () => {
  const cases: Record<string, BootstrapOptions> = {
    delta: options,
    "state of the world": { ...options, variant: "sotw" },
    "a token with a percent sign": { ...options, token: "a%b" },
    "several control planes by name": {
      ...options,
      discovery: [
        { host: "a.example", port: 1 },
        { host: "b.example", port: 2 },
      ],
    },
    IPv6: { ...options, discovery: [{ host: "::1", port: 1 }] },
  };

  it.each(Object.entries(cases))("takes %s", async (_name, ofCase) => {
    expect(await validateWithEnvoy(makeBootstrap(ofCase))).toBeUndefined();
  });

  it("refuses one with a fault, so that the cases above say something", async () => {
    expect(await validateWithEnvoy({ ...makeBootstrap(options), static_resources: { clusters: [] } })).toContain("Unknown gRPC client cluster");
  });
});

function header(file: string): string {
  return `# ${file}: change the node's id, cluster and locality, the control plane's address and TOKEN; or let \`sluice bootstrap\` write it.\n`;
}
