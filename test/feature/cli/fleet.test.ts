import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { noReplicas } from "../../kit/admin/fake-fleet.ts";
import { startAdmin, type TestAdmin } from "../../kit/admin/start-admin.ts";
import { validateWithEnvoy } from "../../kit/binary/envoy.ts";
import { describeWith } from "../../kit/binary/require.ts";
import { createCli, type TestCli } from "../../kit/cli/run-cli.ts";

async function listen(listener: RequestListener): Promise<{ url: string; close: () => void }> {
  const other = createServer(listener).listen(0, "127.0.0.1");
  await once(other, "listening");
  const close = (): void => {
    other.closeAllConnections();
    other.close();
  };
  return { url: `http://127.0.0.1:${(other.address() as AddressInfo).port}`, close };
}

let server: TestAdmin;
let cli: TestCli;

beforeAll(async () => {
  server = await startAdmin();
});

beforeEach(async () => {
  cli = await createCli({ url: server.running.url, token: server.token });
});

describe("load", () => {
  it("shows the load of a service by zone and proxy", async () => {
    await cli.write("cart.yaml", "kind: Service\nname: cart\nspec: { endpoints: { static: [] } }\n");
    expect((await cli.run("apply -f cart.yaml")).code).toBe(0);
    expect(await cli.run("load cart")).toMatchObject({ code: 0, err: "No proxy has reported yet\n" });
    const counts = { issued: 30, succeeded: 29, failed: 1, inProgress: 2, issuedPerSecond: 1.5, dropped: 4 };
    const all = { name: "", ...counts };
    server.fleet.loads.set("default/cart", { windowMs: 20_000, total: all, zones: [{ ...all, name: "eu/a" }], nodes: [{ ...all, name: "edge-1" }] });
    const { out, err } = await cli.run("load cart");
    expect(out.split("\n").slice(1)).toEqual([
      expect.stringMatching(/^all +- +1\.5 +30 +29 +1 +4 +2$/u),
      expect.stringMatching(/^zone +eu\/a +1\.5 +30 +29 +1 +- +2$/u),
      expect.stringMatching(/^node +edge-1 +1\.5 +30 +29 +1 +4 +2$/u),
      "",
    ]);
    expect(err).toBe("");
    const { dropped, ...shown } = counts;
    expect(JSON.parse((await cli.run("load cart -o json")).out)).toEqual({
      windowMs: 20_000,
      total: counts,
      zones: [{ zone: "eu/a", ...shown }],
      nodes: [{ node: "edge-1", ...shown, dropped }],
    });
    expect(await cli.run("load nobody")).toMatchObject({ code: 1, err: expect.stringContaining("Service default/nobody") });
  });
});

describe("nodes", () => {
  it("shows what each proxy has and refuses", async () => {
    server.fleet.known.push({
      id: "edge-1",
      cluster: "edge",
      group: "edge",
      state: "connected",
      version: "1.40.0",
      replica: "one",
      since: "2026-01-01T00:00:00Z",
      types: [
        { type: "cluster", subscribed: 1, sent: 3, acked: 3, refused: [] },
        {
          type: "listener",
          subscribed: 1,
          sent: 2,
          acked: 1,
          refused: [{ resource: "tcp/0.0.0.0/80", message: "cannot bind", since: "2026-01-01T00:00:00Z" }],
        },
      ],
    });
    server.fleet.known.push({ id: "lost", cluster: "x", state: "unmatched", detail: "No node group matches", since: "2026-01-01T00:00:00Z", types: [] });
    const { code, out, err } = await cli.run("nodes", { now: Date.parse("2026-01-01T03:00:00Z") });
    expect(code).toBe(0);
    expect(out.split("\n")[1]).toMatch(/^edge-1 +edge +connected +1\.40\.0 +4\/5 +1 +one +3h$/u);
    expect(err).toBe("Node edge-1 refuses listener tcp/0.0.0.0/80: cannot bind\nNode lost: No node group matches\n");
    expect(await cli.run("nodes nobody -o json")).toEqual({ code: 1, out: "[]\n", err: "Node nobody is not known\n" });
  });

  it("goes on with --watch, and shows what has changed", async () => {
    const end = new AbortController();
    const watching = cli.run("nodes --watch", { signal: end.signal });
    await expect.poll(() => server.fleet.listed, { timeout: 5000 }).toBeGreaterThan(1);
    server.fleet.known.push({ id: "new", cluster: "edge", group: "edge", state: "connected", since: "2026-01-01T00:00:00Z", types: [] });
    const seen = server.fleet.listed;
    await expect.poll(() => server.fleet.listed, { timeout: 5000 }).toBeGreaterThan(seen + 1);
    end.abort();
    const { code, out } = await watching;
    server.fleet.known.pop();
    expect(code).toBe(130);
    expect(out.match(/^edge-1 /gmu)).toHaveLength(1);
    expect(out.match(/^new /gmu)).toHaveLength(1);
  });
});

