import { once } from "node:events";
import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startEnvoy } from "../kit/binary/envoy.ts";
import { startEtcd } from "../kit/binary/etcd.ts";
import { freePort, freePorts } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { tempFolder } from "../kit/binary/temp-folder.ts";
import { type RunningProgram, startProgram } from "../kit/program/start-program.ts";
import { testAuthority } from "../kit/tls/certificates.ts";

let folder: string;
let admin: number;
let discovery: number;
const started: RunningProgram[] = [];

beforeEach(async () => {
  folder = await tempFolder("serve");
  [admin = 0, discovery = 0] = await freePorts(2);
});

afterEach(async () => {
  await Promise.all(started.splice(0).map((program) => program.stop()));
});

function sluice(...args: string[]): RunningProgram {
  const program = startProgram({ args, cwd: folder });
  started.push(program);
  return program;
}

function serve(...args: string[]): RunningProgram {
  return sluice("serve", "--admin-address", `127.0.0.1:${admin}`, "--discovery-address", `127.0.0.1:${discovery}`, ...args);
}

/** Runs a command to its end. */
async function run(...args: string[]): Promise<{ code: unknown; out: string; err: string }> {
  const program = sluice(...args);
  const code = await program.ended;
  return { code, out: program.out(), err: program.err() };
}

const ready = /"message":"Ready"/u;
const fleet = "kind: NodeGroup\nname: edge\n";

function connection(): string[] {
  return ["--server", `http://127.0.0.1:${admin}`];
}

