import { readFile, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import { z } from "zod";
import { Client } from "../client/client.ts";
import type { CliContext } from "./cli-context.ts";
import { CliError } from "./exit-code.ts";

/** Where a server listens that was told nothing else. */
const defaultServer = "http://127.0.0.1:18080";

/** What `sluice dev` leaves in its state folder for commands: where its server is. */
const serverFile = z.object({ server: z.url() });

/** What {@link addConnection} reads. */
export interface ConnectionOptions {
  readonly server?: string;
  readonly keyFile?: string;
  readonly caFile?: string;
}

/** Adds the options by which a command finds its server. */
export function addConnection(command: Command): Command {
  return command
    .option("--server <url>", `address of the admin API (SLUICE_SERVER; default: the one of .sluice here or above, else ${defaultServer})`)
    .option("--key-file <file>", "file with the key (SLUICE_KEY_FILE; default: .sluice/admin.key here or above)")
    .option("--ca-file <file>", "PEM certificates that the server's certificate is checked by (SLUICE_CA_FILE; default: the system's)");
}

/** A client for the server and key that options, environment or a state folder nearby name. */
export async function connect(context: CliContext, options: ConnectionOptions): Promise<Client> {
  const caFile = options.caFile ?? context.env.caFile;
  if (caFile !== undefined) context.trust(await readText(resolve(context.cwd, caFile), "Certificates"));
  const state = await findStateFolder(context.cwd);
  const server = options.server ?? context.env.server ?? (await serverOf(state)) ?? defaultServer;
  if (!/^https?:\/\//u.test(server) || !URL.canParse(server)) {
    throw new CliError("ERR_CLI_USAGE", `Server "${server}" is not an address; write for example ${defaultServer}`);
  }
  return new Client({ server, key: await readKey(context, options, state) });
}

/** The nearest `.sluice` with an admin key, from here upwards; another user's is not trusted. */
async function findStateFolder(cwd: string): Promise<string | undefined> {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const candidate = join(folder, ".sluice");
    const found = await stat(join(candidate, "admin.key")).catch(() => undefined);
    if (found?.isFile() === true && found.uid === process.getuid?.()) return candidate;
    if (dirname(folder) === folder) return undefined;
  }
}

async function serverOf(state: string | undefined): Promise<string | undefined> {
  if (state === undefined) return undefined;
  const text = await readFile(join(state, "server.json"), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return serverFile.parse(JSON.parse(text)).server;
  } catch {
    // Written by a program that was killed meanwhile: as if it were not there.
    return undefined;
  }
}

async function readKey(context: CliContext, options: ConnectionOptions, state: string | undefined): Promise<string> {
  const named = options.keyFile ?? context.env.keyFile;
  const file = named === undefined ? state && join(state, "admin.key") : resolve(context.cwd, named);
  if (file === undefined) {
    throw new CliError("ERR_CLI_NO_KEY", "No key: name its file by --key-file or SLUICE_KEY_FILE, or run where .sluice/admin.key is");
  }
  const key = (await readText(file, "Key")).trim();
  if (key === "" || /[^\x21-\x7e]/u.test(key)) throw new CliError("ERR_CLI_FILE", `Key file ${file} does not hold a key: one line of printable characters`);
  return key;
}

async function readText(file: string, what: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new CliError("ERR_CLI_FILE", `${what} file ${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
