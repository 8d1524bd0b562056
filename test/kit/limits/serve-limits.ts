import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePorts } from "../binary/free-port.ts";
import { type RunningProcess, startProcess, waitReady } from "../binary/running-process.ts";
import { tempFolder } from "../binary/temp-folder.ts";

const repository = fileURLToPath(new URL("../../..", import.meta.url));

/** `sluice serve --roles ratelimit` as a process of its own. */
export interface ServedLimits extends RunningProcess {
  /** Where Envoys ask. */
  readonly port: number;
  /** Its HTTP side. */
  readonly url: string;
}

/** Ports of a rate limit service; the same again starts it anew in its place. */
export interface LimitsPlace {
  readonly port: number;
  readonly httpPort: number;
}

/** Free ports for a rate limit service. */
async function newLimitsPlace(): Promise<LimitsPlace> {
  const [port = 0, httpPort = 0] = await freePorts(2);
  return { port, httpPort };
}

/** Starts the role ratelimit by itself, with limits from a folder, and waits until it is ready. */
export async function startLimits(
  args: readonly string[],
  options: { readonly place?: LimitsPlace; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<ServedLimits> {
  const { port, httpPort } = options.place ?? (await newLimitsPlace());
  const folder = await tempFolder("limits");
  const listen = ["--ratelimit-address", `127.0.0.1:${port}`, "--ratelimit-http-address", `127.0.0.1:${httpPort}`];
  const child = await startProcess({
    path: process.execPath,
    args: [join(repository, "src/main/sluice.ts"), "serve", "--roles", "ratelimit", ...listen, ...args],
    logFile: join(folder, "limits.log"),
    cwd: folder,
    ...(options.env !== undefined && { env: { ...process.env, ...options.env } }),
  });
  const url = `http://127.0.0.1:${httpPort}`;
  await waitReady(child, () => isReady(url), { what: "sluice serve --roles ratelimit" });
  return { ...child, port, url };
}

async function isReady(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2000) }).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.status === 200;
}