describe("node", () => {
  const since = "2026-01-01T00:00:00Z";
  const now = Date.parse("2026-01-01T03:00:00Z");

  it("shows one proxy: who it is, its streams, its types, and what it has not got", async () => {
    server.fleet.known.push({
      id: "edge-7",
      cluster: "edge",
      group: "edge",
      state: "connected",
      userAgent: "envoy",
      version: "1.40.0",
      locality: { region: "eu", zone: "a", subZone: "" },
      replica: "one",
      revision: 12,
      since,
      types: [{ type: "route", subscribed: 2, sent: 2, acked: 1, refused: [{ resource: "shop", message: "Bad regex", since }] }],
      connection: {
        streams: [{ scope: "ads", variant: "delta", since, unanswered: [{ type: "route", since: "2026-01-01T02:59:00Z" }] }],
        extensions: { "envoy.filters.http": ["envoy.filters.http.cors"] },
        resources: [
          {
            type: "route",
            name: "shop",
            state: "refused",
            since,
            wanted: "b1",
            wantedSince: "2026-01-01T02:00:00Z",
            held: "a1",
            message: "Bad regex",
            content: { name: "shop" },
          },
        ],
      },
    });
    const { code, out } = await cli.run("node edge-7", { now });
    expect(code).toBe(0);
    expect(out).toContain("Place:     eu/a\nVersion:   envoy 1.40.0\n");
    expect(out).toContain("Revision:  12\nStream:    ads, delta, open for 3h\n");
    expect(out).toMatch(/^route +2 +2 +1 +1 +60s$/mu);
    expect(out).toMatch(/^route +shop +refused +3h +a1 +b1 +60m +Bad regex$/mu);
    expect(out).not.toContain("envoy.filters.http.cors");
    expect(server.fleet.wishes.at(-1)).toEqual({ resources: "exceptions", contents: false });
    const config = await cli.run("node edge-7 --config --extensions", { now });
    expect(config.out).toMatch(/^envoy\.filters\.http +envoy\.filters\.http\.cors$/mu);
    expect(config.out).toContain("---\n# route shop\nname: shop\n");
    expect(server.fleet.wishes.at(-1)).toEqual({ resources: "all", contents: true });
  });

  it("says where to ask when another replica holds the streams, and ends with 1 for a stranger", async () => {
    server.fleet.known.push({ id: "far", cluster: "edge", group: "edge", state: "connected", replica: "two", since, types: [] });
    expect((await cli.run("node far")).out).toContain("Its resources one by one are told by the replica that it is connected to: two\n");
    expect(await cli.run("node nobody")).toEqual({ code: 1, out: "", err: "Node nobody is not known\n" });
  });
});

