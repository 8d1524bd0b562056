import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Envoy, startEnvoy } from "../binary/envoy.ts";
import { freePort } from "../binary/free-port.ts";
import { type RunningProcess, startProcess } from "../binary/running-process.ts";
import { tempFolder } from "../binary/temp-folder.ts";
import { waitFor } from "../stack/stack.ts";
import { type HttpBackend, startHttpBackend } from "../traffic/http-backend.ts";
import { send, type TestRequest, type TestResponse } from "../traffic/http-request.ts";

const repository = join(import.meta.dirname, "../../..");

/** An Envoy with `envoy/static/authz.yaml`, and a `sluice serve --roles authz --auth FOLDER` that it asks. */
export interface StaticEdge {
  /** The folder of policies. */
  readonly folder: string;
  readonly envoy: Envoy;
  readonly backend: HttpBackend;
  readonly program: RunningProcess;
  ask(path: string, request?: Partial<TestRequest>): Promise<TestResponse>;
}

/** Starts both; they end with the test file. `files` are what is in the folder at first. */
export async function startStaticEdge(files: Readonly<Record<string, string>>, args: readonly string[] = []): Promise<StaticEdge> {
  const folder = join(await tempFolder("authz"), "policies");
  await mkdir(folder);
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)));
  const [port, authzPort, backend] = [await freePort(), await freePort(), await startHttpBackend("orders")];
  const program = await startAuthz(authzPort, folder, args);
  const text = readFileSync(join(repository, "envoy/static/authz.yaml"), "utf8");
  const moved = text.replace("port_value: 10000", `port_value: ${port}`).replace("port_value: 9001", `port_value: ${backend.port}`);
  const envoy = await startEnvoy(moved.replace("port_value: 18002", `port_value: ${authzPort}`));
  return { folder, envoy, backend, program, ask: (path, request = {}) => send({ port, path, ...request }) };
}

/** `sluice serve --roles authz --auth FOLDER`, which has nothing but the folder; resolves when it is ready, or has ended. */
export async function startAuthz(port: number, folder: string, more: readonly string[] = []): Promise<RunningProcess> {
  const args = [join(repository, "src/main/sluice.ts"), "serve", "--roles", "authz", "--auth", folder, "--authz-address", `127.0.0.1:${port}`];
  const child = await startProcess({ path: process.execPath, args: [...args, ...more], logFile: join(folder, "../serve.log"), cwd: join(folder, "..") });
  await waitFor(async () => !child.isRunning() || (await child.log()).includes('"Ready"'), 20_000, "the role authz");
  return child;
}
