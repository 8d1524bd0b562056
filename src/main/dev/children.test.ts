import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { tempFolder } from "../../../test/kit/binary/temp-folder.ts";
import type { ChildSpec } from "./child.ts";
import { Children } from "./children.ts";
import { endLeftOvers, rememberChildren } from "./left-overs.ts";

let folder: string;
let said: string[];
let pids: ReadonlyMap<string, number>;
let children: Children;
let wake: () => void;

beforeEach(async () => {
  folder = await tempFolder("children");
  said = [];
  pids = new Map();
  wake = () => undefined;
  children = new Children({
    say: (sentence) => {
      said.push(sentence);
      wake();
    },
    running: (now) => {
      pids = now;
      wake();
    },
    firstDelayMs: 10,
    readyMs: 5000,
  });
});
afterEach(() => children.stop());

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) {
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
}

/** A child that runs `code` and is ready when it sends a message. */
async function program(name: string, code: string): Promise<ChildSpec> {
  const file = join(folder, `${name}.mjs`);
  await writeFile(file, code);
  return {
    name,
    path: process.execPath,
    args: [file],
    logFile: join(folder, `${name}.log`),
    channel: true,
    ready: ({ process: child }) => new Promise((resolve) => child.once("message", () => resolve())),
  };
}

const steady = "setInterval(() => {}, 1000); process.send('ready');";

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("Children", () => {
  it("starts, and stops what it started", async () => {
    await children.start(await program("one", steady));
    await children.start(await program("two", steady));
    const [one = 0, two = 0] = [...pids.values()];
    expect([isRunning(one), isRunning(two)]).toEqual([true, true]);
    await children.stop();
    expect([isRunning(one), isRunning(two)]).toEqual([false, false]);
    expect(said).toEqual([]);
  });

  it("kills a child that does not listen when it is asked a second time", async () => {
    await children.start(await program("deaf", `process.on("SIGTERM", () => {}); ${steady}`));
    const [pid = 0] = [...pids.values()];
    const first = children.stop();
    await children.stop();
    await first;
    expect(isRunning(pid)).toBe(false);
  });

  it("starts a child again that was killed, and says so", async () => {
    await children.start(await program("one", steady));
    const before = pids.get("one") ?? 0;
    process.kill(before, "SIGKILL");
    await until(() => said.includes("one runs again"));
    expect(said[0]).toBe(`one ended with signal SIGKILL; it is started again in 0.01 s, its log is ${join(folder, "one.log")}`);
    expect(pids.get("one")).not.toBe(before);
  });

  it("keeps trying while a child fails again and again", async () => {
    const flag = join(folder, "broken");
    const code = `import { existsSync } from "node:fs"; if (existsSync(${JSON.stringify(flag)})) { console.error("no luck"); process.exit(7); } ${steady}`;
    await children.start(await program("one", code));
    await writeFile(flag, "");
    process.kill(pids.get("one") ?? 0, "SIGKILL");
    await until(() => said.filter((sentence) => sentence.startsWith("one ended with exit code 7; it is started again in ")).length >= 2);
    const delays = said.flatMap((sentence) => /again in ([\d.]+) s/u.exec(sentence)?.[1] ?? []);
    expect(delays.slice(0, 3)).toEqual(["0.01", "0.02", "0.04"]);
  });

  it("fails the first start with the end of the log", async () => {
    const spec = await program("one", "console.error('Address already in use'); process.exit(3);");
    await expect(children.start(spec)).rejects.toThrow(/^one ended with exit code 3; the end of .+one\.log:\n {2}Address already in use$/u);
  });

  it("fails the first start of a program that does not exist", async () => {
    const spec = { ...(await program("one", "")), path: join(folder, "nothing") };
    await expect(children.start(spec)).rejects.toThrow(/^one cannot be started: /u);
  });

  it("gives up a child that never becomes ready", async () => {
    const impatient = new Children({ say: () => undefined, running: () => undefined, readyMs: 200 });
    const spec = await program("one", "setInterval(() => {}, 1000);");
    await expect(impatient.start(spec)).rejects.toThrow(/^one is not ready after 0\.2 s/u);
    await impatient.stop();
  });
});

describe("endLeftOvers", () => {
  it("ends what an earlier run left behind, and nobody else", async () => {
    const file = join(folder, "children.json");
    await children.start(await program("one", steady));
    const pid = pids.get("one") ?? 0;
    rememberChildren(
      file,
      new Map([
        ["one", pid],
        ["vitest", process.pid],
      ]),
    );
    expect(JSON.parse(readFileSync(file, "utf8"))).toHaveLength(2);
    expect(await endLeftOvers(file, folder)).toEqual(["one"]);
    await until(() => said.length > 0);
    expect(said[0]).toMatch(/^one ended with signal SIGTERM/u);
  });

  it("knows nothing without a list, or with half a list", async () => {
    const file = join(folder, "children.json");
    expect(existsSync(file)).toBe(false);
    expect(await endLeftOvers(file, folder)).toEqual([]);
    await writeFile(file, '[{"name":');
    expect(await endLeftOvers(file, folder)).toEqual([]);
  });
});
