import { spawn } from "node:child_process";
import { once } from "node:events";
import { globSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, vi } from "vitest";
import type { TestCli } from "../cli/run-cli.ts";
import { send } from "../traffic/http-request.ts";
import { blocksOf } from "../traffic/shown-requests.ts";
import { type Command, readCommand, type Step } from "./command-line.ts";
import { readCurl } from "./curl.ts";

const repository = fileURLToPath(new URL("../../..", import.meta.url));
/** The files of the examples by their paths in the repository. */
const examples = new Map(
  globSync("examples/hello/*.{yaml,mjs}", { cwd: repository }).map((name) => [name, readFileSync(join(repository, name), "utf8")] as const),
);
/** Programs run in the Node that runs the tests. */
const env = { ...process.env, PATH: [dirname(process.execPath), process.env["PATH"]].join(delimiter) };

/** What a page is run with. */
export interface PageShellOptions {
  /** Runs `npx sluice`, in whose folder everything else runs too. */
  readonly cli: TestCli;
  /** What stands in place of words of the page: ports that are free in place of the usual ones. */
  readonly places: Readonly<Record<string, string>>;
}

/**
 * Runs a page of the guide as somebody does who follows it: saves its objects under the names that its commands give, runs the commands,
 * and expects the answers that it shows, in which `…` stands for anything. `npx sluice` and `curl` run in this process, the rest in bash.
 *
 * A server that a page starts in the background (`&`) gets time to begin, and a log to be written; nothing else is asked twice: what holds
 * after `--wait` holds for the next request.
 */
export class PageShell {
  readonly #cli: TestCli;
  readonly #places: PageShellOptions["places"];
  readonly #jobs: { readonly pid: number; readonly ended: Promise<unknown> }[] = [];
  #written = "";
  #starting = false;

  constructor({ cli, places }: PageShellOptions) {
    this.#cli = cli;
    this.#places = places;
  }

  /** Runs a text, whole; the number of answers that were as shown. */
  async run(page: string): Promise<number> {
    for (const [name, text] of examples) await this.#cli.write(name, this.#placed(text));
    let answers = 0;
    for (const { language, text } of blocksOf(page)) {
      if (language === "yaml") this.#written = text;
      if (language === "sh") await this.#runLines(text);
      if (language === "console") answers += await this.#compareAnswers(text);
    }
    return answers;
  }

  /** Ends what the page started and did not end. */
  async close(): Promise<void> {
    await Promise.all(this.#jobs.splice(0).map((job) => end(job)));
  }

  async #runLines(text: string): Promise<void> {
    for (const line of text.split("\n").filter((each) => each !== "")) {
      const { code, out, err } = await this.#execute(readCommand(this.#placed(line)));
      expect(code, `${line}\n${out}${err}`).toBe(0);
    }
  }

  async #compareAnswers(text: string): Promise<number> {
    const parts = text.split(/^\$ /mu).filter((part) => part !== "");
    for (const part of parts) {
      const [line = "", ...lines] = part.split("\n");
      const command = readCommand(this.#placed(line));
      const shown = this.#placed(lines.join("\n"));
      const compare = async (): Promise<void> => {
        const { out, err } = await this.#execute(command);
        expect(`${out}${err}`.trimEnd(), line).toMatch(patternOf(shown.trimEnd()));
      };
      await (this.#starting || command.steps.some(isObserver) ? vi.waitFor(compare, { timeout: 20_000, interval: 250 }) : compare());
    }
    this.#starting = false;
    return parts.length;
  }

  /** The last step's status, and what it wrote. */
  async #execute({ steps, file, background }: Command): Promise<Result> {
    if (background) return this.#start(steps);
    let result: Result = { code: 0, out: "", err: "" };
    for (const step of steps) {
      const words = step.words({ readFile: (name) => readFileSync(join(this.#cli.folder, name), "utf8").trimEnd() });
      result = await this.#executeStep(step, words, result.out);
    }
    if (file === undefined) return result;
    await this.#cli.write(file, result.out);
    return { ...result, out: "" };
  }

  async #executeStep(step: Step, words: readonly string[], stdin: string): Promise<Result> {
    const [program, first, ...rest] = words;
    if (program === "npx" && first === "sluice") {
      const applied = rest[0] === "apply" ? rest[rest.indexOf("-f") + 1] : undefined;
      if (applied !== undefined) await this.#save(applied);
      return this.#cli.run(rest, { stdin });
    }
    if (program === "curl") return { code: 0, out: await curl(words), err: "" };
    if (program === "kill" && first === "%1") {
      const [job] = this.#jobs.splice(0, 1);
      if (job === undefined) throw new Error("The page ends a job that it has not started");
      await end(job);
      return { code: 0, out: "", err: "" };
    }
    return inBash(step.text, { cwd: this.#cli.folder, stdin });
  }

  /** Saves the block above under the name that a command gives it; what lies among the examples has to be the same there. */
  async #save(name: string): Promise<void> {
    if (this.#written === "") return;
    const example = examples.get(name);
    if (example !== undefined) expect(this.#written).toBe(example.replace(/^(?:#.*\n)+/u, ""));
    await this.#cli.write(name, this.#placed(this.#written));
    this.#written = "";
  }

  #start(steps: readonly Step[]): Result {
    const child = spawn("bash", ["-c", `exec ${steps.map(({ text }) => text).join(" | ")}`], { cwd: this.#cli.folder, stdio: "ignore", env });
    this.#jobs.push({ pid: child.pid ?? 0, ended: once(child, "close") });
    this.#starting = true;
    return { code: 0, out: "", err: "" };
  }

  #placed(text: string): string {
    return Object.entries(this.#places).reduce((placed, [word, other]) => placed.replaceAll(word, other), text);
  }
}

interface Result {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A log or a counter is written a moment after the answer that it is about. */
function isObserver({ text }: Step): boolean {
  return /^(?:tail|grep) /u.test(text);
}

async function end({ pid, ended }: { readonly pid: number; readonly ended: Promise<unknown> }): Promise<void> {
  process.kill(pid, "SIGTERM");
  await ended;
}

async function curl(words: readonly string[]): Promise<string> {
  const { port, request, show } = readCurl(words);
  return show(await send({ port, ...request }));
}

async function inBash(line: string, { cwd, stdin }: { readonly cwd: string; readonly stdin: string }): Promise<Result> {
  const child = spawn("bash", ["-c", stdin === "" ? `${line} < /dev/null` : line], { cwd, env });
  const seen = { out: "", err: "" };
  child.stdout.on("data", (chunk: Buffer) => {
    seen.out += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    seen.err += chunk.toString();
  });
  // A program that reads no more ends the pipe; what it says then is what counts.
  child.stdin.on("error", () => undefined).end(stdin);
  const [code] = (await once(child, "close")) as [number | null];
  return { code: code ?? 1, ...seen };
}

/** What an answer has to be, where `…` may be anything, several lines where it is a line of its own. */
function patternOf(shown: string): RegExp {
  const source = shown.split("\n").map((line) => (line === "…" ? "[^]*?" : line.split("…").map(literal).join(".*")));
  return new RegExp(`^${source.join("\n")}$`, "u");
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`);
}
