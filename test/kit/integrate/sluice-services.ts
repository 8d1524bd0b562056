import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import { fileText } from "../../../src/cli/integrate/print-files.ts";
import type { Output } from "../../../src/integrate/target.ts";
import { freePorts } from "../binary/free-port.ts";
import { type RunningProcess, startProcess, waitReady } from "../binary/running-process.ts";
import { tempFolder } from "../binary/temp-folder.ts";
import type { MeshServices } from "./mesh-services.ts";

const program = join(import.meta.dirname, "../../../src/main/sluice.ts");

/** The API key of the one Consumer of these tests. */
export const goodKey = "key-of-the-tests-0123456789";

/** Where the services will be; `HOST:PORT` each. */
export interface ServicePlaces {
  readonly ratelimit: string;
  readonly authz: string;
}

/** Free ports on loopback. */
export async function newServicePlaces(): Promise<ServicePlaces> {
  const [ratelimit = 0, authz = 0] = await freePorts(2);
  return { ratelimit: `127.0.0.1:${ratelimit}`, authz: `127.0.0.1:${authz}` };
}

/**
 * `sluice serve --roles ratelimit` and `--roles authz`, a process each, with the very files that `sluice integrate` writes for our side and one
 * Consumer. They end with the test file.
 */
export async function startSluiceServices(output: Output, places: ServicePlaces, options: readonly string[] = []): Promise<MeshServices> {
  const folder = await tempFolder("services");
  await Promise.all(["sluice/limits", "sluice/auth"].map((name) => mkdir(join(folder, name), { recursive: true })));
  for (const file of output.files.filter(({ path }) => path.startsWith("sluice/"))) {
    await mkdir(dirname(join(folder, file.path)), { recursive: true });
    await writeFile(join(folder, file.path), fileText(file));
  }
  await writeFile(
    join(folder, "sluice/auth/consumer.yaml"),
    stringify({ kind: "Consumer", name: "tester", spec: { credentials: { key: { apiKey: { value: goodKey } } } } }),
  );
  const [httpPort = 0] = await freePorts(1);
  const ratelimit = await serve("ratelimit", folder, [
    ...["--limits", "sluice/limits", "--ratelimit-address", places.ratelimit, "--ratelimit-http-address", `127.0.0.1:${httpPort}`],
    ...withoutPolicy(options),
  ]);
  const authz = await serve("authz", folder, ["--auth", "sluice/auth", "--authz-address", places.authz, ...options]);
  return { ...places, stopRateLimit: () => ratelimit.kill(), stopAuthz: () => authz.kill() };
}

/** Which policy decides by default is said to authorization alone. */
function withoutPolicy(options: readonly string[]): readonly string[] {
  const at = options.indexOf("--auth-default");
  return at === -1 ? options : options.toSpliced(at, 2);
}

async function serve(role: string, folder: string, args: readonly string[]): Promise<RunningProcess> {
  const child = await startProcess({
    path: process.execPath,
    args: [program, "serve", "--roles", role, ...args],
    logFile: join(folder, `${role}.log`),
    cwd: folder,
  });
  await waitReady(child, async () => (await child.log()).includes('"Ready"'), { what: `sluice serve --roles ${role}` });
  return child;
}
