import { Command } from "commander";
import type { CliContext } from "../../cli/cli-context.ts";
import { exitCodes } from "../../cli/exit-code.ts";
import { addOptions } from "../settings/option.ts";
import { serveOptions } from "../settings/serve-options.ts";
import type { ServeSettings } from "../settings/serve-settings.ts";
import { settingsOf } from "./serve.ts";

const { stateDir, store, etcdPrefix, etcdUser, etcdPasswordFile, etcdCaFile, etcdCertFile, etcdKeyFile, sealKeyFile, adminKeyFile } = serveOptions;
const options = { stateDir, store, etcdPrefix, etcdUser, etcdPasswordFile, etcdCaFile, etcdCertFile, etcdKeyFile, sealKeyFile, adminKeyFile } as const;

/** `sluice renew-admin-key`: a new first admin key, for who lost it and holds the seal key. */
export function renewAdminKeyCommand(context: CliContext): Command {
  const command = new Command("renew-admin-key")
    .summary("make the first admin key anew")
    .description(
      "Make the first admin key anew in the store and write it to its file; the old one is refused from then on. Needs the seal key, and with the embedded store that no server runs.",
    );
  return addOptions(command, options).action(async (given: Record<string, string | boolean | undefined>) => {
    const settings = settingsOf(given, context);
    await renew(settings);
    context.out(`Admin key written to ${settings.adminKeyFile}\n`);
    context.finish(exitCodes.done);
  });
}

async function renew(settings: ServeSettings): Promise<void> {
  const { withStore } = await import("../with-store.ts");
  const { replaceAdminKey } = await import("../admin-key.ts");
  await withStore(settings, "sluice renew-admin-key", (parts) => replaceAdminKey(settings, parts));
}
