import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { expect, it } from "vitest";
import { freePorts } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { tempFolder } from "../kit/binary/temp-folder.ts";
import { accessLogArguments, accessLogText } from "../kit/load/access-log.ts";
import { startLoad } from "../kit/load/load.ts";
import { gateway } from "../kit/objects/gateway.ts";
import { certificate, nodeGroup, trustBundle } from "../kit/objects/others.ts";
import { route } from "../kit/objects/route.ts";
import { service } from "../kit/objects/service.ts";
import { attachEnvoy, newPlace, nodeToken, type ServedProgram, startServe } from "../kit/program/serve-program.ts";
import { waitFor } from "../kit/stack/stack.ts";
import { testAuthority } from "../kit/tls/certificates.ts";
import { startHttpBackend } from "../kit/traffic/http-backend.ts";

/** A connected node with what it subscribes to, by type; undefined while it is not connected. */
async function subscriptions(program: ServedProgram): Promise<Record<string, number> | undefined> {
  const [node] = (await program.nodes()).filter(({ state }) => state === "connected");
  return node && Object.fromEntries(node.types.map(({ type, subscribed }) => [type, subscribed]));
}

describeWith("kill -9 of the control plane under load", ["envoy"], () => {
  // A stream that carries the state of the world cannot say what it has; the proxy takes the same versions again without a change.
  it.each([
    { variant: "delta", returns: 0, edit: 2 },
    { variant: "sotw", returns: expect.any(Number) as number, edit: 2 },
  ] as const)("fails no request, and what the proxy has is not sent again ($variant)", async ({ variant, returns, edit }) => {
    const authority = await testAuthority();
    const { chain: cert, privateKey: key } = await authority.issue({ hostnames: ["localhost"] });
    const [plain, secure] = [await startHttpBackend("plain"), await startHttpBackend("secure", { tls: { cert, key } })];
    for (const { server } of [plain, secure]) server.keepAliveTimeout = 600_000;
    const [http = 0, https = 0] = await freePorts(2);
    const accessLog = join(await tempFolder("load"), "access.log");
    const prefixes = ["static", "dns", "checked", "secure"];
    const rules = (value: string) =>
      prefixes.reduce((made, name) => made.prefix(`/${name}`, name, { headers: { response: { set: { "x-edit": value } } } }), route("all", "web"));
    const place = await newPlace();
    const first = await startServe(place);
    await first.apply([
      nodeGroup("edge", { logFolders: ["/"] }),
      trustBundle("authority", authority.chain),
      certificate("main", await authority.issue({ hostnames: ["www.example.test"] })),
      gateway("web")
        .with({ address: "127.0.0.1", accessLog: { to: { file: accessLog }, text: accessLogText } })
        .http(http)
        .https(https, "main"),
      service("static", plain.port),
      service("dns").dns("localhost", plain.port, { family: "v4" }),
      service("checked", plain.port).with({ healthCheck: { interval: "1s", http: { path: "/" } } }),
      service("secure", secure.port).with({ connectTimeout: "10s", tls: { sni: "localhost", trust: { name: "authority" } } }),
      rules("before"),
    ]);
    const envoy = await attachEnvoy("edge-1", { variant, token: await nodeToken(first), replicas: [place], args: accessLogArguments });
    const before = await subscriptions(first);
    expect(before).toMatchObject({ endpoint: expect.any(Number) as number, secret: expect.any(Number) as number });
    const targets = [
      ...prefixes.map((name) => ({ port: http, path: `/${name}` })),
      { port: https, path: "/static", host: "www.example.test", ca: authority.chain, keepAlive: true },
    ];
    const load = startLoad({ targets, perSecond: 100, accessLogs: [accessLog] });
    await waitFor(() => load.answered > 50, 10_000, "load");

    await first.kill();
    const answeredAtKill = load.answered;
    await waitFor(() => load.answered > answeredAtKill + 150, 10_000, "load without a control plane");
    const second = await startServe(place);
    await waitFor(async () => isDeepStrictEqual(await subscriptions(second), before), 10_000, `the subscriptions ${JSON.stringify(before)}`);
    const answeredAtReturn = load.answered;
    await waitFor(() => load.answered > answeredAtReturn + 100, 10_000, "load after the return");
    const sent = await second.metric("sluice_xds_resources_total");
    expect(sent).toEqual(returns);

    // One edit of two tables is two resources: nothing else was kept back until then.
    const { rollout } = await second.apply([rules("after")], { waitMs: 10_000 });
    expect(rollout).toMatchObject({ acked: 1, pending: [], refused: [] });
    expect((await second.metric("sluice_xds_resources_total")) - sent).toBe(edit);
    expect(await load.stop()).toMatchObject({ failures: [] });
    expect(Object.values(await envoy.admin.stats("update_rejected$")).filter((count) => count > 0)).toEqual([]);
    await envoy.stop();
    await second.stop();
  });
});
