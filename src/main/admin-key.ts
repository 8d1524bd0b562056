import { readFile } from "node:fs/promises";
import { AdminKeyError, type AdminKeyOptions, type AdminKeyResult, ensureAdminKey, renewAdminKey } from "../admin/access/ensure-admin-key.ts";
import { SealError } from "../kit/seal.ts";
import type { Logger } from "../kit/telemetry.ts";
import { makeFolderOf } from "./open-store.ts";
import type { ServeSettings } from "./settings/serve-settings.ts";
import { messageOf, StartError } from "./start-error.ts";
import { findSealKey } from "./state/seal-key-file.ts";
import type { StoreParts } from "./with-store.ts";

/**
 * Sees to it that there is an admin key. A file that a person names and that exists gives the key; else the key is made, once for all
 * replicas, and written to the file.
 */
export async function provideAdminKey(
  settings: Pick<ServeSettings, "adminKeyFile" | "adminKeyGiven">,
  options: Omit<AdminKeyOptions, "keyFile"> & { readonly logger: Logger },
): Promise<void> {
  const keyFile = settings.adminKeyFile;
  const given = settings.adminKeyGiven ? await readGiven(keyFile) : undefined;
  await makeFolderOf(keyFile);
  const result = await translate(() => ensureAdminKey({ ...options, keyFile, ...(given !== undefined && { given }) }));
  if (result.kind === "written") options.logger.info("First admin key is written", { file: keyFile });
}

/** Makes the admin key anew with the seal key; the old one is refused from then on. */
export async function replaceAdminKey(settings: Pick<ServeSettings, "adminKeyFile" | "sealKeyFile">, parts: StoreParts): Promise<void> {
  const { key } = await findSealKey({ file: settings.sealKeyFile, mayMake: false, ...parts });
  await makeFolderOf(settings.adminKeyFile);
  await translate(() => renewAdminKey({ ...parts, sealKey: key, keyFile: settings.adminKeyFile }));
}

async function readGiven(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new StartError("ERR_FILE", `Admin key file ${file} cannot be read: ${messageOf(cause)}`, { cause });
  }
}

async function translate(work: () => Promise<AdminKeyResult>): Promise<AdminKeyResult> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof AdminKeyError || cause instanceof SealError) throw new StartError("ERR_FILE", cause.message, { cause });
    throw cause;
  }
}