describe("wait", () => {
  it("ends with 0 when the revision is live everywhere, and with 1 when somebody refuses a part of it", async () => {
    const commit = await server.request("PUT", "/v1/namespaces/default/services/waited", {
      body: { kind: "Service", name: "waited", spec: { endpoints: { static: [{ address: "127.0.0.1", port: 9 }] } } },
    });
    const { revision } = commit.body as { revision: number };
    server.fleet.rolledOut = { acked: 2, pending: [], refused: [], replicas: noReplicas };
    expect(await cli.run(`wait --revision ${revision}`)).toEqual({ code: 0, out: `Revision ${revision} is live: 2 proxies have it\n`, err: "" });
    expect((await cli.run("wait")).out).toBe(`Revision ${revision} is live: 2 proxies have it\n`);
    expect(server.fleet.rollouts.at(-1)).toMatchObject({ revision, keys: [{ kind: "Service", namespace: "default", name: "waited" }] });
    server.fleet.rolledOut = {
      acked: 1,
      pending: ["edge-3"],
      refused: [{ node: "edge-2", type: "cluster", resource: "default/waited", message: "no" }],
      replicas: noReplicas,
    };
    server.fleet.superseded = [{ kind: "Service", namespace: "default", name: "waited" }];
    expect(await cli.run(`wait --revision ${revision} --timeout 1s`)).toEqual({
      code: 1,
      out: `Revision ${revision} is not live: 1 proxy has it, 1 without it: edge-3\n`,
      err: `Node edge-2 refuses cluster default/waited: no\nService default/waited was changed again since: what proxies say of it is not about revision ${revision}\n`,
    });
    server.fleet.superseded = [];
    server.fleet.rolledOut = { acked: 0, pending: [], refused: [], replicas: { acked: 1, pending: ["authz-2"] } };
    const behind = await cli.run(`wait --revision ${revision} --timeout 100ms`);
    expect(behind.out).toBe(`Revision ${revision} is not live: 0 proxies have it, 1 replica decides by it, 1 does not yet: authz-2\n`);
    server.fleet.rolledOut = { acked: 0, pending: [], refused: [], replicas: noReplicas };
    const alone = await cli.run(`wait --revision ${revision} --timeout 100ms`);
    expect([alone.code, alone.out]).toEqual([1, `Revision ${revision} is not live: no proxy that it reaches is connected\n`]);
    expect((await cli.run("wait --revision 999")).code).not.toBe(0);
  });
});

describe("explain", () => {
  it("tells every step, and ends with 1 when nothing answers", async () => {
    server.fleet.explanation = {
      outcome: "routed",
      summary: "Rule hello of Route default/hello",
      steps: [
        { stage: "listener", name: "tcp/127.0.0.1/10000", taken: true, detail: "Port 10000" },
        {
          stage: "rule",
          name: "default/echo/echo",
          taken: false,
          detail: "Path /hello is not below /echo",
          object: { kind: "Route", namespace: "default", name: "echo" },
          pointer: "/spec/rules/0",
        },
      ],
      clusters: [{ name: "default/hello/v1", weight: 90, endpoints: ["127.0.0.1:10101"], object: { kind: "Service", namespace: "default", name: "hello" } }],
    };
    const routed = await cli.run(["explain", "get", "http://127.0.0.1:10000/hello", "-H", "X-User: a", "-H", "Cookie: b=c"]);
    expect(routed).toEqual({
      code: 0,
      err: "",
      out: `Rule hello of Route default/hello
  ✓ listener  tcp/127.0.0.1/10000: Port 10000
  ✗ rule      default/echo/echo: Path /hello is not below /echo (Route default/echo/spec/rules/0)
  → default/hello/v1 weight 90: 127.0.0.1:10101
`,
    });
    expect(server.fleet.asked.at(-1)).toEqual({ method: "GET", url: "http://127.0.0.1:10000/hello", headers: { "x-user": "a", cookie: "b=c" } });
    server.fleet.explanation = { outcome: "no-listener", summary: "Nothing listens", steps: [], clusters: [] };
    expect((await cli.run("explain GET http://a:1/")).code).toBe(1);
  });

  it.each([
    ["explain GET /hello", 'sluice: Address "/hello" is not whole; write for example http://shop.example/cart\n'],
    ["explain GET http://a/ -H broken", 'sluice: Header "broken" is not NAME: VALUE\n'],
  ])("%s is not a question", async (line, words) => {
    expect(await cli.run(line)).toEqual({ code: 2, out: "", err: words });
  });
});

