import { getCACertificates, setDefaultCACertificates } from "node:tls";
import type { CliContext } from "../cli/cli-context.ts";
import { type ExitCode, exitCodes } from "../cli/exit-code.ts";

/** The world of a command that runs in this process. */
export interface ProcessContext extends CliContext {
  /** How the command ended. */
  readonly exitCode: () => ExitCode;
}

/** Connects commands with this process's streams, environment and signals. */
export function processContext(signal: AbortSignal): ProcessContext {
  let code: ExitCode = exitCodes.done;
  const { env } = process;
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    readStdin,
    terminal: process.stderr.isTTY,
    cwd: process.cwd(),
    env: { server: named(env["SLUICE_SERVER"]), keyFile: named(env["SLUICE_KEY_FILE"]), caFile: named(env["SLUICE_CA_FILE"]) },
    signal,
    now: () => Date.now(),
    model: loadModel,
    trust: (pem) => setDefaultCACertificates([...getCACertificates("default"), pem]),
    finish: (how) => {
      code = how;
    },
    exitCode: () => code,
  };
}

/** Loaded when a command needs it: most do not, and start a good deal faster. */
async function loadModel() {
  const [{ createModel }, { policies }] = await Promise.all([import("../model/model.ts"), import("../policy/registry.ts")]);
  return createModel(policies);
}

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function named(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}
