import { createReadStream } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { Command } from "commander";
import type { CliContext } from "../../cli/cli-context.ts";
import { exitCodes } from "../../cli/exit-code.ts";
import { withProgress } from "../../cli/output/progress.ts";
import { addOptions } from "../settings/option.ts";
import { serveOptions } from "../settings/serve-options.ts";
import type { ServeSettings } from "../settings/serve-settings.ts";
import { messageOf, StartError } from "../start-error.ts";
import { settingsOf } from "./serve.ts";

const { stateDir, store, etcdPrefix, etcdUser, etcdPasswordFile, etcdCaFile, etcdCertFile, etcdKeyFile, sealKeyFile } = serveOptions;
const options = { stateDir, store, etcdPrefix, etcdUser, etcdPasswordFile, etcdCaFile, etcdCertFile, etcdKeyFile, sealKeyFile } as const;

/** `sluice restore FILE`: a backup into an empty store, which no server may use meanwhile. */
export function restoreCommand(context: CliContext): Command {
  const command = new Command("restore")
    .summary("put a backup into an empty store")
    .description(
      "Put a backup into an empty store of any kind, before the control plane starts on it. Start it with the seal key that the backup was made with.",
    )
    .argument("<file>", "file that `sluice backup` wrote, - is standard input");
  return addOptions(command, options).action(async (file: string, given: Record<string, string | boolean | undefined>) => {
    // A restore opens no secrets, so that it needs no seal key; etcd asks for one in every other command.
    const settings = settingsOf({ ...given, sealKeyFile: given["sealKeyFile"] ?? "seal.key" }, context);
    const restored = await withProgress(context, `Restores ${file}`, restore(settings, { file, cwd: context.cwd }));
    context.out(`${restored.objects} objects restored, the store is at revision ${restored.revision}\n`);
    context.finish(exitCodes.done);
  });
}

async function restore(
  settings: ServeSettings,
  source: { readonly file: string; readonly cwd: string },
): Promise<{ readonly revision: number; readonly objects: number }> {
  const { withStore } = await import("../with-store.ts");
  return withStore(settings, "sluice restore", (parts) => parts.store.restore(linesOf(source)));
}

async function* linesOf({ file, cwd }: { readonly file: string; readonly cwd: string }): AsyncGenerator<string, void> {
  const input = file === "-" ? process.stdin : createReadStream(resolve(cwd, file));
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) yield line;
  } catch (cause) {
    throw new StartError("ERR_FILE", `Backup ${file} cannot be read: ${messageOf(cause)}`, { cause });
  }
}