describe("token", () => {
  it("makes tokens for callers and for Envoys, shows them without their text, and deletes them", async () => {
    const made = await cli.run("token create ci --role operator -n shop blog --expires 90d");
    expect(made.out).toMatch(/^slc_ci_[\w-]{43}\n$/u);
    expect((await cli.run("token create edge-1 --node-group edge")).out).toMatch(/^slc_edge-1_/u);
    const listed = await cli.run("token list");
    expect(listed.out).toMatch(/^ci +operator in shop,blog +\d+s +admin +20\d\d-/mu);
    expect(listed.out).toMatch(/^edge-1 +groups edge +\d+s +admin +never$/mu);
    expect(listed.out).not.toContain(made.out.trim());
    const denied = await cli.run("token list --key-file ci.key");
    expect(denied.code).toBe(2);
    await cli.write("ci.key", made.out);
    expect(await cli.run("token list --key-file ci.key")).toMatchObject({ code: 5, err: expect.stringContaining("this needs the role admin") as string });
    expect((await cli.run("token delete ci edge-1")).out).toBe("Token ci deleted\nToken edge-1 deleted\n");
    expect(await cli.run("get routes --key-file ci.key")).toMatchObject({
      code: 5,
      err: expect.stringContaining("The key in use is not known to this server") as string,
    });
  });

  it.each([
    ["token create x", 2],
    ["token create x --role viewer --node-group edge", 2],
    ["token create x --node-group edge -n shop", 2],
    ["token create x --role king", 2],
    ["token create x --role viewer --expires soon", 3],
    ["token delete nobody", 1],
  ])("%s ends with %i", async (line, code) => {
    expect((await cli.run(line)).code).toBe(code);
  });
});

describe("finding the server", () => {
  it("looks for .sluice here and above, and lets options and variables win", async () => {
    await cli.write("deep/er/a.yaml", "kind: Service\nname: deep\nspec: { endpoints: { static: [] } }\n");
    const lost = await createCli(undefined);
    expect(await lost.run("get services")).toEqual({
      code: 5,
      out: "",
      err: "sluice: No key: name its file by --key-file or SLUICE_KEY_FILE, or run where .sluice/admin.key is\n",
    });
    await lost.write("my.key", server.token);
    expect((await lost.run("get services", { env: { server: server.running.url, keyFile: "my.key" } })).code).toBe(0);
    expect((await lost.run(`get services --server ${server.running.url} --key-file my.key`, { env: { server: "http://127.0.0.1:1" } })).code).toBe(0);
  });

  it("says when nobody answers, or somebody else", async () => {
    expect(await cli.run("get routes --server http://127.0.0.1:1")).toMatchObject({
      code: 4,
      err: expect.stringMatching(/^sluice: http:\/\/127\.0\.0\.1:1 cannot be reached: .*\n {2}Start a server by/u) as string,
    });
    expect(await cli.run("get routes --server 127.0.0.1:18080")).toMatchObject({ code: 2 });
    const { url, close } = await listen((_request, response) => response.end("<html>"));
    expect(await cli.run(`get routes --server ${url}`)).toMatchObject({
      code: 4,
      err: expect.stringContaining("in a form that this client does not know") as string,
    });
    close();
  });

  it("ends with 130 when it is interrupted", async () => {
    const { url, close } = await listen(() => undefined);
    expect((await cli.run(`get routes --server ${url}`, { signal: AbortSignal.timeout(50) })).code).toBe(130);
    close();
  });

  it("refuses a key file that holds none", async () => {
    await cli.write("empty.key", "\n");
    expect(await cli.run("get routes --key-file empty.key")).toMatchObject({ code: 2, err: expect.stringContaining("does not hold a key") as string });
    expect(await cli.run("get routes --ca-file no.pem")).toMatchObject({ code: 2, err: expect.stringContaining("no.pem cannot be read") as string });
  });
});

