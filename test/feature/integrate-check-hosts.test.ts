import { beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../kit/binary/free-port.ts";
import { checkWith } from "../kit/integrate/generate-with.ts";
import type { MeshServices } from "../kit/integrate/mesh-services.ts";
import { startRestApi } from "../kit/integrate/rest-api.ts";
import { startStandIns } from "../kit/integrate/stand-in-services.ts";
import { startGrpcBackend } from "../kit/traffic/grpc-backend.ts";

let services: MeshServices;

beforeAll(async () => {
  services = await startStandIns({ limit: 3, policy: "mesh", goodKey: "key-of-the-tests-0123456789" });
});

/** What `--check` says of a subject, as `bad: … (hint)` lines. */
async function check(target: string, subject: string, ...options: readonly string[]): Promise<readonly string[]> {
  const found = (await checkWith(target, options)).filter((finding) => finding.subject.startsWith(subject));
  return found.map(({ state, detail, hint }) => `${state}: ${detail}${hint === undefined ? "" : ` (${hint})`}`);
}

describe("--check of a proxy of the host", () => {
  const checkEnvoy = (admin: string): Promise<readonly string[]> =>
    check("envoy", "Envoy", "--authz", services.authz, "--upstream", "127.0.0.1:1", "--envoy-admin", admin);
  const typed = { "@type": "type.googleapis.com/envoy.extensions.filters.http.ext_authz.v3.ExtAuthz" };
  const pages = (version: string, dump: unknown, clusters: readonly unknown[]): Readonly<Record<string, unknown>> => ({
    "/server_info": { version: `abc/${version}/Clean/RELEASE/BoringSSL` },
    "/config_dump": dump,
    "/clusters?format=json": { cluster_statuses: clusters },
  });
  const host = (stats: Readonly<Record<string, number>>): unknown => ({
    stats: Object.entries(stats).map(([name, value]) => ({ name, value: String(value) })),
  });

  it("finds nothing wrong with one that has it all", async () => {
    const admin = await startRestApi(
      pages("1.40.0", typed, [{ name: "sluice_authz", host_statuses: [host({ rq_success: 3, cx_connect_fail: 1 }), host({ cx_connect_fail: 2 })] }]),
    );
    expect(await checkEnvoy(admin)).toEqual([
      "good: It is version 1.40.0",
      "good: It has the filter ExtAuthz",
      "good: Its cluster sluice_authz has 1 of 2 endpoints that work",
    ]);
  });

  it("names an old version, a missing filter, a missing cluster", async () => {
    expect(await checkEnvoy(await startRestApi(pages("1.30.1", {}, [])))).toEqual([
      expect.stringMatching(/^bad: It is version 1\.30\.1, which does not know all.*\(Update it to 1\.32\.0 or newer\)/u),
      expect.stringMatching(/^bad: It has no filter ExtAuthz \(Are the files applied/u),
      expect.stringMatching(/^bad: It has no cluster sluice_authz/u),
    ]);
  });

  it("names a cluster that has no endpoint, or only such that fail", async () => {
    const one = async (...hosts: readonly unknown[]): Promise<string | undefined> =>
      (await checkEnvoy(await startRestApi(pages("1.40.0", typed, [{ name: "sluice_authz", host_statuses: hosts }])))).at(-1);
    expect(await one()).toMatch(/^bad: Its cluster sluice_authz has no endpoint/u);
    expect(await one(host({ cx_connect_fail: 2 }))).toMatch(/^bad: No endpoint of its cluster sluice_authz works/u);
    expect(await one({ health_status: { failed_outlier_check: true } })).toMatch(/^bad: No endpoint of its cluster sluice_authz works/u);
  });

  it("names what is no admin interface of Envoy", async () => {
    expect(await checkEnvoy(await startRestApi({}))).toEqual([expect.stringMatching(/^bad: Its admin interface answers with status 404/u)]);
    expect(await checkEnvoy(`http://127.0.0.1:${await freePort()}`)).toEqual([expect.stringMatching(/^bad: Its admin interface does not answer/u)]);
  });
});

describe("--check of Kuma", () => {
  const checkKuma = (api: string): Promise<readonly string[]> => check("kuma", "Kuma", "--authz", services.authz, "--kuma-api", api);

  it("tells that the policy is there", async () => {
    const api = await startRestApi({ "/": { version: "2.13.1" }, "/meshes/default/meshproxypatches/sluice": { name: "sluice" } });
    expect(await checkKuma(api)).toEqual(["good: It is version 2.13.1", "good: The mesh default has the MeshProxyPatch sluice"]);
  });

  it("names an old version and a policy that is not there", async () => {
    expect(await checkKuma(await startRestApi({ "/": { version: "2.9.4" } }))).toEqual([
      expect.stringMatching(/^bad: It is version 2\.9\.4.*\(Update it to 2\.10\.0/u),
      "bad: The mesh default has no MeshProxyPatch sluice (Apply the files of mesh/)",
    ]);
  });

  it("names what is not Kuma", async () => {
    expect(await checkKuma(await startRestApi({}))).toEqual([expect.stringMatching(/^bad: Its REST API does not tell its version/u)]);
  });
});

describe("--check of Consul", () => {
  const checkConsul = (subject: string, api: string): Promise<readonly string[]> =>
    check("consul", subject, "--service", "orders", "--authz", services.authz, "--consul-api", api);
  const agent = { "/v1/agent/self": { Config: { Version: "1.22.0" } } };

  it("tells that the extension is there", async () => {
    const entry = { EnvoyExtensions: [{ Name: "builtin/ext-authz" }] };
    const api = await startRestApi({ ...agent, "/v1/config/service-defaults/orders": entry });
    expect(await checkConsul("Consul", api)).toEqual(["good: It is version 1.22.0", "good: The service orders has the extension builtin/ext-authz"]);
  });

  it("names an old version, an extension that is not there, and what is not Consul", async () => {
    expect(await checkConsul("Consul", await startRestApi({ "/v1/agent/self": { Config: { Version: "1.15.4" } } }))).toEqual([
      expect.stringMatching(/^bad: It is version 1\.15\.4, which has no builtin\/ext-authz/u),
    ]);
    expect(await checkConsul("Consul", await startRestApi(agent))).toEqual([
      "good: It is version 1.22.0",
      "bad: The service orders has no extension builtin/ext-authz (Write mesh/service-defaults.json)",
    ]);
    expect(await checkConsul("Consul", await startRestApi({}))).toEqual([expect.stringMatching(/^bad: Its HTTP API does not tell its version/u)]);
  });

  it("asks as the extension does, which sends no name of a policy", async () => {
    expect(await checkConsul("authorization", await startRestApi(agent))).toEqual([expect.stringMatching(/^bad: .*\(.*--auth-default mesh\)/u)]);
  });
});

describe("--check of gRPC without proxies", () => {
  it("names discovery and servers that are not there", async () => {
    const { port } = await startGrpcBackend("orders");
    const nobody = await freePort();
    const options = ["--node", "a", "--name", "orders.test", "--backend", `127.0.0.1:${port}`, "--discovery", `127.0.0.1:${nobody}`];
    expect(await check("grpc", "server", ...options)).toEqual(["good: It speaks gRPC"]);
    expect(await check("grpc", "discovery", ...options)).toEqual([expect.stringMatching(/^bad: Nothing listens at/u)]);
  });
});
