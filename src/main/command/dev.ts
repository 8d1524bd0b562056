import { Command } from "commander";
import type { CliContext } from "../../cli/cli-context.ts";
import { CliError, exitCodes } from "../../cli/exit-code.ts";
import { devOptions } from "../dev/dev-options.ts";
import { addOptions, readOptions } from "../settings/option.ts";
import { problemText } from "./serve.ts";

/** `sluice dev`: what `npm start` runs. */
export function devCommand(context: CliContext): Command {
  const command = new Command("dev")
    .summary("run everything on this machine, to try it out")
    .description("Run the control plane, two Envoys and sample services on this machine, with the state in .sluice; Ctrl-C stops all of it");
  return addOptions(command, devOptions).action(async (given: Record<string, string | boolean | undefined>) => {
    const read = readOptions(devOptions, { given, env: process.env });
    if ("problems" in read) throw new CliError("ERR_CLI_USAGE", problemText(read.problems));
    const { runDev } = await import("../dev/dev.ts");
    await runDev(read.values, { context, env: process.env });
    context.finish(exitCodes.done);
  });
}
