import type { SealKey } from "../kit/seal.ts";
import type { Logger } from "../kit/telemetry.ts";
import type { Store } from "../store/store.ts";
import type { ServeSettings } from "./settings/serve-settings.ts";
import { findSealKey } from "./state/seal-key-file.ts";
import { systemRandom } from "./system.ts";

/** The seal key of the settings; the embedded store makes its own at the first start. */
export async function provideSealKey(settings: Pick<ServeSettings, "sealKeyFile" | "store">, store: Store, logger: Logger): Promise<SealKey> {
  const { key, warnings } = await findSealKey({ file: settings.sealKeyFile, mayMake: settings.store.kind === "sqlite", store, random: systemRandom });
  for (const warning of warnings) logger.warn(warning);
  return key;
}