describe("serve", () => {
  it("keeps its state over kill -9, and stops gracefully on SIGTERM", async () => {
    const first = serve();
    await first.until(ready);
    expect(statSync(join(folder, ".sluice/admin.key")).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, ".sluice/seal.key")).mode & 0o777).toBe(0o600);
    writeFileSync(join(folder, "group.yaml"), `${fleet}spec: {}\n`);
    expect(await run("apply", "-f", "group.yaml", ...connection())).toMatchObject({ code: 0, out: "NodeGroup edge created\n" });
    const key = readFileSync(join(folder, ".sluice/admin.key"), "utf8");
    first.signal("SIGKILL");
    process.kill((JSON.parse(readFileSync(join(folder, ".sluice/owner.json"), "utf8")) as { pid: number }).pid, "SIGKILL");
    await first.ended;

    const second = serve();
    await second.until(ready);
    expect(readFileSync(join(folder, ".sluice/admin.key"), "utf8")).toBe(key);
    expect((await run("get", "nodegroups", ...connection())).out).toMatch(/^edge +edge +token /mu);
    expect((await fetch(`http://127.0.0.1:${admin}/readyz`)).status).toBe(200);
    second.signal("SIGTERM");
    expect(await second.ended).toBe(0);
    expect(second.err()).toMatch(/"message":"Stopping"[\s\S]*"message":"Stopped"/u);
  });

  it("refuses a seal key that is not the store's, or is lost", async () => {
    const first = serve();
    await first.until(ready);
    await first.stop();
    const sealKey = join(folder, ".sluice/seal.key");
    renameSync(sealKey, `${sealKey}.away`);
    const lost = serve();
    expect(await lost.ended).toBe(1);
    expect(lost.err()).toMatch(/sluice: Seal key file .+seal\.key is missing: the store was sealed with key [0-9a-f]{16}; put the file back\n$/u);
    writeFileSync(sealKey, `${Buffer.alloc(32, 1).toString("base64")}\n`);
    const wrong = serve();
    expect(await wrong.ended).toBe(1);
    expect(wrong.err()).toMatch(
      /sluice: Seal key file .+seal\.key holds key [0-9a-f]{16}, the store was sealed with key [0-9a-f]{16}: use the file that belongs to this store\n$/u,
    );
    writeFileSync(sealKey, "short\n");
    expect(await serve().ended).toBe(1);
    rmSync(sealKey);
    renameSync(`${sealKey}.away`, sealKey);
    await serve().until(ready);
  });

  it("says which address it cannot have, and warns of one without TLS", async () => {
    const blocker = createServer().listen(admin, "127.0.0.1");
    await once(blocker, "listening");
    const blocked = serve();
    expect(await blocked.ended).toBe(1);
    expect(blocked.err()).toContain(`sluice: Admin cannot listen on 127.0.0.1:${admin}: the port is taken\n`);
    await new Promise((resolve) => blocker.close(resolve));
    const exposed = await run("serve", "--admin-address", `0.0.0.0:${admin}`);
    expect(exposed).toMatchObject({ code: 2, out: "" });
    expect(exposed.err).toBe(
      `sluice: Refusing to listen without TLS: admin on 0.0.0.0:${admin}\n  Give a certificate and key, listen on 127.0.0.1, or say --insecure-listen\n`,
    );
    const insecure = sluice(
      "serve",
      "--store",
      "memory",
      "--admin-address",
      `0.0.0.0:${admin}`,
      "--discovery-address",
      `127.0.0.1:${discovery}`,
      "--insecure-listen",
      "--log-format",
      "text",
    );
    await insecure.until(/info {2}Ready/u);
    expect(insecure.err()).toMatch(
      new RegExp(`warn {2}Listening without TLS: admin on 0\\.0\\.0\\.0:${admin}; tokens and configuration cross the network in plain text`, "u"),
    );
  });

  it("runs one role alone", async () => {
    const alone = serve("--roles", "discovery", "--store", "memory");
    await alone.until(ready);
    await expect(fetch(`http://127.0.0.1:${admin}/healthz`)).rejects.toThrow();
    const later = await run("serve", "--roles", "queue");
    expect(later).toMatchObject({
      code: 2,
      err: 'sluice: Option --roles "queue" names the role queue, which is not in this version; it has discovery, ratelimit, authz and admin\n',
    });
  });

  it("makes the admin key anew for who has the seal key", async () => {
    const first = serve();
    await first.until(ready);
    const busy = await run("renew-admin-key");
    expect(busy).toMatchObject({ code: 1, err: expect.stringMatching(/is in use by process \d+ \(sluice serve\)/u) as string });
    await first.stop();
    const old = readFileSync(join(folder, ".sluice/admin.key"), "utf8");
    expect(await run("renew-admin-key")).toMatchObject({ code: 0, out: expect.stringMatching(/^Admin key written to .+\.sluice\/admin\.key\n$/u) as string });
    const second = serve();
    await second.until(ready);
    expect((await run("get", "routes", ...connection())).code).toBe(0);
    writeFileSync(join(folder, "old.key"), old);
    expect((await run("get", "routes", ...connection(), "--key-file", "old.key")).code).toBe(5);
  });

  it("comes back from a backup and the two keys that were kept, into a folder that has nothing else", async () => {
    const first = serve();
    await first.until(ready);
    writeFileSync(join(folder, "secret.yaml"), "kind: Secret\nname: shared\nspec:\n  data: { password: sesame }\n");
    expect((await run("apply", "-f", "secret.yaml", ...connection())).code).toBe(0);
    expect((await run("backup", "all.jsonl", ...connection())).code).toBe(0);
    await first.stop();
    renameSync(join(folder, ".sluice"), join(folder, "lost"));
    mkdirSync(join(folder, ".sluice"), { mode: 0o700 });
    for (const kept of ["seal.key", "admin.key"]) copyFileSync(join(folder, "lost", kept), join(folder, ".sluice", kept));
    expect(await run("restore", "all.jsonl")).toEqual({ code: 0, out: "1 objects restored, the store is at revision 1\n", err: "" });
    await serve().until(ready);
    expect(await run("apply", "-f", "secret.yaml", ...connection())).toMatchObject({ code: 0, out: "Secret default/shared unchanged\n" });
  });

  it("works on no store that would be gone at once", async () => {
    writeFileSync(join(folder, "all.jsonl"), "");
    for (const command of [["restore", "all.jsonl"], ["renew-admin-key"]]) {
      expect(await run(...command, "--store", "memory")).toEqual({
        code: 1,
        out: "",
        err: `sluice: A store in memory is gone when \`sluice ${command[0]}\` ends: name the store by --store, sqlite:PATH or etcd:http://HOST:PORT\n`,
      });
    }
  });

  it("takes the admin key that a file gives", async () => {
    writeFileSync(join(folder, "given.key"), "correct-horse-battery-staple\n");
    const program = serve("--store", "memory", "--admin-key-file", "given.key");
    await program.until(ready);
    expect((await run("get", "routes", ...connection(), "--key-file", "given.key")).code).toBe(0);
    writeFileSync(join(folder, "weak.key"), "1234\n");
    const [otherAdmin = 0, otherDiscovery = 0] = await freePorts(2);
    const weak = await run(
      "serve",
      "--store",
      "memory",
      "--admin-key-file",
      "weak.key",
      "--admin-address",
      `127.0.0.1:${otherAdmin}`,
      "--discovery-address",
      `127.0.0.1:${otherDiscovery}`,
    );
    expect(weak).toMatchObject({ code: 1, err: expect.stringContaining("must have at least 20 characters") as string });
  });
});

