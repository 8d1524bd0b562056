import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { atEnd } from "../binary/at-end.ts";
import { freePorts } from "../binary/free-port.ts";
import { tempFolder } from "../binary/temp-folder.ts";
import { type RunningProgram, startProgram } from "../program/start-program.ts";
import { testAuthority } from "../tls/certificates.ts";
import { writeFiles } from "../tls/write-files.ts";
import { startGrpcBackend } from "../traffic/grpc-backend.ts";
import { startBootstrapped } from "../traffic/xds-client/xds-client.ts";

const name = "echo.mesh.test";

/** What {@link itWorksAsTold} does differently. */
export interface AsTold {
  /** The client, which gets the bootstrap and the name. */
  readonly command: () => Promise<readonly [string, ...string[]]>;
  /** Whether discovery is spoken to with certificates of both sides. Default false. */
  readonly mtls?: boolean;
}

/** The page about gRPC, command by command: `integrate`, `serve`, `apply`, `--check`, and a client that is admitted by what was printed. */
export function itWorksAsTold({ command, mtls = false }: AsTold): void {
  it(`works as it is told, ${mtls ? "with certificates of both sides" : "in plain text on one machine"}`, async () => {
    const folder = await tempFolder("grpc-page");
    const program = (...args: readonly string[]): RunningProgram => startProgram({ args: [...args], cwd: folder });
    const [admin = 0, discovery = 0] = await freePorts(2);
    const { port } = await startGrpcBackend("one");
    if (mtls) await writeCertificates(folder);
    const file = (path: string): string => join(folder, path);
    const client = ["--ca-file", file("ca.pem"), "--cert-file", file("client.pem"), "--key-file", file("client.key"), "--san", "*.clients.test"];
    const asked = ["--node", "client-1", "--name", name, "--discovery", `localhost:${discovery}`, "--backend", `127.0.0.1:${port}`, ...(mtls ? client : [])];
    expect(await program("integrate", "grpc", ...asked, "-o", "files", "--to", "mesh-grpc").ended).toBe(0);

    const server = ["--tls-cert-file", "server.pem", "--tls-key-file", "server.key", "--client-ca-file", "ca.pem"];
    const places = ["--admin-address", `127.0.0.1:${admin}`, "--discovery-address", `127.0.0.1:${discovery}`];
    const serve = program("serve", ...places, ...(mtls ? server : []));
    atEnd(() => void serve.stop());
    await serve.until(/"message":"Ready"/u);
    const connection = mtls ? ["--server", `https://localhost:${admin}`, "--ca-file", "ca.pem"] : ["--server", `http://127.0.0.1:${admin}`];
    expect(await program("apply", "-f", "mesh-grpc/sluice/objects.yaml", ...connection).ended).toBe(0);
    const check = program("integrate", "grpc", ...asked, "--check");
    expect([await check.ended, check.out()]).toEqual([0, expect.not.stringContaining("bad")]);

    const bootstrap = JSON.parse(await readFile(file("mesh-grpc/mesh/bootstrap.json"), "utf8")) as object;
    const caller = await startBootstrapped(name, bootstrap, await command());
    await expect.poll(async () => caller.call("/test.Echo/Say", 2), { timeout: 20_000 }).toEqual({ "one:hello": 2 });
    const nodes = program("nodes", ...connection);
    await nodes.ended;
    expect(nodes.out()).toContain("client-1");
  }, 1_200_000);
}

async function writeCertificates(folder: string): Promise<void> {
  const authority = await testAuthority();
  const [server, client] = [await authority.issue({ hostnames: ["localhost"] }), await authority.issue({ hostnames: ["client-1.clients.test"] })];
  await writeFiles(folder, {
    "ca.pem": authority.chain,
    "server.pem": server.chain,
    "server.key": server.privateKey,
    "client.pem": client.chain,
    "client.key": client.privateKey,
  });
}
