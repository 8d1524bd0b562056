import { mkdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { credentials } from "@grpc/grpc-js";
import { expect, it } from "vitest";
import { freePorts } from "../kit/binary/free-port.ts";
import { startProcess, waitReady } from "../kit/binary/running-process.ts";
import { tempFolder } from "../kit/binary/temp-folder.ts";
import { laneClient } from "../kit/http2/lane-client.ts";
import { type TestCertificate, testAuthority } from "../kit/tls/certificates.ts";
import { shownFor } from "../kit/tls/handshake.ts";

/** PERMISSION_DENIED or UNAVAILABLE, by when the client hears of it. */
const refused = [7, 14];
const sluice = fileURLToPath(new URL("../../src/main/sluice.ts", import.meta.url));

it("all roles show a new certificate once its files are there, and let in clients by their names", async () => {
  const authority = await testAuthority();
  const [first, second, edge, batch] = await Promise.all([
    authority.issue({ hostnames: ["sluice.test"], commonName: "first" }),
    authority.issue({ hostnames: ["sluice.test"], commonName: "second" }),
    authority.issue({ uris: ["spiffe://fleet/edge/1"] }),
    authority.issue({ uris: ["spiffe://fleet/batch/1"] }),
  ]);
  const folder = await tempFolder("tls-files");
  const write = async ({ chain, privateKey }: TestCertificate): Promise<void> => {
    await Promise.all([writeFile(join(folder, "tls.crt"), chain), writeFile(join(folder, "tls.key"), privateKey)]);
  };
  await Promise.all([write(first), writeFile(join(folder, "ca.pem"), authority.chain)]);
  const [admin = 0, discovery = 0, ratelimit = 0, http = 0] = await freePorts(4);
  const places = { admin, discovery, ratelimit, "ratelimit-http": http };
  const program = await startProcess({
    path: process.execPath,
    args: [
      ...[sluice, "serve", "--roles", "admin,discovery,ratelimit", "--store", "memory"],
      ...Object.entries(places).flatMap(([name, port]) => [`--${name}-address`, `127.0.0.1:${port}`]),
      ...["--tls-cert-file", "tls.crt", "--tls-key-file", "tls.key", "--client-ca-file", "ca.pem", "--client-names", "URI:spiffe://fleet/edge/*"],
    ],
    logFile: join(folder, "serve.log"),
    cwd: folder,
  });
  await waitReady(program, async () => (await program.log()).includes('"Ready"'), { what: "sluice serve" });
  const shown = (): Promise<string[]> => Promise.all(Object.values(places).map((port) => shownFor(port, "sluice.test")));
  expect(await shown()).toEqual(["first", "first", "first", "first"]);

  const call = async ({ chain, privateKey }: TestCertificate): Promise<number> => {
    const channel = credentials.createSsl(Buffer.from(authority.chain), Buffer.from(privateKey), Buffer.from(chain));
    const client = laneClient(`127.0.0.1:${ratelimit}`, channel, { "grpc.ssl_target_name_override": "sluice.test" });
    const { code } = await client.call("/grpc.health.v1.Health/Check", Buffer.alloc(0));
    client.close();
    return code;
  };
  expect(await call(edge)).toBe(0);
  expect(refused).toContain(await call(batch));

  await write(second);
  await expect.poll(shown, { timeout: 30_000, interval: 200 }).toEqual(["second", "second", "second", "second"]);
  expect(await call(edge)).toBe(0);
  expect(refused).toContain(await call(batch));
  expect(await program.log()).toContain("TLS certificate is replaced");
  await program.stop();
});

it("rate limits are served on a Unix socket, within other bounds than the defaults", async () => {
  const folder = await tempFolder("unix");
  await mkdir(join(folder, "limits"));
  await writeFile(join(folder, "limits/edge.yaml"), "domain: edge\ndescriptors: [{ key: user, rate_limit: { unit: hour, requests_per_unit: 5 } }]\n");
  const [http = 0] = await freePorts(1);
  const program = await startProcess({
    path: process.execPath,
    args: [
      ...[sluice, "serve", "--roles", "ratelimit", "--limits", "limits", "--ratelimit-http-address", `127.0.0.1:${http}`],
      ...["--ratelimit-address", "unix:limits.sock?mode=660", "--lane-limits", "maxMessageBytes=1000"],
    ],
    logFile: join(folder, "serve.log"),
    cwd: folder,
  });
  await waitReady(program, async () => (await program.log()).includes('"Ready"'), { what: "sluice serve" });
  expect(await program.log()).toContain("unix:limits.sock");
  expect((await stat(join(folder, "limits.sock"))).mode & 0o777).toBe(0o660);
  const client = laneClient(`unix:${join(folder, "limits.sock")}`);
  expect(await client.call("/grpc.health.v1.Health/Check", Buffer.alloc(0))).toMatchObject({ code: 0 });
  expect(await client.call("/envoy.service.ratelimit.v3.RateLimitService/ShouldRateLimit", Buffer.alloc(1001))).toMatchObject({ code: 8 });
  client.close();
  await program.stop();
});
