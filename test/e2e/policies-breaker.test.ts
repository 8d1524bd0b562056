import { beforeAll, expect, it } from "vitest";
import { describeWith } from "../kit/binary/require.ts";
import { documents, type Edge, route, service, startEdge } from "../kit/stack/edge.ts";
import { type HttpBackend, startHttpBackend } from "../kit/traffic/http-backend.ts";
import { tally } from "../kit/traffic/paced.ts";

describeWith("policy circuitBreaker in a real Envoy", ["envoy"], () => {
  let edge: Edge;

  beforeAll(async () => {
    edge = await startEdge();
  });

  /** A backend that takes 300 ms, behind `name.test` and a breaker. */
  async function behind(name: string, circuitBreaker: object, fields: object = {}): Promise<HttpBackend> {
    const backend = await startHttpBackend(name, { protocol: name.startsWith("http2") ? "http2" : "http1" });
    backend.answer = () => ({ delayMs: 300 });
    const protocol = name.startsWith("http2") ? "http2" : "http1";
    await edge.write(documents(service(name, backend.port, { protocol, circuitBreaker }), route(name, [{ backends: [{ service: name }], ...fields }])));
    return backend;
  }

  async function together(target: string, count: number) {
    const answers = await Promise.all(Array.from({ length: count }, () => edge.ask(target)));
    return { statuses: tally(answers.map(({ status }) => status)), answers };
  }

  it("lets maxRequests through at once, and not one more", async () => {
    await behind("http2-requests", { maxRequests: 3 });
    const { statuses, answers } = await together("http2-requests.test/", 10);
    expect(statuses).toEqual({ 200: 3, 503: 7 });
    for (const { status, headers } of answers) expect(headers["x-envoy-overloaded"]).toBe(status === 503 ? "true" : undefined);
    expect((await together("http2-requests.test/", 3)).statuses).toEqual({ 200: 3 });
  });

  it("opens no more than maxConnections; the others wait", async () => {
    const backend = await behind("connections", { maxConnections: 2 });
    let opened = 0;
    backend.server.on("connection", () => opened++);
    expect((await together("connections.test/", 6)).statuses).toEqual({ 200: 6 });
    expect(opened).toBe(2);
    const free = await behind("connections-free", {});
    free.server.on("connection", () => opened++);
    await together("connections-free.test/", 6);
    expect(opened).toBe(8);
  });

  it("lets no more than maxPendingRequests wait for a connection", async () => {
    await behind("pending", { maxConnections: 1, maxPendingRequests: 2 });
    expect((await edge.ask("pending.test/")).status).toBe(200);
    expect((await together("pending.test/", 8)).statuses).toEqual({ 200: 3, 503: 5 });
  });

  it("counts rules of priority high apart", async () => {
    await behind("http2-high", { maxRequests: 1, high: { maxRequests: 2 } });
    const rules = [
      { backends: [{ service: "http2-high" }] },
      { matches: [{ path: { prefix: "/high" } }], backends: [{ service: "http2-high" }], priority: "high" },
    ];
    await edge.write(documents(route("http2-high", rules)));
    const [low, high] = await Promise.all([together("http2-high.test/", 5), together("http2-high.test/high", 5)]);
    expect([low.statuses, high.statuses]).toEqual([
      { 200: 1, 503: 4 },
      { 200: 2, 503: 3 },
    ]);
  });

  it("opens no more than perEndpoint.maxConnections to each endpoint", async () => {
    const backend = await behind("endpoint", { perEndpoint: { maxConnections: 1 } });
    let opened = 0;
    backend.server.on("connection", () => opened++);
    expect((await edge.ask("endpoint.test/")).status).toBe(200);
    await together("endpoint.test/", 4);
    expect(opened).toBe(1);
  });

  it("holds retries back by maxRetries", async () => {
    const backend = await behind("http2-retries", { maxRetries: 2 }, { retry: { on: ["5xx"], backoff: { base: "1ms" } } });
    backend.answer = (_, index) => ({ status: 503, delayMs: index < 20 ? 100 : 400 });
    await together("http2-retries.test/", 20);
    expect(backend.seen).toHaveLength(22);
    expect(await edge.envoy.admin.stat("cluster.default/http2-retries.upstream_rq_retry_overflow")).toBe(18);
  });

  it("holds retries back by the retryBudget while the others may go on", async () => {
    const circuitBreaker = { retryBudget: { percent: 20, minConcurrency: 1 } };
    const backend = await behind("http2-budget", circuitBreaker, { retry: { on: ["5xx"], backoff: { base: "1ms" } } });
    backend.answer = (_, index) => ({ status: 503, delayMs: index < 40 ? 200 : 600 });
    await together("http2-budget.test/", 40);
    const retries = backend.seen.length - 40;
    expect(retries).toBeGreaterThan(0);
    expect(retries).toBeLessThanOrEqual(8);
    expect(await edge.envoy.admin.stat("cluster.default/http2-budget.upstream_rq_retry_overflow")).toBe(40 - retries);
  });
});