describe("validate", () => {
  it("finds every problem with its place, without a server", async () => {
    const offline = await createCli(undefined);
    await offline.write(
      "routes/a.yaml",
      `kind: Route
name: hello
spec:
  parents: [{ name: edge }]
  rules:
    - matches: [{ path: { prefix: hello } }]
      backends: [{ service: hello, wieght: 1 }]
---
kind: Gateway
name: Edge
spec: { listeners: [] }
`,
    );
    const { code, out } = await offline.run("validate routes");
    expect(code).toBe(3);
    expect(out.split("\n").filter((line) => line.startsWith("routes/a.yaml:"))).toEqual([
      expect.stringMatching(/^routes\/a\.yaml:6:27: Path "hello" is not valid$/u),
      expect.stringMatching(/^routes\/a\.yaml:7:36: Field "wieght" is not known here$/u),
      expect.stringMatching(/^routes\/a\.yaml:10:1: Name "Edge" is not a DNS label$/u),
      expect.stringMatching(/^routes\/a\.yaml:11:9: /u),
    ]);
    await offline.write("order.yaml", "kind: Route\nname: a\nspec:\n  parent: []\n  rules:\n    - backends: [{ service: A }]\n");
    const places = (await offline.run("validate order.yaml")).out.split("\n").filter((line) => line.startsWith("order.yaml:"));
    expect(places.map((line) => line.split(":")[1])).toEqual(["3", "4", "6"]);
    expect(await offline.run("validate -", { stdin: "kind: Service\nname: a\nspec: { endpoints: { static: [] } }\n" })).toEqual({
      code: 0,
      out: "1 object is valid\n",
      err: "",
    });
  });

  it("takes the example", async () => {
    const offline = await createCli(undefined);
    const folder = new URL("../../../examples/hello/", import.meta.url).pathname;
    for (const file of ["node-group", "gateway", "service", "route", "private", "limit", "protect", "signed", "canary"])
      expect((await offline.run(`validate ${folder}${file}.yaml`)).code).toBe(0);
    const demo = new URL("../../../compose/demo/objects", import.meta.url).pathname;
    expect(await offline.run(`validate ${demo}`)).toMatchObject({ code: 0, out: "5 objects are valid\n" });
  });
});

describeWith("bootstrap", ["envoy"], () => {
  it("writes what Envoy takes, in YAML or JSON", async () => {
    await cli.write("edge.token", "slc_edge_1\n");
    const line =
      "bootstrap --node edge-1 --token-file edge.token --discovery 10.0.0.1:18000 --discovery 10.0.0.2:18000 --zone a --max-heap 1GiB --admin-port 0";
    for (const rest of ["", " --sotw", " -o json", " --delta -o json"]) {
      const { code, out, err } = await cli.run(`${line}${rest}`);
      expect({ code, err }).toEqual({ code: 0, err: "" });
      expect(await validateWithEnvoy(out)).toBeUndefined();
      expect(out).toContain("Bearer slc_edge_1");
    }
    expect(parse((await cli.run(line)).out)).toMatchObject({
      overload_manager: { resource_monitors: [{ typed_config: { max_heap_size_bytes: 2 ** 30 } }, {}] },
    });
  });

  it.each([
    ["bootstrap", /required option '--node <id>'/u],
    ["bootstrap --node a --discovery nowhere", /It must be HOST:PORT/u],
    ["bootstrap --node a --delta --sotw", /cannot be used with/u],
    ["bootstrap --node a --cert-file a.pem", /--cert-file and --key-file go together/u],
    ["bootstrap --node a --cert-file a.pem --key-file a.key", /need --ca-file/u],
    ["bootstrap --node a --token-file missing", /Token file .+missing cannot be read/u],
    ["bootstrap --node a --max-heap 5", /64MiB or more/u],
    ["bootstrap --node a --admin-port 70000", /It must be a port/u],
  ])("refuses %s", async (line, words) => {
    const { code, err } = await cli.run(line);
    expect(code).toBe(2);
    expect(err).toMatch(words);
  });
});

describe("help", () => {
  it("lists every command in its group and the exit codes", async () => {
    const { code, out } = await cli.run("--help");
    expect(code).toBe(0);
    for (const word of [
      "Objects:",
      "History:",
      "Fleet:",
      "apply",
      "get",
      "describe",
      "delete",
      "diff",
      "validate",
      "export",
      "history",
      "revert",
      "backup",
      "nodes",
      "explain",
      "bootstrap",
      "token",
    ]) {
      expect(out).toContain(word);
    }
    expect(out).toContain("Exit codes:\n  0    done\n");
    expect((await cli.run("--version")).out).toMatch(/^\d+\.\d+\.\d+\n$/u);
  });
});
