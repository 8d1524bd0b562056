import { execFile } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { freePorts } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { type RunningProcess, waitReady } from "../kit/binary/running-process.ts";
import { tempFolder } from "../kit/binary/temp-folder.ts";
import { type ComposeModel, type ComposeService, loadCompose } from "../kit/compose/load-compose.ts";
import { type PlainHost, replaced, runService } from "../kit/compose/run-service.ts";
import { startProgram } from "../kit/program/start-program.ts";
import { selfSigned } from "../kit/tls/certificates.ts";

const run = promisify(execFile);
const repository = fileURLToPath(new URL("../..", import.meta.url));
const demo = join(repository, "compose/demo");
const program = join(repository, "src/main/sluice.ts");

/** Commands that start and end again, in the order of the stack; the others stay. */
const oneShots = ["seal-key", "setup"];
const order = ["etcd", "redis", "seal-key", "sluice", "setup", "hello-v1", "hello-v2", "edge-1", "edge-2"];

describeWith("compose/demo", ["go", "etcd", "redis", "envoy"], ({ etcd, redis, envoy }) => {
  let model: ComposeModel;

  beforeAll(async () => {
    model = await loadCompose(join(demo, "compose.yaml"));
  }, 600_000);

  it("is what the compose specification's own library takes", () => {
    expect(Object.keys(model.services).sort()).toEqual([...order].sort());
    for (const [name, { image, ports, depends_on: needs }] of Object.entries(model.services)) {
      expect(image, name).not.toMatch(/:latest$/u);
      for (const port of ports) expect(port.host_ip, `${name} publishes port ${port.published}`).toBe("127.0.0.1");
      for (const need of Object.keys(needs)) expect(order.indexOf(need), `${name} starts after ${need}`).toBeLessThan(order.indexOf(name));
    }
    expect(model.services["edge-1"]?.image).toBe(`envoyproxy/envoy:v${envoy.version}`);
  });

  it("is refused when it is broken, so that the case above says something", async () => {
    const file = join(await tempFolder("compose"), "compose.yaml");
    writeFileSync(file, readFileSync(join(demo, "compose.yaml"), "utf8").replace("restart: unless-stopped", "restrat: unless-stopped"));
    await expect(loadCompose(file)).rejects.toThrow(/restrat/u);
  });

  it("works by its own commands and files, here without containers", async () => {
    const folder = await tempFolder("demo");
    const ports = await freePorts(8);
    const [gateway = 0] = ports;
    const host = plainHost({
      folder,
      ports,
      programs: { etcd: etcd.path, "redis-server": redis.path, envoy: envoy.path, node: process.execPath, sluice: await sluiceCommand(folder) },
    });
    const running: RunningProcess[] = [];
    try {
      for (const name of order) {
        const service = model.services[name];
        if (service === undefined) throw new Error(`No service ${name}`);
        const child = await runService(name, apart(name, service, ports), host);
        running.push(child);
        if (oneShots.includes(name)) expect(await child.exited, `${name}: ${await child.log()}`).toBe(0);
        else await waitReady(child, healthOf(name, ports), { what: name });
      }
      const answers = await Promise.all(Array.from({ length: 200 }, async () => (await fetch(`http://127.0.0.1:${gateway}/hello`)).text()));
      expect(new Set(answers)).toEqual(new Set(["Hello from hello v1\n", "Hello from hello v2\n"]));

      // What the README says to do after a change: run setup once more.
      const objects = join(folder, "objects/hello.yaml");
      writeFileSync(objects, readFileSync(objects, "utf8").replace("weight: 90", "weight: 0").replace("weight: 10", "weight: 100"));
      const again = await runService("setup", model.services["setup"] as ComposeService, host);
      running.push(again);
      expect(await again.exited).toBe(0);
      expect(await again.log()).toContain("Route default/hello changed\n");
      await expect.poll(async () => (await fetch(`http://127.0.0.1:${gateway}/hello`)).text()).toBe("Hello from hello v2\n");
    } finally {
      for (const child of running.reverse()) await child.stop();
    }
  });
});

