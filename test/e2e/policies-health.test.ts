import { beforeAll, expect, it } from "vitest";
import { freePort } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { documents, type Edge, route, service, startEdge } from "../kit/stack/edge.ts";
import { waitFor } from "../kit/stack/stack.ts";
import { startGrpcBackend } from "../kit/traffic/grpc-backend.ts";
import { type HttpBackend, startHttpBackend } from "../kit/traffic/http-backend.ts";
import { paced, tally } from "../kit/traffic/paced.ts";

/** What is common to every detector's case: fast analyses, a short ejection, and any number of endpoints may be out. */
const quick = { interval: "100ms", baseEjection: "500ms", maxEjectedPercent: 100 };
const off = { threshold: 1000, enforce: 0 };

describeWith("policies that take endpoints out in a real Envoy", ["envoy"], () => {
  let edge: Edge;
  let backends: HttpBackend[];

  beforeAll(async () => {
    backends = [await startHttpBackend("a"), await startHttpBackend("b"), await startHttpBackend("c")];
    edge = await startEdge();
  });

  const stat = (name: string, what: string): Promise<number> => edge.envoy.admin.stat(`cluster.default/${name}.${what}`);

  async function behind(name: string, ports: readonly number[], fields: object): Promise<void> {
    const loadBalancing = { algorithm: "roundRobin" };
    await edge.write(documents(service(name, ports, { loadBalancing, ...fields }), route(name, [{ backends: [{ service: name }] }])));
  }

  async function outcome(name: string, count: number): Promise<Record<string, number>> {
    const answers = await paced(count, () => edge.ask(`${name}.test/`), 200);
    return tally(answers.map(({ status, backend }) => (status === 200 ? backend : status)));
  }

  /** Sends requests until one endpoint is out. */
  async function untilEjected(name: string, count: number): Promise<void> {
    const isEjected = async (): Promise<boolean> => {
      await outcome(name, count);
      return (await stat(name, "outlier_detection.ejections_active")) === 1;
    };
    await waitFor(isEjected, 8000, "the ejection");
  }

  const failWith = (status: number | undefined): void => {
    for (const backend of backends) backend.answer = () => (backend.name === "c" && status !== undefined ? { status } : {});
  };

  it.each([
    ["consecutive5xx", { consecutive5xx: { threshold: 3 } }],
    ["gateway-failure", { consecutive5xx: off, consecutiveGatewayFailure: { threshold: 3, enforce: 100 } }],
    ["failure-percentage", { consecutive5xx: off, failurePercentage: { threshold: 50, enforce: 100, minimumHosts: 3, requestVolume: 3 } }],
    ["success-rate", { consecutive5xx: off, successRate: { enforce: 100, minimumHosts: 3, requestVolume: 3, stdevFactor: 1000 } }],
  ])("outlierDetection ejects a failing endpoint of three, and it comes back: %s", async (name, detectors) => {
    failWith(502);
    await behind(
      name,
      backends.map(({ port }) => port),
      { outlierDetection: { ...quick, baseEjection: "1s", ...detectors } },
    );
    await untilEjected(name, 15);
    expect(await outcome(name, 20)).toEqual({ a: 10, b: 10 });
    failWith(undefined);
    await waitFor(async () => (await outcome(name, 6))["c"] === 2, 8000, "the return");
  });

  it("outlierDetection leaves an endpoint alone that fails less than the threshold, or that only is counted", async () => {
    failWith(502);
    await behind(
      "counted",
      backends.map(({ port }) => port),
      { outlierDetection: { ...quick, consecutive5xx: { threshold: 2, enforce: 0 } } },
    );
    expect(await outcome("counted", 30)).toEqual({ a: 10, b: 10, 502: 10 });
    expect(await stat("counted", "outlier_detection.ejections_active")).toBe(0);
    expect(await stat("counted", "outlier_detection.ejections_detected_consecutive_5xx")).toBeGreaterThan(0);
  });

  it("outlierDetection ejects an endpoint that refuses connections: consecutiveLocalOriginFailure", async () => {
    failWith(undefined);
    const detectors = { splitLocalErrors: true, consecutive5xx: off, consecutiveLocalOriginFailure: { threshold: 2, enforce: 100 } };
    await behind("refused", [backends[0]?.port ?? 0, await freePort()], { outlierDetection: { ...quick, baseEjection: "5s", ...detectors } });
    await untilEjected("refused", 4);
    expect(await outcome("refused", 10)).toEqual({ a: 10 });
  });

  it("circuitBreaker.retryBudget holds while an endpoint of three fails, until it is ejected, and it comes back", async () => {
    const [, , failing] = backends;
    for (const backend of backends) backend.answer = () => (backend === failing ? { status: 503, delayMs: 200 } : { delayMs: 600 });
    const policies = {
      outlierDetection: { ...quick, baseEjection: "3s", consecutive5xx: { threshold: 5 } },
      circuitBreaker: { retryBudget: { percent: 20, minConcurrency: 1 } },
    };
    const endpoints = backends.map(({ port }) => port);
    const retry = { on: ["5xx"], attempts: 1, backoff: { base: "1ms" } };
    await edge.write(
      documents(
        service("budget", endpoints, { loadBalancing: { algorithm: "roundRobin" }, ...policies }),
        route("budget", [{ backends: [{ service: "budget" }], retry }]),
      ),
    );
    const seen = (): number => backends.reduce((sum, backend) => sum + backend.seen.length, 0);
    const together = async (): Promise<Record<string, number>> => {
      const answers = await Promise.all(Array.from({ length: 30 }, () => edge.ask("budget.test/")));
      return tally(answers.map(({ status }) => status));
    };
    const before = seen();
    const statuses = await together();
    const retries = seen() - before - 30;
    // A fifth of 30 requests under way may be retries; the other failures are told to the client.
    expect(retries).toBeGreaterThan(0);
    expect(retries).toBeLessThanOrEqual(6);
    expect(await stat("budget", "upstream_rq_retry_overflow")).toBeGreaterThanOrEqual(4);
    expect(statuses[503]).toBeGreaterThanOrEqual(4);
    expect(await stat("budget", "outlier_detection.ejections_active")).toBe(1);
    const ofFailing = failing?.seen.length ?? 0;
    expect(await together()).toEqual({ 200: 30 });
    expect(failing?.seen.length).toBe(ofFailing);
    failWith(undefined);
    await waitFor(async () => (await outcome("budget", 6))["c"] === 2, 8000, "the return");
  });

  const fast = { interval: "50ms", timeout: "1s", noTrafficInterval: "50ms", unhealthyThreshold: 2, healthyThreshold: 2, jitterPercent: 0 };

  it("healthCheck takes an endpoint out and brings it back: http", async () => {
    let isWell = true;
    for (const backend of backends) {
      backend.answer = ({ path }) => ({ status: path !== "/healthz" || isWell || backend.name !== "b" ? 204 : 500 });
    }
    const http = { path: "/healthz", host: "checks.test", expectedStatuses: [204], headers: { "x-check": "1" } };
    await behind(
      "http",
      backends.map(({ port }) => port),
      { healthCheck: { ...fast, http } },
    );
    await waitFor(async () => (await stat("http", "membership_healthy")) === 3, 5000, "three healthy endpoints");
    isWell = false;
    await waitFor(async () => (await stat("http", "membership_healthy")) === 2, 5000, "the endpoint to be out");
    const before = backends[1]?.seen.filter(({ path }) => path === "/").length;
    await outcome("http", 20);
    expect(backends[1]?.seen.filter(({ path }) => path === "/").length).toBe(before);
    isWell = true;
    // Envoy gathers such changes for up to a second.
    const isUsed = async (): Promise<boolean> => {
      await outcome("http", 3);
      return backends[1]?.seen.filter(({ path }) => path === "/").length !== before;
    };
    await waitFor(isUsed, 5000, "the endpoint to be back");
    expect(backends[1]?.seen.find(({ path }) => path === "/healthz")?.headers).toMatchObject({ host: "checks.test", "x-check": "1" });
  });

  it("healthCheck takes an endpoint out: tcp", async () => {
    const [stays, leaves] = [await startHttpBackend("stays"), await startHttpBackend("leaves")];
    await behind("tcp", [stays.port, leaves.port], { healthCheck: { ...fast, tcp: {}, reuseConnection: false } });
    await waitFor(async () => (await stat("tcp", "membership_healthy")) === 2, 5000, "two healthy endpoints");
    await leaves.close();
    await waitFor(async () => (await stat("tcp", "membership_healthy")) === 1, 5000, "the endpoint to be out");
    expect(await outcome("tcp", 10)).toEqual({ stays: 10 });
    await startHttpBackend("back", { port: leaves.port });
    await waitFor(async () => (await outcome("tcp", 2))["back"] === 1, 5000, "the endpoint to be back");
  });

  it("healthCheck asks by gRPC's protocol: an endpoint that does not speak it is out", async () => {
    const backend = await startGrpcBackend("grpc");
    await behind("grpc", [backend.port], { protocol: "grpc", healthCheck: { ...fast, grpc: { service: "test.Echo" } } });
    await waitFor(async () => (await stat("grpc", "health_check.failure")) >= 2, 5000, "two failures");
    expect(await stat("grpc", "membership_healthy")).toBe(0);
    backend.setServing("test.Echo");
    await waitFor(async () => (await stat("grpc", "membership_healthy")) === 1, 5000, "the endpoint to be well");
  });
});
