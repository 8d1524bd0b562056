import { mkdir } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { type StoreSettings as EngineSettings, openStore, type StoreContext } from "../store/open-store.ts";
import type { Store } from "../store/store.ts";
import { readSettingFile } from "./read-file.ts";
import type { StoreSettings } from "./settings/serve-settings.ts";
import { messageOf, StartError } from "./start-error.ts";
import { readKeyPair } from "./tls-files.ts";

/** Opens the store that the settings name, with the files they name read. */
export async function openConfiguredStore(settings: StoreSettings, context: StoreContext): Promise<Store> {
  return openStore(await engineSettings(settings), context);
}

async function engineSettings(settings: StoreSettings): Promise<EngineSettings> {
  if (settings.kind === "memory") return { kind: "memory" };
  if (settings.kind === "sqlite") return { kind: "sqlite", folder: dirname(settings.path), file: basename(settings.path) };
  const { endpoints, prefix, user, caFile, client } = settings;
  const password = user === undefined ? undefined : (await readSettingFile(user.passwordFile, "etcd password")).replace(/\r?\n$/u, "");
  const authorities = caFile === undefined ? undefined : await readSettingFile(caFile, "etcd CA");
  const pair = client === undefined ? undefined : await readKeyPair(client, "etcd client");
  const tls = { ...(authorities !== undefined && { authorities }), ...(pair !== undefined && { certificate: pair.cert, key: pair.key }) };
  return {
    kind: "etcd",
    endpoints,
    prefix,
    ...(Object.keys(tls).length > 0 && { tls }),
    ...(user !== undefined && password !== undefined && { credentials: { user: user.name, password } }),
  };
}

/** Makes the folder of a file that is going to be written. */
export async function makeFolderOf(file: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new StartError("ERR_FILE", `Folder ${dirname(file)} cannot be made: ${messageOf(cause)}`, { cause });
  }
}
