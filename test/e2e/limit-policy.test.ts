import { once } from "node:events";
import { connect, type IncomingHttpHeaders, type IncomingHttpStatusHeader } from "node:http2";
import { beforeAll, expect, it } from "vitest";
import type { Envoy } from "../kit/binary/envoy.ts";
import { freePort } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { type LimitedStack, startLimitedStack } from "../kit/limits/limited-stack.ts";
import { shopEdge } from "../kit/limits/shop-edge.ts";
import { type HttpBackend, startHttpBackend } from "../kit/traffic/http-backend.ts";
import { send, type TestResponse } from "../kit/traffic/http-request.ts";
import { paced, tally } from "../kit/traffic/paced.ts";

/** A route of rules with limits, each under a prefix of its name. */
function route(rules: Readonly<Record<string, string>>): string {
  const list = Object.entries(rules).map(
    ([name, limits]) => `    - name: ${name}\n      matches: [{ path: { prefix: /${name} } }]\n      rateLimit: ${limits}\n      backends: [{ service: shop }]`,
  );
  return `kind: Route\nname: shop\nspec:\n  parents: [{ name: web }]\n  rules:\n${list.join("\n")}\n`;
}

const rules: Readonly<Record<string, string>> = {
  warm: "{ timeout: 5s, limits: [{ name: all, rate: 100000/s }] }",
  fixed: "{ timeout: 5s, limits: [{ name: all, rate: 20/d }] }",
  sliding: "{ timeout: 5s, limits: [{ name: all, rate: 20/d, algorithm: sliding-window }] }",
  bucket: "{ timeout: 5s, limits: [{ name: all, rate: 20/d, algorithm: token-bucket }] }",
  calendar: "{ timeout: 5s, limits: [{ name: all, rate: 20/month, timeZone: Europe/Berlin }] }",
  user: "{ timeout: 5s, limits: [{ name: per-user, key: [{ header: x-user }], rate: 3/d, headers: draft-10 }] }",
  parts: "{ timeout: 5s, limits: [{ name: parts, key: [path, method, { query: q }, { cookie: session }, remoteAddress], rate: 2/d }] }",
  several: "{ timeout: 5s, limits: [{ name: wide, rate: 10/d }, { name: tight, key: [{ header: x-user }], rate: 4/d }] }",
  cost: '{ timeout: 5s, limits: [{ name: paid, rate: 10/d, cost: "%REQ(x-cost)%" }] }',
  classes:
    "{ timeout: 5s, limits: [{ name: all, rate: 10/d, priority: { from: { header: x-class }, classes: [{ name: gold, reserved: 40 }, { name: free }] } }] }",
  shadow: "{ timeout: 5s, limits: [{ name: seen, rate: 1/d, shadow: true }] }",
  flights: "{ timeout: 5s, limits: [{ name: slots, algorithm: concurrency, max: 2 }] }",
  local: "{ limits: [{ name: here, key: [{ header: x-user }], rate: 3/d, enforce: local }] }",
};