describe("Dockerfile", () => {
  const lines = readFileSync(join(repository, "Dockerfile"), "utf8").split("\n");

  it("has two stages, another user than root and a health check", () => {
    expect(lines.filter((line) => line.startsWith("FROM "))).toHaveLength(2);
    expect(lines).toContain("USER node");
    expect(lines.indexOf("USER node")).toBeLessThan(lines.indexOf('ENTRYPOINT ["sluice"]'));
    expect(lines.some((line) => line.startsWith("HEALTHCHECK "))).toBe(true);
  });

  it.each(["in plain text", "with TLS"])("has a health check that knows a running control plane from none, %s", async (how) => {
    const script = /^COPY .* \/usr\/local\/bin\/sluice-ready\n(?<script>[\s\S]*?)^SCRIPT$/mu.exec(lines.join("\n"))?.groups?.["script"];
    expect(lines.find((line) => line.startsWith("HEALTHCHECK "))).toMatch(/ CMD \["sluice-ready"\]$/u);
    const folder = await tempFolder("ready");
    const check = join(folder, "sluice-ready.cjs");
    writeFileSync(check, script ?? "");
    const [admin = 0, discovery = 0] = await freePorts(2);
    const isReady = (): Promise<boolean> =>
      run(process.execPath, [check], { env: { SLUICE_ADMIN_ADDRESS: `0.0.0.0:${admin}` } }).then(
        () => true,
        () => false,
      );
    expect(await isReady()).toBe(false);
    const listen = ["--admin-address", `127.0.0.1:${admin}`, "--discovery-address", `127.0.0.1:${discovery}`];
    const server = startProgram({
      args: ["serve", "--roles", "discovery,admin", "--store", "memory", ...listen, ...(how === "with TLS" ? await tlsFiles(folder) : [])],
      cwd: folder,
    });
    await server.until(/"message":"Ready"/u);
    expect(await isReady()).toBe(true);
    await server.stop();
    expect(await isReady()).toBe(false);
  });

  it("copies what the program needs to run, and nothing that .dockerignore leaves out", async () => {
    const copied = lines.flatMap((line) => /^COPY (?!--)(?<names>.+) \S+$/u.exec(line)?.groups?.["names"]?.split(" ") ?? []);
    const admitted = readFileSync(join(repository, ".dockerignore"), "utf8")
      .split("\n")
      .flatMap((line) => (line.startsWith("!") ? [line.slice(1)] : []));
    for (const name of copied) {
      expect(existsSync(join(repository, name)), name).toBe(true);
      expect(admitted).toContain(name);
    }
    const image = await tempFolder("image");
    for (const name of new Set(copied)) await run("cp", ["-r", join(repository, name), image]);
    await run("ln", ["-s", join(repository, "node_modules"), join(image, "node_modules")]);
    const { stdout } = await run(process.execPath, [join(image, "src/main/sluice.ts"), "bootstrap", "--node", "edge-1"]);
    expect(stdout).toContain("id: edge-1");
  });
});

/** A certificate in files, as arguments of `sluice serve`. */
async function tlsFiles(folder: string): Promise<readonly string[]> {
  const { chain, privateKey } = await selfSigned({ hostnames: ["sluice.internal"] });
  writeFileSync(join(folder, "server.pem"), chain);
  writeFileSync(join(folder, "server.key"), privateKey);
  return ["--tls-cert-file", "server.pem", "--tls-key-file", "server.key"];
}

