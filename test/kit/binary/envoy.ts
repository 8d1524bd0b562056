import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { type EnvoyAdmin, envoyAdmin } from "./envoy-admin.ts";
import { lookUp } from "./require.ts";
import { type RunningProcess, startProcess, waitReady } from "./running-process.ts";
import { tempFolder } from "./temp-folder.ts";

/** How `startEnvoy` starts it. */
export interface EnvoyOptions {
  /** Whether to wait until `/ready` says LIVE; without it only until the admin interface answers. Default true. */
  readonly waitLive?: boolean;
  /** Worker threads. Default 1. */
  readonly concurrency?: number;
  /** `trace`, `debug`, `info`, `warning`, … Default `info`. */
  readonly logLevel?: string;
  /** Further arguments, as `--drain-time-s 5`. */
  readonly args?: readonly string[];
  /** Time until it must be ready. Default 30,000. */
  readonly timeoutMs?: number;
}

/** A running Envoy. `log()` of its process has what it wrote. */
export interface Envoy extends RunningProcess {
  readonly admin: EnvoyAdmin;
  readonly version: string;
  /** The folder with its bootstrap and its log. */
  readonly folder: string;
}

/** A bootstrap as YAML or JSON text, or as the object it stands for. Its `admin` is replaced by one on a port of Envoy's choice. */
export type Bootstrap = string | Readonly<Record<string, unknown>>;

/** Starts a real Envoy in a folder of its own and waits until it is ready. Rejects where there is none: ask in a `describeWith`. */
export async function startEnvoy(bootstrap: Bootstrap, options: EnvoyOptions = {}): Promise<Envoy> {
  const binary = await lookUp("envoy");
  if ("missing" in binary) throw new Error(binary.missing);
  const folder = await tempFolder("envoy");
  const files = { bootstrap: join(folder, "bootstrap.json"), admin: join(folder, "admin-address") };
  await writeFile(files.bootstrap, JSON.stringify(withAdmin(bootstrap)));
  const args = [...argumentsOf(files, options), ...(options.args ?? [])];
  const child = await startProcess({ path: binary.path, args, logFile: join(folder, "envoy.log") });
  const { waitLive = true, timeoutMs = 30_000 } = options;
  const admin = await adminOf(child, files.admin, timeoutMs);
  const isUp = async (): Promise<boolean> => (waitLive ? (await stateOf(admin)) === "LIVE" : (await stateOf(admin)) !== undefined);
  await waitReady(child, isUp, { what: `Envoy ${binary.version}`, timeoutMs });
  return { ...child, admin, version: binary.version, folder };
}

/** Checks a bootstrap as `envoy --mode validate` does: undefined when Envoy takes it, else Envoy's words. */
export async function validateWithEnvoy(bootstrap: Bootstrap): Promise<string | undefined> {
  const binary = await lookUp("envoy");
  if ("missing" in binary) throw new Error(binary.missing);
  const folder = await tempFolder("envoy");
  const file = join(folder, "bootstrap.json");
  await writeFile(file, JSON.stringify(typeof bootstrap === "string" ? parse(bootstrap) : bootstrap));
  const args = ["--mode", "validate", "-c", file, "--disable-hot-restart", "-l", "error"];
  const child = await startProcess({ path: binary.path, args, logFile: join(folder, "envoy.log") });
  return (await child.exited) === 0 ? undefined : child.log();
}

function withAdmin(bootstrap: Bootstrap): Record<string, unknown> {
  const object = (typeof bootstrap === "string" ? parse(bootstrap) : bootstrap) as Record<string, unknown>;
  return { ...object, admin: { address: { socket_address: { address: "127.0.0.1", port_value: 0 } } } };
}

function argumentsOf(files: { bootstrap: string; admin: string }, options: EnvoyOptions): string[] {
  const { concurrency = 1, logLevel = "info" } = options;
  return ["-c", files.bootstrap, "--admin-address-path", files.admin, "--concurrency", String(concurrency), "-l", logLevel, "--disable-hot-restart"];
}

async function adminOf(child: RunningProcess, file: string, timeoutMs: number): Promise<EnvoyAdmin> {
  const address = { value: "" };
  const isWritten = async (): Promise<boolean> => {
    address.value = await readFile(file, "utf8").catch(() => "");
    return address.value !== "";
  };
  await waitReady(child, isWritten, { what: "Envoy's admin interface", timeoutMs });
  return envoyAdmin(`http://${address.value}`);
}

async function stateOf(admin: EnvoyAdmin): Promise<string | undefined> {
  return admin.state().catch(() => undefined);
}