describeWith("the rateLimit policy on a real Envoy", ["envoy"], () => {
  const test: { stack?: LimitedStack; backend?: HttpBackend; envoy?: Envoy; port: number } = { port: 0 };
  const stack = (): LimitedStack => {
    if (test.stack === undefined) throw new Error("The test is not set up");
    return test.stack;
  };
  beforeAll(async () => {
    test.stack = await startLimitedStack();
    test.backend = await startHttpBackend("shop");
    test.port = await freePort();
    await stack().apply(`${shopEdge(test.port, test.backend.port)}---\n${route(rules)}`);
    test.envoy = await stack().node("edge-1");
    await stack().settled();
    // A first call that takes longer than the proxy waits is sent again, and counts twice: on the safe side, but not what is tested here.
    for (let call = 0; call < 50; call += 1) await ask("/warm");
  });
  const ask = (path: string, headers: Readonly<Record<string, string>> = {}): Promise<TestResponse> => send({ port: test.port, path, headers });
  const statuses = async (count: number, path: string, headers: Readonly<Record<string, string>> = {}): Promise<Record<string, number>> =>
    tally(await paced(count, async () => (await ask(path, headers)).status));

  it.each(["fixed", "sliding", "bucket", "calendar"])("%s: twice the limit was offered, the limit was admitted", async (name) => {
    expect(await statuses(40, `/${name}`)).toEqual({ 200: 20, 429: 20 });
  });

  it("tells callers of the limit, and when to come again", async () => {
    const first = await ask("/user", { "x-user": "ann" });
    expect(first.headers).toMatchObject({
      "ratelimit-policy": '"per-user";q=3;w=86400',
      ratelimit: expect.stringMatching(/^"per-user";r=2;t=\d+$/u) as string,
    });
    expect(await statuses(3, "/user", { "x-user": "ann" })).toEqual({ 200: 2, 429: 1 });
    const refused = await ask("/user", { "x-user": "ann" });
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
    expect(refused.headers["x-envoy-ratelimited"]).toBe("true");
  });

  it("an absent header is a value of its own, and no way round the limit", async () => {
    expect(await statuses(5, "/user", { "x-user": "bob" })).toEqual({ 200: 3, 429: 2 });
    expect(await statuses(5, "/user")).toEqual({ 200: 3, 429: 2 });
    expect(await statuses(5, "/user", { "x-user": "" })).toEqual({ 200: 3, 429: 2 });
  });

  it("tells callers apart by path, method, query, cookie and address", async () => {
    expect(await statuses(3, "/parts/a")).toEqual({ 200: 2, 429: 1 });
    expect(await statuses(3, "/parts/b")).toEqual({ 200: 2, 429: 1 });
    expect(await statuses(3, "/parts/a?q=1")).toEqual({ 200: 2, 429: 1 });
    expect(await statuses(3, "/parts/a", { cookie: "other=1; session=s1" })).toEqual({ 200: 2, 429: 1 });
    expect(await statuses(3, "/parts/a", { cookie: "session=s2" })).toEqual({ 200: 2, 429: 1 });
    expect(tally(await paced(3, async () => (await send({ port: test.port, path: "/parts/a", method: "POST" })).status))).toEqual({ 200: 2, 429: 1 });
  });

  it("a request that one limit refuses takes nothing of the other", async () => {
    expect(await statuses(8, "/several", { "x-user": "ann" })).toEqual({ 200: 4, 429: 4 });
    expect(await statuses(8, "/several", { "x-user": "bob" })).toEqual({ 200: 4, 429: 4 });
    expect(await statuses(8, "/several", { "x-user": "eve" })).toEqual({ 200: 2, 429: 6 });
  });

  it("counts what a request says that it costs", async () => {
    expect((await ask("/cost", { "x-cost": "7" })).status).toBe(200);
    expect((await ask("/cost", { "x-cost": "4" })).status).toBe(429);
    expect((await ask("/cost", { "x-cost": "3" })).status).toBe(200);
  });

  it("refuses the less important class first", async () => {
    expect(await statuses(8, "/classes", { "x-class": "free" })).toEqual({ 200: 6, 429: 2 });
    expect(await statuses(6, "/classes", { "x-class": "gold" })).toEqual({ 200: 4, 429: 2 });
  });

  it("a shadow refuses nothing, and counts what it would have refused", async () => {
    expect(await statuses(4, "/shadow")).toEqual({ 200: 4 });
    const [, seen] = [...stack().tallies.entries()].find(([name]) => name.endsWith("/seen")) ?? [];
    expect(seen).toMatchObject({ totalHits: 4, withinLimit: 1, overLimit: 3, shadowMode: 3 });
  });

  it("limits requests in flight, and gives a place back when one ends", async () => {
    if (test.backend !== undefined) test.backend.answer = () => ({ delayMs: 1000 });
    const answers = await Promise.all([ask("/flights"), ask("/flights"), ask("/flights"), ask("/flights")]);
    expect(tally(answers.map(({ status }) => status))).toEqual({ 200: 2, 429: 2 });
    if (test.backend !== undefined) test.backend.answer = () => ({});
    await expect.poll(async () => (await ask("/flights")).status, { timeout: 5000 }).toBe(200);
  });

  it("requests in flight are told apart by the proxy, whatever id they have, also behind another proxy and on one connection", async () => {
    const port = await freePort();
    const gateway = `kind: Gateway\nname: inner\nspec:\n  level: 2\n  listeners: [{ name: http, port: ${port}, protocol: http, http: { useRemoteAddress: false } }]\n`;
    await stack().apply(
      `${gateway}---\n${route({ flights: rules["flights"] ?? "" })
        .replaceAll("shop\nspec", "inner\nspec")
        .replace("name: web", "name: inner")}`,
    );
    await stack().settled();
    if (test.backend !== undefined) test.backend.answer = () => ({ delayMs: 1000 });
    const session = connect(`http://127.0.0.1:${port}`);
    const flight = async (): Promise<number> => {
      const stream = session.request({ ":path": "/flights", "x-request-id": "always-the-same" });
      const [headers] = (await once(stream, "response")) as [IncomingHttpHeaders & IncomingHttpStatusHeader];
      await once(stream.resume(), "close");
      return headers[":status"] ?? 0;
    };
    expect(tally(await Promise.all([flight(), flight(), flight(), flight()]))).toEqual({ 200: 2, 429: 2 });
    if (test.backend !== undefined) test.backend.answer = () => ({});
    await expect.poll(flight, { timeout: 5000 }).toBe(200);
    session.close();
  });

  it("a local limit is kept by the proxy itself", async () => {
    expect(await statuses(5, "/local", { "x-user": "ann" })).toEqual({ 200: 3, 429: 2 });
    expect(await statuses(5, "/local", { "x-user": "bob" })).toEqual({ 200: 3, 429: 2 });
    expect(await statuses(5, "/local")).toEqual({ 200: 3, 429: 2 });
    expect([...stack().tallies.entries()].filter(([name]) => name.endsWith("/here"))).toEqual([]);
  });

  it("fifty edits of other fields admit not one more, exact or local, and drain no listener", async () => {
    const listeners = await test.envoy?.admin.stat("listener_manager.listener_modified");
    for (let edit = 1; edit <= 50; edit += 1) {
      const other = {
        ...rules,
        fixed: `{ timeout: ${2000 + (edit % 2)}ms, limits: [{ name: all, rate: 20/d, onOutage: ${edit % 2 === 0 ? "allow" : "local"} }] }`,
      };
      await stack().apply(`${route(other)}---\nkind: Service\nname: other-${edit}\nspec:\n  endpoints: { static: [{ address: 127.0.0.1, port: 1 }] }\n`);
    }
    await stack().settled();
    expect(await statuses(5, "/fixed")).toEqual({ 429: 5 });
    expect(await statuses(4, "/local", { "x-user": "ann" })).toEqual({ 429: 4 });
    expect(await test.envoy?.admin.stat("listener_manager.listener_modified")).toBe(listeners);
  });

  it("while the service is gone, requests pass, or are refused where the limit says so", async () => {
    await stack().apply(route({ ...rules, closed: "{ limits: [{ name: all, rate: 1000/s, onOutage: deny }] }" }));
    await stack().settled();
    expect(await statuses(3, "/closed")).toEqual({ 200: 3 });
    await stack().stopLimits();
    expect(await statuses(5, "/fixed")).toEqual({ 200: 5 });
    expect(await statuses(5, "/closed")).toEqual({ 503: 5 });
    await stack().startLimits();
    await expect.poll(async () => (await ask("/closed")).status, { timeout: 10_000 }).toBe(200);
    await expect.poll(async () => (await ask("/fixed")).status, { timeout: 10_000 }).toBe(429);
  });
});
