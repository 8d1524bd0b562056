import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { describeWith } from "../kit/binary/require.ts";
import { tempFolder } from "../kit/binary/temp-folder.ts";
import { createCli } from "../kit/cli/run-cli.ts";
import { freePortBase, type RunningProgram, startProgram } from "../kit/program/start-program.ts";
import { send, type TestResponse } from "../kit/traffic/http-request.ts";
import { shownRequests } from "../kit/traffic/shown-requests.ts";

const example = fileURLToPath(new URL("../../examples/hello", import.meta.url));
const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");

/** What stands below a heading of a page. */
function section(page: string, heading: string): string {
  return page.split(/^## /mu).find((part) => part.startsWith(`${heading}\n`)) ?? "";
}

let folder: string;
let base: number;
const started: RunningProgram[] = [];

beforeEach(async () => {
  folder = join(await tempFolder("dev"), "state");
  base = await freePortBase();
});

afterEach(async () => {
  await Promise.all(started.splice(0).map((dev) => dev.stop()));
});

function start(args: readonly string[] = [], options: { npm?: boolean; env?: NodeJS.ProcessEnv } = {}): RunningProgram {
  const dev = startProgram({ args: [...(options.npm === true ? [] : ["dev"]), "--state-dir", folder, ...args], ...options });
  started.push(dev);
  return dev;
}

/** Processes whose command line names the state folder or one of the sample services' ports: nobody else's. */
function children(): number[] {
  const file = join(folder, "children.json");
  const listed = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as { pid: number }[]) : [];
  return listed.map(({ pid }) => pid);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function ask(path: string): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${base}${path}`, { signal: AbortSignal.timeout(10_000) });
  return `${answer.status} ${await answer.text()}`;
}

/** Asks until a limit refuses. How often until then is no matter here: a busy machine may answer late, and then Envoy lets pass. */
async function refusedBy(path: string): Promise<TestResponse> {
  for (let asked = 0; asked < 50; asked += 1) {
    const answer = await send({ port: base, path });
    if (answer.status === 429) return answer;
  }
  throw new Error(`Nothing refused ${path}`);
}

/** Asks as a page shows it, and expects what it shows; the statuses, in their order. */
async function askAsShown(text: string): Promise<readonly number[]> {
  const statuses: number[] = [];
  for (const { method, path, headers, shown, isStatus } of shownRequests(text)) {
    const answer = await send({ port: base, method, path, headers });
    expect(isStatus ? String(answer.status) : answer.body.trim()).toBe(shown);
    statuses.push(answer.status);
  }
  return statuses;
}

/** Asks for what is protected, with a key of the example. */
function askPrivate(key?: string): Promise<TestResponse> {
  return send({ port: base, path: "/private", headers: key === undefined ? {} : { "x-api-key": key } });
}

/** The README's three answers, and what the backend gets to know. */
async function expectGuarded(): Promise<void> {
  expect(await askAsShown(section(readme, "A protected route"))).toEqual([401, 403, 200]);
  const { headers } = (await askPrivate("acme-0123456789abcdef")).json() as { headers: Record<string, string> };
  expect(headers).toMatchObject({ "x-consumer": "acme" });
  expect(headers).not.toHaveProperty("x-api-key");
}

async function split(count: number): Promise<Record<string, number>> {
  const seen: Record<string, number> = {};
  for (let sent = 0; sent < count; sent += 10) {
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask("/hello")));
    for (const answer of answers) seen[answer] = (seen[answer] ?? 0) + 1;
  }
  return seen;
}

describeWith("npm start", ["envoy"], ({ envoy }) => {
  it("starts everything, says so, canaries, resumes, and leaves nothing behind", async () => {
    const first = start(["--port-base", String(base)], { npm: true });
    await first.until(/npx sluice get routes/u);
    const connection = ` --server http://127.0.0.1:${base + 8080} --key-file .+admin\\.key`;
    const lines = first.out().trimEnd().split("\n");
    expect(lines[0]).toMatch(/^sluice is ready \(first start \d+ s, later \d+ s\)$/u);
    expect(lines[1]).toBe(`  gateway   ${`http://127.0.0.1:${base}`.padEnd(27)}Envoy ${envoy.version}, nodes edge-1 and edge-2`);
    expect(lines[2]).toMatch(new RegExp(`^ {2}admin {5}http://127\\.0\\.0\\.1:${base + 8080} {5}key in .+/admin\\.key$`, "u"));
    expect(lines[3]).toBe(`  try       curl http://127.0.0.1:${base}/hello`);
    expect(lines[4]).toBe(`            curl http://127.0.0.1:${base}/private     # 401; 200 with -H 'x-api-key: acme-0123456789abcdef'`);
    expect(lines[5]).toMatch(new RegExp(`^ {12}npx sluice apply -f examples/hello/canary\\.yaml${connection} {5}# 90 % v1, 10 % v2, live at once$`, "u"));
    expect(lines[6]).toMatch(new RegExp(`^ {12}npx sluice get routes${connection}$`, "u"));
    expect(first.err()).toMatch(/^sluice: starts two Envoys … \d+\.\d s$/mu);

    expect(await ask("/hello")).toBe("200 Hello from hello v1\n");
    expect(JSON.parse((await ask("/echo?a=b")).slice(4))).toMatchObject({ service: "echo", version: "v1", url: "/echo?a=b" });
    expect((await refusedBy("/echo")).headers).toMatchObject({
      "ratelimit-limit": "5",
      "ratelimit-remaining": "0",
      "retry-after": expect.stringMatching(/^\d+$/u) as string,
      "x-envoy-ratelimited": "true",
    });
    await expectGuarded();
    expect(await split(100)).toEqual({ "200 Hello from hello v1\n": 100 });

    const cli = await createCli({ url: `http://127.0.0.1:${base + 8080}`, token: readFileSync(join(folder, "admin.key"), "utf8").trim() });
    expect(await cli.run(["apply", "-f", join(example, "canary.yaml"), "--wait"])).toEqual({
      code: 0,
      err: "",
      out: "Route default/hello changed\nProgrammed on 2 of 2 proxies, in force at 1 of 1 replica\n",
    });
    const counts = await split(1000);
    expect(Object.keys(counts).sort()).toEqual(["200 Hello from hello v1\n", "200 Hello from hello v2\n"]);
    // Ten in a hundred, within five standard deviations of 1,000 draws.
    expect(Math.abs((counts["200 Hello from hello v2\n"] ?? 0) - 100)).toBeLessThan(48);
    expect((await cli.run("nodes")).out).toMatch(/^edge-1 .* connected .*\n(?:.*\n)*edge-2 .* connected /mu);

    expect((await cli.run(["apply", "-f", join(example, "limit.yaml"), "--wait"])).out).toBe(
      "Policy default/hello-fair-use created\nProgrammed on 2 of 2 proxies, in force at 1 of 1 replica\n",
    );
    await refusedBy("/hello");
    expect((await cli.run(["delete", "policy", "hello-fair-use", "--wait"])).code).toBe(0);

    const pids = children();
    expect(pids).toHaveLength(6);
    // npm and its shell die of the signal, whatever their child makes of it.
    await first.stop();
    expect(first.err()).toMatch(/sluice: stops\n$/u);
    expect(pids.filter(isRunning)).toEqual([]);

    const warm = performance.now();
    const second = start();
    await second.until(/npx sluice get routes/u);
    expect(performance.now() - warm).toBeLessThan(10_000);
    expect(second.err()).not.toContain("loads examples");
    expect(await split(200)).toHaveProperty(["200 Hello from hello v2\n"]);
    // Every bootstrap opens a stream for load reports; a refused one would be opened anew every five seconds.
    expect(readFileSync(join(folder, "log/edge-1.log"), "utf8")).not.toContain("StreamLoadStats");
    expect((await cli.run("history")).out.trim().split("\n")).toHaveLength(5);
    await expectGuarded();
    expect(await second.stop()).toBe(0);
  });

  it("leaves a state without the protected route as it is, and the file of it brings it", async () => {
    const first = start(["--port-base", String(base)]);
    await first.until(/npx sluice get routes/u);
    const cli = await createCli({ url: `http://127.0.0.1:${base + 8080}`, token: readFileSync(join(folder, "admin.key"), "utf8").trim() });
    for (const object of ["route private", "consumer acme", "consumer guest"]) expect((await cli.run(`delete ${object}`)).code).toBe(0);
    expect(await first.stop()).toBe(0);

    const second = start();
    await second.until(/npx sluice get routes/u);
    expect((await askPrivate()).status).toBe(404);
    expect((await cli.run(["apply", "-f", join(example, "private.yaml"), "--wait"])).out).toBe(
      "Route default/private created\nConsumer default/acme created\nConsumer default/guest created\nProgrammed on 2 of 2 proxies, in force at 1 of 1 replica\n",
    );
    await expectGuarded();
  });

  it("starts a child again that dies, and ends what a killed start left behind", async () => {
    const first = start(["--port-base", String(base)]);
    await first.until(/npx sluice get routes/u);
    const [killed = 0] = (JSON.parse(readFileSync(join(folder, "children.json"), "utf8")) as { name: string; pid: number }[]).flatMap(({ name, pid }) =>
      name === "Envoy edge-1" ? [pid] : [],
    );
    process.kill(killed, "SIGKILL");
    await first.until(/Envoy edge-1 ended with signal SIGKILL; it is started again/u);
    expect(await ask("/hello")).toBe("200 Hello from hello v1\n");
    await first.until(/Envoy edge-1 runs again/u);

    const pids = children();
    const owner = JSON.parse(readFileSync(join(folder, "owner.json"), "utf8")) as { pid: number };
    process.kill(owner.pid, "SIGKILL");
    await first.ended;
    const second = start();
    await second.until(/npx sluice get routes/u);
    expect(second.err()).toContain("sluice: ended Envoy edge-1, which an earlier start had left behind\n");
    expect(pids.filter(isRunning)).toEqual([]);
    expect(await ask("/hello")).toBe("200 Hello from hello v1\n");
  });

  it.each([/starts the control plane … /u, /starts the sample services … /u, /starts two Envoys … /u])("can be stopped while it says %s", async (phase) => {
    const dev = start(["--port-base", String(base)]);
    await dev.until(phase);
    expect(await dev.stop()).toBe(0);
    expect(dev.out()).toBe("");
    expect(children().filter(isRunning)).toEqual([]);
  });

  it("names a port that is taken, also by another start, and the folder that is in use", async () => {
    const blocker = createServer().listen(base + 102, "127.0.0.1");
    await once(blocker, "listening");
    const blocked = start(["--port-base", String(base)]);
    expect(await blocked.ended).toBe(1);
    expect(blocked.err()).toMatch(
      new RegExp(
        `sluice: Port ${base + 102} \\(service hello v2\\) is taken by process ${process.pid} \\(.+\\): end it, or move all ports by --port-base, for example --port-base 20000\\n$`,
        "u",
      ),
    );
    await new Promise((resolve) => blocker.close(resolve));

    const first = start(["--port-base", String(base)]);
    await first.until(/npx sluice get routes/u);
    const same = start();
    expect(await same.ended).toBe(1);
    expect(same.err()).toMatch(/^sluice: State folder .+ is in use by process \d+ \(sluice dev\): end it, or choose another folder by --state-dir\n$/u);
    const other = startProgram({ args: ["dev", "--state-dir", `${folder}-2`, "--port-base", String(base)] });
    expect(await other.ended).toBe(1);
    // The gateway's port is held by two Envoys that would have shared it without a word.
    expect(other.err()).toMatch(new RegExp(`sluice: Port ${base} \\(gateway\\) is taken by process \\d+ \\(envoy\\): `, "u"));
    expect(await first.stop()).toBe(0);
    const moved = start(["--port-base", String(base + 10)]);
    expect(await moved.ended).toBe(1);
    expect(moved.err()).toContain(`Option --port-base "${base + 10}" is not the base ${base} that ${folder} was made with`);
  });

  it("runs without Envoy, and an Envoy can be attached as it says", async () => {
    const alone = start(["--no-envoy", "--port-base", String(base)]);
    await alone.until(/try {7}curl/u);
    const text = alone.out();
    expect(text).toContain(`  discovery 127.0.0.1:${base + 8000}`);
    const cli = await createCli({ url: `http://127.0.0.1:${base + 8080}`, token: readFileSync(join(folder, "admin.key"), "utf8").trim() });
    const lines = [...text.matchAll(/npx sluice (?<words>[^>\n]+) > (?<file>\S+)/gu)].map(({ groups }) => ({
      words: (groups?.["words"] ?? "").trim(),
      file: groups?.["file"] ?? "",
    }));
    expect(lines).toHaveLength(2);
    for (const { words, file } of lines) {
      const { code, out } = await cli.run(words.replace(/ --server .*$/u, ""));
      expect(code).toBe(0);
      await cli.write(file, out);
    }
    const { startEnvoy } = await import("../kit/binary/envoy.ts");
    const attached = await startEnvoy(readFileSync(join(cli.folder, "my-envoy.yaml"), "utf8"), { args: ["--drain-time-s", "5"] });
    expect(await ask("/hello")).toBe("200 Hello from hello v1\n");
    await attached.stop();
  });

  it.each([
    [
      "a missing Envoy",
      [],
      { SLUICE_ENVOY: "/nowhere/envoy" },
      /^sluice: Envoy cannot be started: SLUICE_ENVOY is of no use: .+; `npm start -- --no-envoy` runs the control plane without it$/mu,
    ],
    ["an unusable base", ["--port-base", "99"], {}, /^sluice: Option --port-base "99" must be a whole number from 1024 to 57455/mu],
    ["a base that is no number", ["--port-base", "x"], {}, /^sluice: Option --port-base "x" must be a port$/mu],
    ["an unknown option", ["--port", "1"], {}, /^error: unknown option '--port'/mu],
  ])("ends with one sentence for %s", async (_what, args, env, sentence) => {
    const dev = start(args, { env });
    expect(await dev.ended).not.toBe(0);
    expect(dev.err()).toMatch(sentence);
    expect(dev.err()).not.toMatch(/^ {4}at /mu);
  });

  it.each([
    [
      "foreign",
      { "letter.txt": "Dear …" },
      /^sluice: Folder .+ is not a state folder of sluice: it holds letter\.txt and no sluice\.json; choose another one by --state-dir\n$/u,
    ],
    ["old", { "sluice.json": '{"kind":"sluice state folder","format":0}' }, /^sluice: State folder .+ is of format 0, this sluice needs 1: /u],
    ["newer", { "sluice.json": '{"kind":"sluice state folder","format":9}' }, /^sluice: State folder .+ is of format 9, written by a newer sluice; /u],
  ])("leaves a %s folder alone", async (_what, files, sentence) => {
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const dev = start();
    expect(await dev.ended).toBe(1);
    expect(dev.err()).toMatch(sentence);
  });
});
