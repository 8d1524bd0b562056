import { beforeAll, expect, it } from "vitest";
import { describeWith } from "../kit/binary/require.ts";
import { documents, type Edge, route, service, startEdge } from "../kit/stack/edge.ts";
import { waitFor } from "../kit/stack/stack.ts";
import { type HttpBackend, startHttpBackend } from "../kit/traffic/http-backend.ts";
import { paced, tally } from "../kit/traffic/paced.ts";

describeWith("policy loadBalancing in a real Envoy", ["envoy"], () => {
  let edge: Edge;
  let backends: HttpBackend[];

  beforeAll(async () => {
    backends = [];
    for (const name of ["a", "b", "c", "d"]) backends.push(await startHttpBackend(name));
    edge = await startEdge();
  });

  async function behind(name: string, loadBalancing: object, fields: object = {}): Promise<void> {
    const ports = backends.map(({ port }) => port);
    await edge.write(documents(service(name, ports, { loadBalancing, ...fields }), route(name, [{ backends: [{ service: name }] }])));
  }

  /** Which backends answer, for requests that differ by what `request` makes of their number. */
  async function who(
    name: string,
    count: number,
    request: (index: number) => { path?: string; headers?: Record<string, string> } = () => ({}),
  ): Promise<(string | undefined)[]> {
    return paced(count, async (index) => {
      const { path = "/", ...rest } = request(index);
      return (await edge.ask(`${name}.test${path}`, rest)).backend;
    });
  }

  it("roundRobin is even", async () => {
    await behind("round-robin", { algorithm: "roundRobin" });
    expect(tally(await who("round-robin", 40))).toEqual({ a: 10, b: 10, c: 10, d: 10 });
  });

  it("leastRequest prefers the endpoint with less to do", async () => {
    await behind("least-request", { algorithm: "leastRequest", choices: 4 });
    for (const backend of backends) backend.answer = () => ({ delayMs: 400 });
    const answers = await Promise.all(Array.from({ length: 20 }, () => who("least-request", 1)));
    // Four looks with replacement find the idlest mostly; each of four gets its share. Without counting, one would have fewer than two in 10 % of the runs.
    expect(Object.keys(tally(answers.flat())).sort()).toEqual(["a", "b", "c", "d"]);
    for (const backend of backends) backend.answer = () => ({});
  });

  it("random uses every endpoint", async () => {
    await behind("random", { algorithm: "random" });
    expect(Object.keys(tally(await who("random", 60))).sort()).toEqual(["a", "b", "c", "d"]);
  });

  it.each(["ringHash", "maglev"])("%s sends what is equal to one endpoint, and others elsewhere", async (algorithm) => {
    const sources = {
      header: [{ header: "x-user" }, (user: string) => ({ headers: { "x-user": user } })],
      query: [{ query: "user" }, (user: string) => ({ path: `/?user=${user}` })],
      cookie: [{ cookie: "user" }, (user: string) => ({ headers: { cookie: `user=${user}` } })],
    } as const;
    for (const [source, [hash, request]] of Object.entries(sources)) {
      const name = `${algorithm.toLowerCase()}-${source}`;
      await behind(name, { algorithm, hash: [hash] });
      expect(Object.keys(tally(await who(name, 12, () => request("one"))))).toHaveLength(1);
      expect(Object.keys(tally(await who(name, 40, (index) => request(`user-${index}`)))).length).toBeGreaterThan(2);
    }
  });

  it("hashes the first source that is there, and the client's address", async () => {
    await behind("first", { algorithm: "ringHash", hash: [{ header: "x-user" }, { sourceIp: true }] });
    expect(Object.keys(tally(await who("first", 12)))).toHaveLength(1);
    expect(Object.keys(tally(await who("first", 40, (index) => ({ headers: { "x-user": `user-${index}` } })))).length).toBeGreaterThan(2);
  });

  it("makes the cookie that it hashes, when it has a ttl", async () => {
    await behind("made", { algorithm: "ringHash", hash: [{ cookie: "affinity", ttl: "60s" }] });
    const first = await edge.ask("made.test/");
    const [made = ""] = first.headers["set-cookie"] ?? [];
    expect(made).toMatch(/^affinity="?[0-9a-f]+"?; Max-Age=60; HttpOnly$/u);
    const cookie = made.slice(0, made.indexOf(";"));
    expect(tally(await who("made", 12, () => ({ headers: { cookie } })))).toEqual({ [first.backend ?? ""]: 12 });
  });

  it("panicThreshold 0 sends nothing to endpoints that are out; by default all are used when too many are", async () => {
    const healthCheck = { interval: "50ms", noTrafficInterval: "50ms", unhealthyThreshold: 1, timeout: "1s", http: { path: "/healthz" } };
    for (const backend of backends) backend.answer = ({ path }) => ({ status: path === "/healthz" ? 500 : 200 });
    for (const [name, loadBalancing, status] of [
      ["calm", { panicThreshold: 0 }, 503],
      ["panic", {}, 200],
    ] as const) {
      await behind(name, loadBalancing, { healthCheck });
      await waitFor(async () => (await edge.envoy.admin.stat(`cluster.default/${name}.health_check.failure`)) >= 4, 5000, "the checks");
      expect((await edge.ask(`${name}.test/`)).status).toBe(status);
    }
    for (const backend of backends) backend.answer = () => ({});
  });

  it("slowStart lets a new endpoint in little by little", async () => {
    const loadBalancing = { algorithm: "roundRobin", slowStart: { window: "3s", minWeightPercent: 1 } };
    const ports = backends.map(({ port }) => port);
    const only = (count: number) => documents(service("slow", ports.slice(0, count), { loadBalancing }), route("slow", [{ backends: [{ service: "slow" }] }]));
    await edge.write(only(1));
    // Only the first one is out of its own slow start.
    await new Promise((resolve) => setTimeout(resolve, 3200));
    await edge.write(only(2));
    expect(tally(await who("slow", 40))["b"] ?? 0).toBeLessThan(20);
  });
});
