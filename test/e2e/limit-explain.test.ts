import { beforeAll, expect, it } from "vitest";
import type { Json } from "../../src/kit/json.ts";
import { freePort, freePorts } from "../kit/binary/free-port.ts";
import { startRedis } from "../kit/binary/redis.ts";
import { describeWith } from "../kit/binary/require.ts";
import { createCli } from "../kit/cli/run-cli.ts";
import { ObjectBuilder } from "../kit/objects/object-builder.ts";
import { nodeGroup } from "../kit/objects/others.ts";
import { attachEnvoy, newPlace, nodeToken, type ServedProgram, startServe } from "../kit/program/serve-program.ts";
import { waitFor } from "../kit/stack/stack.ts";
import { type HttpBackend, startHttpBackend } from "../kit/traffic/http-backend.ts";
import { send } from "../kit/traffic/http-request.ts";

const domain = "sluice|default/shop/all|";

function objects(port: number, backend: number): readonly ObjectBuilder[] {
  const limits = [
    { name: "per-user", key: [{ header: "x-user" }, { header: "x-shop" }], rate: "3/d" },
    { name: "classes", rate: "10/d", priority: { from: { header: "x-class" }, classes: [{ name: "buy", reserved: 40 }, { name: "look" }] } },
    { name: "places", algorithm: "concurrency", max: 5, lease: "1h" },
  ];
  const domains = [{ key: "user", rate_limit: { unit: "day", requests_per_unit: 2 } }];
  return [
    nodeGroup("edge"),
    new ObjectBuilder("Gateway", "web", { level: 2, listeners: [{ name: "http", port, protocol: "http" }] }),
    new ObjectBuilder("Service", "shop", { endpoints: { static: [{ address: "127.0.0.1", port: backend }] } }),
    new ObjectBuilder("Route", "shop", {
      parents: [{ name: "web" }],
      rules: [{ name: "all", rateLimit: { timeout: "5s", limits }, backends: [{ service: "shop" }] }],
    }),
    new ObjectBuilder("RateLimitDomain", "files", { domain: "files", descriptors: domains }),
  ];
}

interface Explained {
  readonly status: number;
  readonly body: { readonly code?: string; readonly detail?: string; readonly descriptors?: readonly { readonly counter?: Json }[] };
}

