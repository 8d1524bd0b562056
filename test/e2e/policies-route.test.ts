import { once } from "node:events";
import { beforeAll, expect, it } from "vitest";
import { WebSocket } from "ws";
import { describeWith } from "../kit/binary/require.ts";
import { documents, type Edge, route, service, startEdge } from "../kit/stack/edge.ts";
import { type HttpBackend, startHttpBackend } from "../kit/traffic/http-backend.ts";
import { paced, tally } from "../kit/traffic/paced.ts";
import { acceptWebSockets, echoed, openWebSocket } from "../kit/traffic/web-socket.ts";

describeWith("policies of routes in a real Envoy", ["envoy"], () => {
  let edge: Edge;

  beforeAll(async () => {
    edge = await startEdge();
  });

  /** A backend of its own behind `name.test`, with policies. */
  async function behind(name: string, policies: object, fields: object = {}): Promise<HttpBackend> {
    const backend = await startHttpBackend(name);
    await edge.write(documents(service(name, backend.port), route(name, [{ backends: [{ service: name }], ...policies, ...fields }])));
    return backend;
  }

  async function timed(target: string): Promise<{ status: number; ms: number }> {
    const start = performance.now();
    const { status } = await edge.ask(target);
    return { status, ms: performance.now() - start };
  }

  it("timeout.request ends a request that takes too long", async () => {
    const backend = await behind("request", { timeout: { request: "200ms" } });
    expect((await edge.ask("request.test/")).status).toBe(200);
    backend.answer = () => ({ delayMs: 1000 });
    const { status, ms } = await timed("request.test/");
    expect(status).toBe(504);
    expect(ms).toBeGreaterThan(190);
    expect(ms).toBeLessThan(900);
    await behind("patient", { timeout: { request: "off" } });
    expect((await edge.ask("patient.test/")).status).toBe(200);
  });

  it("timeout.idle ends a stream on which nothing is sent", async () => {
    const backend = await behind("idle", { timeout: { request: "off", idle: "200ms" } });
    backend.answer = () => ({ delayMs: 1000 });
    const { status, ms } = await timed("idle.test/");
    expect(status).toBe(504);
    expect(ms).toBeLessThan(900);
  });

  it("timeout.stream ends even a stream that is in use", async () => {
    const bounded = await behind("bounded", { timeout: { stream: "400ms" } }, { upgrades: ["websocket"] });
    const free = await behind("free", {}, { upgrades: ["websocket"] });
    for (const { server } of [bounded, free]) acceptWebSockets(server);
    const [socket, other] = [await openWebSocket(edge.port, "bounded.test/"), await openWebSocket(edge.port, "free.test/")];
    const talk = setInterval(() => socket.readyState === WebSocket.OPEN && socket.send("x"), 20);
    await once(socket, "close", { signal: AbortSignal.timeout(5000) });
    clearInterval(talk);
    expect(await echoed(other, "still here")).toBe("still here");
  });

  it.each([
    { attempts: 2, failures: 2, status: 200, tries: 3 },
    { attempts: 1, failures: 2, status: 503, tries: 2 },
    { attempts: 0, failures: 1, status: 503, tries: 1 },
  ])("retry.attempts: $attempts of $failures failures", async ({ attempts, failures, status, tries }) => {
    const backend = await behind(`attempts-${attempts}`, { retry: { attempts, on: ["5xx"], backoff: { base: "1ms" } } });
    backend.answer = (_, index) => ({ status: index < failures ? 503 : 200 });
    expect((await edge.ask(`attempts-${attempts}.test/`)).status).toBe(status);
    expect(backend.seen).toHaveLength(tries);
  });

  it("retry by default tries again what never reached the backend, and nothing else", async () => {
    const backend = await behind("default", { retry: {} });
    backend.answer = () => ({ status: 503 });
    expect((await edge.ask("default.test/")).status).toBe(503);
    expect(backend.seen).toHaveLength(1);
  });

  it("retry.statusCodes names answers to try again on", async () => {
    const backend = await behind("codes", { retry: { statusCodes: [409], backoff: { base: "1ms" } } });
    backend.answer = (_, index) => ({ status: [409, 200, 404][index] ?? 200 });
    expect((await edge.ask("codes.test/")).status).toBe(200);
    expect((await edge.ask("codes.test/")).status).toBe(404);
    expect(backend.seen).toHaveLength(3);
  });

  it("retry.perTry ends a try that takes too long", async () => {
    const backend = await behind("per-try", { retry: { on: ["5xx"], perTry: "200ms", backoff: { base: "1ms" } } });
    backend.answer = (_, index) => ({ delayMs: index === 0 ? 3000 : 0 });
    const { status, ms } = await timed("per-try.test/");
    expect({ status, tries: backend.seen.length }).toEqual({ status: 200, tries: 2 });
    expect(ms).toBeLessThan(1500);
  });

  it("retry.perTryIdle ends a try on which nothing comes", async () => {
    const backend = await behind("per-try-idle", { retry: { on: ["5xx"], perTryIdle: "200ms", backoff: { base: "1ms" } } });
    backend.answer = (_, index) => ({ delayMs: index === 0 ? 3000 : 0 });
    const { status, ms } = await timed("per-try-idle.test/");
    expect({ status, tries: backend.seen.length }).toEqual({ status: 200, tries: 2 });
    expect(ms).toBeLessThan(1500);
  });

  it("retry.backoff waits between tries", async () => {
    // Each of six waits is random below the base: the chance that their sum is below a tenth of their mean is 10^-6.
    for (const base of ["1ms", "300ms"]) {
      const name = `backoff-${base}`;
      const backend = await behind(name, { retry: { attempts: 6, on: ["5xx"], backoff: { base, max: base } } });
      backend.answer = () => ({ status: 503 });
      const { ms } = await timed(`${name}.test/`);
      expect(backend.seen).toHaveLength(7);
      expect(ms > 90, `${base}: ${ms} ms`).toBe(base === "300ms");
    }
  });

  it.each([true, false])("retry.otherEndpoint: %s", async (otherEndpoint) => {
    const [good, bad] = [await startHttpBackend("good"), await startHttpBackend("bad")];
    bad.answer = () => ({ status: 503 });
    const name = `other-${otherEndpoint}`;
    const retry = { attempts: 1, on: ["5xx"], otherEndpoint, backoff: { base: "1ms" } };
    const both = service(name, [good.port, bad.port], { loadBalancing: { algorithm: "random" } });
    await edge.write(documents(both, route(name, [{ backends: [{ service: name }], retry }])));
    const statuses = tally(await paced(100, async () => (await edge.ask(`${name}.test/`)).status));
    // With random choices a quarter of the requests meets the bad one twice; with five looks for another endpoint one in 128 does.
    if (otherEndpoint) expect(statuses["503"] ?? 0).toBeLessThan(7);
    else expect(statuses["503"]).toBeGreaterThan(6);
  });

  it("headers are set, added and removed in both directions", async () => {
    const request = {
      set: { "x-set": "new", "x-address": "%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%", "x-percent": "100%%" },
      add: { "x-add": "more" },
      remove: ["x-gone"],
    };
    const response = { set: { "x-set": "new" }, add: { "x-add": "more" }, remove: ["x-gone"] };
    const backend = await behind("headers", { headers: { request, response } });
    backend.answer = () => ({ headers: { "x-set": "old", "x-add": "first", "x-gone": "here" } });
    const answer = await edge.ask("headers.test/", { headers: { "x-set": "old", "x-add": "first", "x-gone": "here", "x-kept": "yes" } });
    expect(answer.headers).toMatchObject({ "x-set": "new", "x-add": "first, more" });
    expect(answer.headers).not.toHaveProperty("x-gone");
    const seen = backend.seen[0]?.headers;
    expect(seen).toMatchObject({ "x-set": "new", "x-add": "first, more", "x-kept": "yes", "x-address": "127.0.0.1", "x-percent": "100%" });
    expect(seen).not.toHaveProperty("x-gone");
  });

  it("headers are set on answers of Envoy itself too", async () => {
    const headers = { response: { set: { "x-by": "envoy" } } };
    await edge.write(
      documents(
        route("own", [
          { respond: { status: 403 }, headers },
          { matches: [{ path: { prefix: "/r" } }], redirect: { path: "/" }, headers },
        ]),
      ),
    );
    expect(await edge.ask("own.test/")).toMatchObject({ status: 403, headers: { "x-by": "envoy" } });
    expect(await edge.ask("own.test/r")).toMatchObject({ status: 302, headers: { "x-by": "envoy" } });
  });

  it("mirror copies all requests, and nobody waits for the copies", async () => {
    const shadow = await startHttpBackend("shadow");
    shadow.answer = () => ({ status: 500, delayMs: 200 });
    await edge.write(documents(service("shadow", shadow.port)));
    const backend = await behind("mirror", { mirror: { to: [{ service: "shadow" }] } });
    const statuses = await paced(30, async (index) => (await edge.ask(`mirror.test/item/${index}`)).status, 200);
    expect(tally(statuses)).toEqual({ 200: 30 });
    await expect.poll(() => shadow.seen.length).toBe(30);
    expect(shadow.seen.map(({ path }) => path).sort()).toEqual(backend.seen.map(({ path }) => path).sort());
    expect(shadow.seen[0]?.headers["host"]).toBe("mirror.test-shadow");
  });

  it("mirror.percent copies a share", async () => {
    const shadow = await startHttpBackend("half");
    await edge.write(documents(service("half", shadow.port)));
    await behind("percent", { mirror: { to: [{ service: "half", percent: 50 }] } });
    await paced(100, () => edge.ask("percent.test/"));
    await expect.poll(() => shadow.seen.length).toBeGreaterThan(27);
    expect(shadow.seen.length).toBeLessThan(73);
  });
});
