import { expect } from "vitest";
import { documents, type Edge, route, service, startEdge } from "../stack/edge.ts";
import { waitFor } from "../stack/stack.ts";
import { LongStreams, startGrpcEcho, startSocketEcho } from "./long-streams.ts";

/** Policies of rules, then of services: the first of each kind. */
const ofRules: readonly (readonly [string, object])[] = [
  ["timeout", { request: "30s", idle: "10m" }],
  ["retry", { attempts: 2 }],
  ["headers", { request: { set: { "x-seen": "yes" } }, response: { set: { "x-seen": "yes" } } }],
  ["cors", { allowOrigins: ["https://shop.test"] }],
  ["mirror", { to: [{ service: "shadow" }] }],
];
const ofServices: readonly (readonly [string, object])[] = [
  ["circuitBreaker", { maxConnections: 500, maxRequests: 500 }],
  ["outlierDetection", { consecutive5xx: { threshold: 5 } }],
  ["healthCheck", { interval: "1s", tcp: {} }],
  ["loadBalancing", { algorithm: "roundRobin" }],
];

/** Envoy of the tests drains for 5 s. */
const drainMs = 5000;

/** A gateway with open streams, and what it serves. */
interface LiveEdge {
  readonly edge: Edge;
  readonly streams: LongStreams;
  readonly write: (rule: object, upstream: object) => Promise<void>;
}

/** Opens `count` WebSockets and as many gRPC streams, switches every policy on, one after the other, and expects that none is closed. */
export async function expectNoneClosed(count: number): Promise<void> {
  const { edge, streams, write } = await startLive(count);
  const listeners = (): Promise<Record<string, number>> =>
    edge.envoy.admin.stats("^listener_manager\\.(listener_(modified|in_place_updated|removed)|total_.*_draining)$");
  const before = await listeners();
  const on: { rule: object; upstream: object } = { rule: {}, upstream: {} };
  for (const [name, policy] of ofRules) {
    on.rule = { ...on.rule, [name]: policy };
    await write(on.rule, on.upstream);
    expect({ name, failures: streams.failures, ...(await listeners()) }).toEqual({ name, failures: [], ...before });
  }
  for (const [name, policy] of ofServices) {
    on.upstream = { ...on.upstream, [name]: policy };
    await write(on.rule, on.upstream);
    expect({ name, failures: streams.failures, ...(await listeners()) }).toEqual({ name, failures: [], ...before });
  }
  await expectPoliciesOn(edge);
  const echoes = streams.echoes;
  await new Promise((resolve) => setTimeout(resolve, drainMs + 1500));
  expect(streams.failures).toEqual([]);
  expect(streams.open).toBe(2 * count);
  expect(streams.echoes - echoes).toBeGreaterThan(2 * count);
  streams.close();
}

/** Switches the access log on, which stands in the listener, and expects that Envoy drains: that open streams are closed. */
export async function expectDrained(): Promise<void> {
  const { edge, streams } = await startLive(2);
  await edge.write(edge.gateway("accessLog: { to: stdout }"));
  await waitFor(() => streams.failures.length === 4, 3 * drainMs, "the streams to be closed");
  streams.close();
}

async function startLive(count: number): Promise<LiveEdge> {
  const edge = await startEdge();
  const [sockets, grpc, shadow] = [await startSocketEcho(), await startGrpcEcho(), await startSocketEcho()];
  const write = (rule: object, upstream: object): Promise<void> =>
    edge.write(
      documents(
        service("shadow", shadow),
        service("sockets", sockets, upstream),
        service("grpc", grpc, { protocol: "grpc", ...upstream }),
        route("sockets", [{ backends: [{ service: "sockets" }], upgrades: ["websocket"], ...rule }]),
        route("grpc", [{ backends: [{ service: "grpc" }], ...rule }]),
      ),
    );
  await write({}, {});
  const streams = new LongStreams();
  await streams.openSockets(count, { port: edge.port, host: "sockets.test" });
  await streams.openGrpc(count, { port: edge.port, host: "grpc.test" });
  return { edge, streams, write };
}

/** The policies are really there: what they do is seen from outside. */
async function expectPoliciesOn(edge: Edge): Promise<void> {
  const { headers } = await edge.ask("sockets.test/", { headers: { origin: "https://shop.test" } });
  expect(headers).toMatchObject({ "x-seen": "yes", "access-control-allow-origin": "https://shop.test" });
  expect(await edge.envoy.admin.stat("cluster.default/sockets.health_check.attempt")).toBeGreaterThan(0);
}
