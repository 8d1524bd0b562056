import { beforeAll, describe, expect, it } from "vitest";
import { documents, service } from "../kit/stack/edge.ts";
import { type Stack, startStack } from "../kit/stack/stack.ts";
import { startGrpcBackend } from "../kit/traffic/grpc-backend.ts";
import { startXdsClient, type XdsClient } from "../kit/traffic/xds-client/xds-client.ts";

const listeners = [{ name: "echo", port: 80, protocol: "http", hostname: "echo.mesh.test" }];
const gateway = { kind: "Gateway", name: "mesh", spec: { nodeGroup: "clients", listeners } };

/** What stands in the one route of these tests. */
function echoRoute(...rules: readonly object[]): object {
  return { kind: "Route", name: "echo", spec: { parents: [{ name: "mesh" }], rules } };
}

/** Backends `v1` and `v2` with their weights. */
function split(v1: number, v2: number): object {
  return {
    backends: [
      { service: "v1", weight: v1 },
      { service: "v2", weight: v2 },
    ],
  };
}

describe("a gRPC client without proxy (@grpc/grpc-js-xds)", () => {
  let stack: Stack;
  let client: XdsClient;

  beforeAll(async () => {
    stack = await startStack();
    const [v1, v2] = [await startGrpcBackend("v1"), await startGrpcBackend("v2")];
    const objects = [
      { kind: "NodeGroup", name: "clients", spec: { proxy: "grpc", admit: ["loopback"] } },
      gateway,
      service("v1", v1.port, { protocol: "grpc" }),
      service("v2", v2.port, { protocol: "grpc" }),
      echoRoute(split(1, 0)),
    ];
    await stack.apply(documents(...objects));
    client = await startXdsClient("echo.mesh.test", { id: "client-1", cluster: "clients", discoveryPort: stack.discovery.port });
  });

  const refused = () => stack.discovery.nodes.list().flatMap((node) => node.refused);

  async function write(object: object): Promise<void> {
    await stack.apply(documents(object));
    await stack.settled();
  }

  it("carries a call through our configuration", async () => {
    expect(await client.call("/test.Echo/Say", 5)).toEqual({ "v1:hello": 5 });
    expect(stack.discovery.nodes.list()).toMatchObject([{ node: { id: "client-1" }, state: "connected", view: "clients|grpc", refused: [] }]);
  });

  it("follows a change of weights", async () => {
    await write(echoRoute(split(0, 1)));
    await expect.poll(() => client.call("/test.Echo/Say", 5)).toEqual({ "v2:hello": 5 });
    await write(echoRoute(split(1, 1)));
    await expect.poll(async () => Object.keys(await client.call("/test.Echo/Say", 40)).sort()).toEqual(["v1:hello", "v2:hello"]);
  });

  it("tells services and methods apart", async () => {
    const only = (name: string, grpc: object): object => ({ name, matches: [{ grpc }], backends: [{ service: name }] });
    await write(echoRoute(only("v1", { service: "test.Echo", method: "Say" }), only("v2", { service: "test.Other" })));
    await expect.poll(() => client.call("/test.Other/Say")).toEqual({ "v2:hello": 1 });
    expect(await client.call("/test.Echo/Say", 5)).toEqual({ "v1:hello": 5 });
  });

  it("gets what it understands of a route with more, and refuses nothing", async () => {
    const redirect = { name: "old", matches: [{ path: { prefix: "/old" } }], redirect: { host: "elsewhere.test" } };
    const policies = { timeout: { request: "3s" }, retry: { attempts: 2 }, headers: { request: { set: { "x-a": "1" } } }, cors: { allowOrigins: ["*"] } };
    await write(echoRoute(redirect, { ...split(0, 1), ...policies }));
    await expect.poll(() => client.call("/test.Echo/Say", 3)).toEqual({ "v2:hello": 3 });
    expect(refused()).toEqual([]);
  });

  it("takes every policy of a service", async () => {
    const upstream = {
      circuitBreaker: { maxRequests: 100 },
      outlierDetection: { consecutive5xx: { threshold: 5 } },
      healthCheck: { grpc: {} },
      loadBalancing: { algorithm: "roundRobin" },
    };
    const backend = await startGrpcBackend("v3");
    await stack.apply(documents(service("v3", backend.port, { protocol: "grpc", ...upstream })));
    await write(echoRoute({ backends: [{ service: "v3" }] }));
    await expect.poll(() => client.call("/test.Echo/Say", 3)).toEqual({ "v3:hello": 3 });
    expect(refused()).toEqual([]);
  });

  it("is told at once that its name is gone", async () => {
    await stack.remove({ kind: "Gateway", namespace: "default", name: "mesh" });
    await expect.poll(async () => Object.keys(await client.call("/test.Echo/Say"))[0]).toMatch(/^error 14: /u);
  });
});