/** The command `sluice` of the image, and a search path that has it. */
async function sluiceCommand(folder: string): Promise<string> {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  const path = join(bin, "sluice");
  writeFileSync(path, `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
  chmodSync(path, 0o755);
  await run(path, ["--version"]);
  return path;
}

/** Containers have networks of their own; here every service needs ports of its own. */
function apart(name: string, service: ComposeService, ports: readonly number[]): ComposeService {
  const command = service.command ?? [];
  const [, , , , helloV1, helloV2, redis, peer] = ports;
  const peerUrl = `http://127.0.0.1:${peer}`;
  const peers = [`--listen-peer-urls=${peerUrl}`, `--initial-advertise-peer-urls=${peerUrl}`, `--initial-cluster=etcd=${peerUrl}`];
  switch (name) {
    case "etcd":
      return { ...service, command: [...command, ...peers] };
    case "redis":
      return { ...service, command: [...command, "--port", String(redis), "--bind", "127.0.0.1"] };
    case "hello-v1":
    case "hello-v2":
      return { ...service, command: [...command.slice(0, -2), String(name === "hello-v1" ? helloV1 : helloV2), "127.0.0.1"] };
    default:
      return service;
  }
}

interface HostParts {
  readonly folder: string;
  readonly ports: readonly number[];
  readonly programs: Readonly<Record<string, string>>;
}

/** The containers' names, ports and paths on this machine. */
function plainHost({ folder, ports, programs }: HostParts): PlainHost {
  const [gateway, etcd, admin, discovery, helloV1, helloV2] = ports;
  for (const name of ["keys", "etcd", "objects"]) mkdirSync(join(folder, name));
  const replacements = new Map([
    ["/var/lib/sluice", join(folder, "keys")],
    ["/var/lib/etcd", join(folder, "etcd")],
    ["/demo/setup.sh", join(folder, "setup.sh")],
    ["/demo/objects", join(folder, "objects")],
    ["/services", join(repository, "examples/hello")],
    ["http://etcd:2379", `http://127.0.0.1:${etcd}`],
    ["http://0.0.0.0:2379", `http://127.0.0.1:${etcd}`],
    ["http://sluice:18080", `http://127.0.0.1:${admin}`],
    ["0.0.0.0:18080", `127.0.0.1:${admin}`],
    ["0.0.0.0:18000", `127.0.0.1:${discovery}`],
    ["sluice:18000", `127.0.0.1:${discovery}`],
    ["port: 10000", `port: ${gateway}`],
    ["nodeGroup: edge", "nodeGroup: edge\n  address: 127.0.0.1"],
    ["hostname: hello-v1, port: 8080", `hostname: localhost, port: ${helloV1}`],
    ["hostname: hello-v2, port: 8080", `hostname: localhost, port: ${helloV2}`],
  ]);
  const host: PlainHost = {
    folder,
    replacements,
    programs,
    entrypoints: { sluice: ["sluice"] },
  };
  writeFileSync(join(folder, "setup.sh"), `PATH='${join(folder, "bin")}':$PATH\n${readFileSync(join(demo, "setup.sh"), "utf8")}`);
  for (const file of readdirSync(join(demo, "objects")))
    writeFileSync(join(folder, "objects", file), replaced(readFileSync(join(demo, "objects", file), "utf8"), host));
  return host;
}

function healthOf(name: string, ports: readonly number[]): () => Promise<boolean> {
  const [gateway, etcd, admin, , helloV1, helloV2, redis] = ports;
  const urls: Readonly<Record<string, string>> = {
    etcd: `http://127.0.0.1:${etcd}/health`,
    sluice: `http://127.0.0.1:${admin}/readyz`,
    "hello-v1": `http://127.0.0.1:${helloV1}/`,
    "hello-v2": `http://127.0.0.1:${helloV2}/`,
    "edge-1": `http://127.0.0.1:${gateway}/hello`,
    "edge-2": `http://127.0.0.1:${gateway}/hello`,
  };
  const url = urls[name];
  if (url === undefined) return () => answers(redis ?? 0);
  return () =>
    fetch(url, { signal: AbortSignal.timeout(2000) }).then(
      ({ ok }) => ok,
      () => false,
    );
}

/** Redis' inline PING. */
async function answers(port: number): Promise<boolean> {
  const { connect } = await import("node:net");
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write("PING\r\n"));
    socket.on("error", () => resolve(false));
    socket.once("data", (bytes) => {
      socket.destroy();
      resolve(bytes.toString().startsWith("+PONG"));
    });
  });
}
