import { open, rename, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { Command } from "commander";
import type { Client } from "../../client/client.ts";
import type { CliContext } from "../cli-context.ts";
import { addConnection, type ConnectionOptions, connect } from "../connect.ts";
import { CliError, exitCodes } from "../exit-code.ts";
import { withProgress } from "../output/progress.ts";

/** `sluice backup FILE`: everything in one file, at one revision, from a running server. */
export function backupCommand(context: CliContext): Command {
  const command = new Command("backup")
    .summary("write everything into one file")
    .description(
      "Write objects, history, tokens and settings at one revision into one file, for `sluice restore` into any empty store. Secrets stay sealed: keep the seal key too.",
    )
    .argument("<file>", "file to write (mode 0600), - is standard output");
  return addConnection(command).action(async (file: string, options: ConnectionOptions) => {
    const client = await connect(context, options);
    await withProgress(
      context,
      `Reads a backup from ${client.server}`,
      file === "-" ? print(client, context) : write(client, resolve(context.cwd, file), context),
    );
    context.finish(exitCodes.done);
  });
}

async function print(client: Client, context: CliContext): Promise<void> {
  for await (const piece of client.backup({ signal: context.signal })) context.out(piece);
}

/** Written aside and put in its place when it is whole: half a backup must not look like one. */
async function write(client: Client, file: string, context: CliContext): Promise<void> {
  const aside = `${file}.part`;
  try {
    const handle = await open(aside, "w", 0o600);
    try {
      for await (const piece of client.backup({ signal: context.signal })) await handle.write(piece);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(aside, file);
  } catch (cause) {
    await rm(aside, { force: true });
    if (cause instanceof Error && "syscall" in cause) throw new CliError("ERR_CLI_FILE", `Backup cannot be written to ${file}: ${cause.message}`, { cause });
    throw cause;
  }
  context.err(`Backup written to ${file}\n`);
}
