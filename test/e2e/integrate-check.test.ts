import { beforeAll, describe, expect, it } from "vitest";
import { targets } from "../../src/integrate/registry.ts";
import type { Finding } from "../../src/integrate/target.ts";
import { type Envoy, startEnvoy } from "../kit/binary/envoy.ts";
import { freePort } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { checkWith, fileNamed, generateWith } from "../kit/integrate/generate-with.ts";
import type { MeshServices } from "../kit/integrate/mesh-services.ts";
import { newServicePlaces, startSluiceServices } from "../kit/integrate/sluice-services.ts";
import { send } from "../kit/traffic/http-request.ts";

const limits = ["--limit-by", "header:x-client", "--policy", "mesh"];

/** What each target wants to know besides. */
const demanded: Readonly<Record<string, readonly string[]>> = {
  envoy: ["--upstream", "127.0.0.1:1"],
  "envoy-ecds": ["--cluster", "theirs"],
  istio: ["--namespace", "shop"],
  "envoy-gateway": ["--gateway", "edge"],
  contour: ["--fqdn", "app.test", "--service", "app:80"],
  kuma: [],
  consul: ["--service", "orders"],
  kgateway: ["--gateway", "edge"],
  gloo: ["--fqdn", "app.test", "--service", "app:80"],
  "drop-in": [],
};

const ofServices = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter(({ subject }) => /^(?:rate limit|authorization) service/u.test(subject));

describe.each(targets.filter(({ asks }) => "authz" in asks))("--check of our services with the files that are written for $name", ({ name }) => {
  it("finds that they answer what this host's proxies will ask", async () => {
    const places = await newServicePlaces();
    const options = ["--ratelimit", places.ratelimit, "--authz", places.authz, ...limits, ...(demanded[name] ?? [])];
    const output = await generateWith(name, options);
    const wants = output.steps.join("\n").includes("--auth-default") ? ["--auth-default", "mesh"] : [];
    const services = await startSluiceServices(output, places, wants);
    expect(ofServices(await checkWith(name, options))).toMatchObject([{ state: "good" }, { state: "good" }]);
    await Promise.all([services.stopRateLimit(), services.stopAuthz()]);
    expect(ofServices(await checkWith(name, options))).toMatchObject([{ state: "bad" }, { state: "bad" }]);
  }, 60_000);
});

describeWith("--check --envoy-admin of a real Envoy", ["envoy"], () => {
  let options: readonly string[];
  let services: MeshServices;
  let envoy: Envoy;
  let port: number;

  beforeAll(async () => {
    const places = await newServicePlaces();
    port = await freePort();
    options = ["--ratelimit", places.ratelimit, "--authz", places.authz, ...limits, "--upstream", "127.0.0.1:1", "--listen", `127.0.0.1:${port}`];
    const output = await generateWith("envoy", options);
    services = await startSluiceServices(output, places);
    envoy = await startEnvoy(fileNamed(output, "mesh/envoy.yaml").documents[0] ?? {});
  }, 60_000);

  const check = async (admin: string): Promise<readonly Finding[]> =>
    (await checkWith("envoy", [...options, "--envoy-admin", admin])).filter(({ subject }) => subject.startsWith("Envoy"));

  it("finds version, filters and clusters", async () => {
    expect(await check(envoy.admin.url)).toEqual([
      { subject: `Envoy ${envoy.admin.url}`, state: "good", detail: `It is version ${envoy.version}` },
      expect.objectContaining({ state: "good", detail: "It has the filter RateLimit" }),
      expect.objectContaining({ state: "good", detail: "It has the filter ExtAuthz" }),
      expect.objectContaining({ state: "good", detail: "Its cluster sluice_ratelimit has 1 of 1 endpoints that work" }),
      expect.objectContaining({ state: "good", detail: "Its cluster sluice_authz has 1 of 1 endpoints that work" }),
    ]);
  });

  it("finds that an Envoy has nothing of ours", async () => {
    const plain = await startEnvoy({});
    const bad = (await check(plain.admin.url)).filter(({ state }) => state === "bad").map(({ detail }) => detail);
    expect(bad).toEqual(["It has no filter RateLimit", "It has no filter ExtAuthz", "It has no cluster sluice_ratelimit", "It has no cluster sluice_authz"]);
  });

  it("finds that an Envoy cannot reach a service", async () => {
    await services.stopAuthz();
    expect((await send({ port })).status).toBe(403);
    expect((await check(envoy.admin.url)).at(-1)).toMatchObject({
      state: "bad",
      detail: "No endpoint of its cluster sluice_authz works: no connection, or only errors",
    });
  });
});