describeWith("serve with real Envoy", ["envoy"], () => {
  it("speaks TLS on both sides and admits by client certificate", async () => {
    const authority = await testAuthority();
    const server = await authority.issue({ hostnames: ["localhost"], ips: ["127.0.0.1"] });
    const client = await authority.issue({ uris: ["spiffe://fleet/edge/1"] });
    for (const [name, text] of Object.entries({
      "ca.pem": authority.chain,
      "server.pem": server.chain,
      "server.key": server.privateKey,
      "node.pem": client.chain,
      "node.key": client.privateKey,
    })) {
      writeFileSync(join(folder, name), text);
    }
    const program = serve("--store", "memory", "--tls-cert-file", "server.pem", "--tls-key-file", "server.key", "--client-ca-file", "ca.pem");
    await program.until(ready);
    const secure = ["--server", `https://127.0.0.1:${admin}`, "--ca-file", "ca.pem"];
    const port = await freePort();
    writeFileSync(
      join(folder, "objects.yaml"),
      `${fleet}spec: { admit: [{ mtls: { san: "spiffe://fleet/edge/*" } }] }
---
kind: Gateway
name: edge
spec: { address: 127.0.0.1, listeners: [{ name: http, port: ${port}, protocol: http }] }
---
kind: Route
name: hi
spec: { parents: [{ name: edge }], rules: [{ respond: { status: 200, body: hi } }] }
`,
    );
    expect(await run("apply", "-f", "objects.yaml", ...secure)).toMatchObject({ code: 0 });
    const bootstrap = await run(
      "bootstrap",
      "--node",
      "edge-1",
      "--discovery",
      `127.0.0.1:${discovery}`,
      "--ca-file",
      join(folder, "ca.pem"),
      "--cert-file",
      join(folder, "node.pem"),
      "--key-file",
      join(folder, "node.key"),
    );
    const envoy = await startEnvoy(bootstrap.out);
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("hi");
    expect((await run("get", "routes", ...connection())).code).toBe(4);
    await envoy.stop();
  });

  it("tells a node that it does not know why, and shows it", async () => {
    const program = serve("--store", "memory", "--log-format", "text");
    await program.until(/Ready/u);
    writeFileSync(join(folder, "wrong.token"), "slc_edge_wrong\n");
    const bootstrap = await run("bootstrap", "--node", "edge-9", "--discovery", `127.0.0.1:${discovery}`, "--token-file", "wrong.token");
    const envoy = await startEnvoy(bootstrap.out, { waitLive: false });
    await program.until(/Discovery stream is ended {2}node=edge-9 {2}peer=\S+ {2}status=UNAUTHENTICATED/u);
    const nodes = await run("nodes", ...connection());
    expect(nodes.out).toMatch(/^edge-9 +- +unmatched /mu);
    expect(nodes.err).toContain("Node edge-9: The node's token is not known, or has expired");
    // Envoy's log says it, too, in words that people can read.
    expect(await envoy.log()).toContain("The node's token is not known");
    await envoy.stop();
  });
});

describeWith("serve on etcd", ["etcd"], () => {
  it("needs a seal key, takes a backup of the embedded store, and lets two replicas share it", async () => {
    const etcd = await startEtcd();
    const first = serve();
    await first.until(ready);
    writeFileSync(join(folder, "group.yaml"), `${fleet}spec: {}\n`);
    await run("apply", "-f", "group.yaml", "--reason", "before the move", ...connection());
    expect((await run("backup", "all.jsonl", ...connection())).code).toBe(0);
    await first.stop();

    const store = ["--store", `etcd:${etcd.url}`];
    expect((await run("serve", ...store)).err).toContain("Option --seal-key-file is missing");
    expect(await run("restore", "all.jsonl", ...store)).toMatchObject({ code: 0, out: "1 objects restored, the store is at revision 1\n" });
    expect(await run("restore", "all.jsonl", ...store)).toMatchObject({
      code: 1,
      err: expect.stringContaining("a backup is restored into an empty one only") as string,
    });

    const sealKey = ["--seal-key-file", ".sluice/seal.key"];
    const one = serve(...store, ...sealKey, "--replica-id", "one");
    await one.until(ready);
    const [admin2 = 0, discovery2 = 0] = await freePorts(2);
    const two = sluice(
      "serve",
      ...store,
      ...sealKey,
      "--replica-id",
      "two",
      "--admin-address",
      `127.0.0.1:${admin2}`,
      "--discovery-address",
      `127.0.0.1:${discovery2}`,
    );
    await two.until(ready);
    for (const port of [admin, admin2]) {
      const history = await run("history", "nodegroup", "edge", "--server", `http://127.0.0.1:${port}`);
      expect(history.out).toContain("before the move");
    }
    await Promise.all([one.stop(), two.stop()]);
    await etcd.stop();
  });

  it("says that etcd cannot be reached", async () => {
    writeFileSync(join(folder, "seal.key"), `${Buffer.alloc(32, 1).toString("base64")}\n`);
    const nowhere = await run("serve", "--store", `etcd:http://127.0.0.1:${await freePort()}`, "--seal-key-file", "seal.key");
    expect(nowhere.code).toBe(1);
    expect(nowhere.err).toMatch(/^sluice: .*etcd/mu);
    expect(nowhere.err).not.toMatch(/^ {4}at /mu);
  });
});
