import { createServer, type Server } from "node:net";
import { beforeAll, describe, expect, it } from "vitest";
import type { Finding } from "../../src/integrate/target.ts";
import { atEnd } from "../kit/binary/at-end.ts";
import { freePort } from "../kit/binary/free-port.ts";
import { tempFolder } from "../kit/binary/temp-folder.ts";
import { checkWith } from "../kit/integrate/generate-with.ts";
import type { MeshServices } from "../kit/integrate/mesh-services.ts";
import { startStandIns } from "../kit/integrate/stand-in-services.ts";
import { testAuthority } from "../kit/tls/certificates.ts";
import { writeFiles } from "../kit/tls/write-files.ts";
import { startHttpBackend } from "../kit/traffic/http-backend.ts";

const rest = ["--upstream", "127.0.0.1:8080", "--limit-by", "header:x-client"];
const keys = { limit: 3, policy: "mesh", goodKey: "key-of-the-tests-0123456789" };

/** What `--check` says, as `bad: …` lines. */
async function check(...options: readonly string[]): Promise<readonly string[]> {
  return (await checkWith("envoy", [...options, ...rest])).map(
    ({ state, detail, hint }: Finding) => `${state}: ${detail}${hint === undefined ? "" : ` (${hint})`}`,
  );
}

describe("--check of services in plain text", () => {
  let services: MeshServices;

  beforeAll(async () => {
    services = await startStandIns(keys);
  });

  it("finds nothing wrong with services that work, and charges nothing", async () => {
    for (let asked = 0; asked <= keys.limit; asked++)
      expect(await check("--ratelimit", services.ratelimit, "--authz", services.authz)).toEqual([
        "good: It limits by x-client in the domain sluice",
        "good: It decides: GET http://sluice-check.invalid/sluice-check is denied",
      ]);
  });

  it("names a wrong address", async () => {
    expect(await check("--authz", `127.0.0.1:${await freePort()}`)).toEqual([expect.stringMatching(/^bad: Nothing listens at 127\.0\.0\.1:\d+/u)]);
    expect(await check("--authz", "nowhere.invalid:1")).toEqual([expect.stringMatching(/^bad: No address is known for the name nowhere\.invalid/u)]);
  });

  it("names services that are mixed up", async () => {
    expect(await check("--ratelimit", services.authz)).toEqual([expect.stringMatching(/^bad: What listens there does not offer rate limits/u)]);
    expect(await check("--authz", services.ratelimit)).toEqual([expect.stringMatching(/^bad: What listens there does not offer authorization/u)]);
  });

  it("names what is no gRPC", async () => {
    const { port } = await startHttpBackend("web");
    expect(await check("--authz", `127.0.0.1:${port}`)).toEqual([expect.stringMatching(/^bad: It (?:does not speak HTTP\/2|closed the connection)/u)]);
  });

  it("does not wait for ever for one that says nothing", async () => {
    const silent: Server = createServer(() => undefined);
    atEnd(() => silent.close());
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as { port: number };
    expect(await checkWith("envoy", ["--authz", `127.0.0.1:${port}`, ...rest], { timeoutMs: 200 })).toMatchObject([
      { state: "bad", detail: "No answer in time" },
    ]);
  });

  it("names a policy that is not known", async () => {
    expect(await check("--authz", services.authz, "--policy", "other")).toEqual([
      expect.stringMatching(/^bad: It cannot decide: .*\(Does it know the policy other/u),
    ]);
  });
});

describe("--check of services with TLS", () => {
  let folder: string;
  let tls: MeshServices;
  let mtls: MeshServices;

  beforeAll(async () => {
    folder = await tempFolder("check");
    const authority = await testAuthority();
    const server = await authority.issue({ hostnames: ["sluice.test"] });
    const client = await authority.issue({ hostnames: ["proxy.test"] });
    const other = await testAuthority("Other");
    const stranger = await other.issue({ hostnames: ["proxy.test"] });
    tls = await startStandIns({ ...keys, tls: { server } });
    mtls = await startStandIns({ ...keys, tls: { server, clientCa: authority.chain } });
    await writeFiles(folder, {
      "ca.pem": authority.chain,
      "other.pem": other.chain,
      "client.pem": client.chain,
      "client.key": client.privateKey,
      "stranger.pem": stranger.chain,
      "stranger.key": stranger.privateKey,
    });
  });

  const named = (ca: string, name = "sluice.test"): readonly string[] => ["--ca-file", `${folder}/${ca}`, "--server-name", name];
  const client = (who: string): readonly string[] => ["--cert-file", `${folder}/${who}.pem`, "--key-file", `${folder}/${who}.key`];

  it("finds nothing wrong with the right files", async () => {
    expect(await check("--authz", tls.authz, ...named("ca.pem"))).toEqual([expect.stringMatching(/^good: It decides/u)]);
    expect(await check("--ratelimit", mtls.ratelimit, ...named("ca.pem"), ...client("client"))).toEqual([expect.stringMatching(/^good: It limits/u)]);
  });

  it("names TLS that is on one side only", async () => {
    expect(await check("--authz", tls.authz)).toEqual([expect.stringMatching(/^bad: It (?:speaks TLS|closed the connection).*--ca-file/u)]);
    const plain = await startStandIns(keys);
    expect(await check("--authz", plain.authz, ...named("ca.pem"))).toEqual([expect.stringMatching(/^bad: It does not speak TLS/u)]);
  });

  it("names a wrong authority, a wrong name and a file that is not there", async () => {
    expect(await check("--authz", tls.authz, ...named("other.pem"))).toEqual([
      expect.stringMatching(/^bad: Its certificate is of an authority that is not in --ca-file/u),
    ]);
    expect(await check("--authz", tls.authz, ...named("ca.pem", "elsewhere.test"))).toEqual([
      expect.stringMatching(/^bad: Its certificate is not for the name elsewhere\.test/u),
    ]);
    expect(await check("--authz", tls.authz, ...named("gone.pem"))).toEqual([expect.stringMatching(/^bad: It cannot be read: ENOENT/u)]);
  });

  it("names a missing client certificate, and one of a stranger", async () => {
    expect(await check("--authz", mtls.authz, ...named("ca.pem"))).toEqual([expect.stringMatching(/wants a client certificate.*--cert-file/u)]);
    expect(await check("--authz", mtls.authz, ...named("ca.pem"), ...client("stranger"))).toEqual([
      expect.stringMatching(/^bad: It does not take the client certificate/u),
    ]);
  });
});