describeWith("how limits stand, with counters in Redis", ["envoy", "redis"], () => {
  const test: { program?: ServedProgram; backend?: HttpBackend; url: string; port: number } = { url: "", port: 0 };
  const program = (): ServedProgram => {
    if (test.program === undefined) throw new Error("The test is not set up");
    return test.program;
  };
  beforeAll(async () => {
    const [port = 0, httpPort = 0] = await freePorts(2);
    const listen = ["--ratelimit-address", `127.0.0.1:${port}`, "--ratelimit-http-address", `127.0.0.1:${httpPort}`];
    // On a busy machine an answer may be late: that is no outage.
    const counters = ["--counters", (await startRedis()).url, "--redis-timeout", "4s"];
    test.program = await startServe(await newPlace(), ["--store", "memory", "--roles", "discovery,ratelimit,admin", ...counters, ...listen]);
    test.url = `http://127.0.0.1:${httpPort}`;
    test.backend = await startHttpBackend("shop");
    test.port = await freePort();
    await program().apply(objects(test.port, test.backend.port));
    await attachEnvoy("edge-1", { token: await nodeToken(program()), replicas: [program().place] });
    const first = () =>
      send({ port: test.port, headers: { "x-user": "first" } }).then(
        ({ status }) => status === 200,
        () => false,
      );
    await waitFor(first, 20_000, "an answer through the proxy");
  });
  const explain = async (asked: string, texts: readonly string[], token = program().key): Promise<Explained> => {
    const entries = texts.map((text) => ({ key: text.slice(0, text.indexOf("=")), value: text.slice(text.indexOf("=") + 1) }));
    const response = await fetch(`http://127.0.0.1:${program().place.adminPort}/v1/limits/explain`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ domain: asked, descriptors: [{ entries }] }),
    });
    return { status: response.status, body: (await response.json()) as Explained["body"] };
  };
  const counter = async (...texts: readonly string[]): Promise<Json | undefined> => (await explain(domain, texts)).body.descriptors?.[0]?.counter;
  const ask = async (headers: Readonly<Record<string, string>>): Promise<number> => (await send({ port: test.port, headers })).status;

  it("nothing is charged, and the limits of a policy go by their names", async () => {
    for (let time = 0; time < 3; time += 1) {
      expect((await explain(domain, ["limit=per-user", "k0=ann", "k1=here", "more=x"])).body).toMatchObject({
        descriptors: [
          {
            outcome: "limited",
            steps: [
              { key: "limit", by: "value", rule: "Route/default/shop/default/shop/all/per-user" },
              { key: "k0", by: "key" },
              { key: "k1", by: "key" },
              { key: "more", by: "none" },
            ],
            counter: { admits: true, used: 0, remaining: 3, source: "store", limit: { name: "per-user", requestsPerUnit: 3, unit: "day" } },
          },
        ],
      });
    }
    expect((await explain(domain, ["limit=other"])).body).toMatchObject({ descriptors: [{ outcome: "none", steps: [{ by: "none" }] }] });
    expect(await program().metric("sluice_ratelimit_strange_plans_total")).toBe(0);
  });

  it("what a proxy's requests were charged is told: keys, classes, places", async () => {
    const usedOf = async (): Promise<number> => Number(((await counter("limit=classes")) as { readonly used?: number } | undefined)?.used);
    // Of the set-up.
    const before = await usedOf();
    const answers = [];
    for (let time = 0; time < 4; time += 1) answers.push(await ask({ "x-user": "ann", "x-shop": "here", "x-class": "look" }));
    expect(answers).toEqual([200, 200, 200, 429]);
    expect(await counter("limit=per-user", "k0=ann", "k1=here")).toMatchObject({ admits: false, used: 3, remaining: 0 });
    expect(await counter("limit=per-user", "k0=ann", "k1=there")).toMatchObject({ admits: true, used: 0 });
    // The fourth was refused by the other limit and took nothing of this one.
    const used = before + 3;
    expect(await counter("limit=classes", "priority=buy")).toMatchObject({ admits: true, used, remaining: 10 - used, retryMs: 0 });
    expect(await counter("limit=classes", "priority=look")).toMatchObject({ admits: true, used, remaining: 6 - used });
    for (let more = used; more < 6; more += 1) expect(await ask({ "x-user": `user-${more}` })).toBe(200);
    expect(await counter("limit=classes", "priority=look")).toMatchObject({ admits: false, used: 6, remaining: 0 });

    const held = Promise.withResolvers<void>();
    const { backend } = test;
    if (backend === undefined) throw new Error("The test is not set up");
    const seen = backend.seen.length;
    backend.answer = () => ({ after: held.promise });
    const request = ask({ "x-user": "dan", "x-class": "buy" });
    await expect.poll(() => backend.seen.length).toBe(seen + 1);
    expect(await counter("limit=places", "lease=mine")).toMatchObject({ admits: true, used: 1, remaining: 4, algorithm: "concurrency" });
    held.resolve();
    expect(await request).toBe(200);
    await expect.poll(() => counter("limit=places", "lease=mine")).toMatchObject({ used: 0, remaining: 5 });
  });

  it("the command line asks the service itself", async () => {
    const cli = await createCli(undefined);
    const { code, out } = await cli.run(["limits", "explain", "-d", domain, "--service", test.url, "limit=per-user", "k0=ann", "k1=here"]);
    expect([code, out]).toEqual([0, expect.stringMatching(/per-user +3\/day +fixed-window +enforce +3 +0 +in \d+s$/mu)]);
  });

  it("a token sees the limits of its namespaces; other domains belong to the fleet", async () => {
    const viewer = async (name: string, namespaces: "*" | readonly string[]) =>
      (await program().client.createToken({ name, role: "viewer", namespaces })).token;
    const [own, other, all] = [await viewer("own", ["default"]), await viewer("other", ["elsewhere"]), await viewer("all", "*")];
    const limit = ["limit=per-user", "k0=ann"];
    expect([await explain(domain, limit, own), await explain(domain, limit, all)]).toMatchObject([{ status: 200 }, { status: 200 }]);
    expect(await explain(domain, limit, other)).toMatchObject({
      status: 403,
      body: { code: "FORBIDDEN", detail: expect.stringContaining("namespace default") as string },
    });
    expect(await explain("files", ["user=ann"], own)).toMatchObject({ status: 403 });
    expect((await explain("files", ["user=ann"], all)).body).toMatchObject({ descriptors: [{ outcome: "limited", counter: { used: 0, remaining: 2 } }] });
    expect(await explain(domain, limit, "nobody")).toMatchObject({ status: 401 });
    expect(await explain("sluice|default/none/all|", limit)).toMatchObject({ status: 409, body: { code: "LIMITS_UNAVAILABLE" } });
    expect(await explain("", limit)).toMatchObject({ status: 422 });
  });
});
