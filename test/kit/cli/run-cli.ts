import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { CliContext } from "../../../src/cli/cli-context.ts";
import { type ExitCode, exitCodes } from "../../../src/cli/exit-code.ts";
import { createProgram, runProgram } from "../../../src/main/program.ts";
import { createModel } from "../../../src/model/model.ts";
import { policies } from "../../../src/policy/registry.ts";
import { tempFolder } from "../binary/temp-folder.ts";

/** How a command ended and what it wrote. */
export interface CliResult {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}

/** A working folder in which commands run, in this process, against one server. */
export interface TestCli {
  readonly folder: string;
  /** Runs a command line; words are separated by spaces, or given as a list. */
  run(line: string | readonly string[], options?: CliRunOptions): Promise<CliResult>;
  /** Writes a file into the folder. */
  write(name: string, text: string): Promise<void>;
}

/** What a single run may have otherwise. */
export interface CliRunOptions {
  readonly stdin?: string;
  readonly signal?: AbortSignal;
  readonly env?: Partial<CliContext["env"]>;
  readonly now?: number;
}

/** Makes a working folder whose `.sluice` names the server and holds the key, as `sluice dev` leaves it. */
export async function createCli(server: { readonly url: string; readonly token: string } | undefined): Promise<TestCli> {
  const folder = await tempFolder("cli");
  const write = async (name: string, text: string): Promise<void> => {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  };
  if (server !== undefined) {
    await write(".sluice/admin.key", `${server.token}\n`);
    await write(".sluice/server.json", JSON.stringify({ server: server.url }));
  }
  return { folder, write, run: (line, options = {}) => run(folder, typeof line === "string" ? line.split(" ") : line, options) };
}

async function run(folder: string, words: readonly string[], options: CliRunOptions): Promise<CliResult> {
  const seen = { out: "", err: "", code: exitCodes.done as ExitCode };
  const context = {
    out: (text: string) => {
      seen.out += text;
    },
    err: (text: string) => {
      seen.err += text;
    },
    readStdin: () => Promise.resolve(options.stdin ?? ""),
    terminal: false,
    cwd: folder,
    env: { server: undefined, keyFile: undefined, caFile: undefined, ...options.env },
    signal: options.signal ?? new AbortController().signal,
    now: () => options.now ?? Date.now(),
    model: () => Promise.resolve(createModel(policies)),
    trust: () => undefined,
    finish: (code: ExitCode) => {
      seen.code = code;
    },
    exitCode: () => seen.code,
  };
  const code = await runProgram(createProgram(context, []), words, context);
  return { code, out: seen.out, err: seen.err };
}
