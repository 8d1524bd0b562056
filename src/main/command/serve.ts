import { hostname } from "node:os";
import { Command } from "commander";
import type { CliContext } from "../../cli/cli-context.ts";
import { CliError, exitCodes } from "../../cli/exit-code.ts";
import type { Problem } from "../../kit/problem.ts";
import { addOptions } from "../settings/option.ts";
import { serveOptions } from "../settings/serve-options.ts";
import { readServeSettings, type ServeSettings } from "../settings/serve-settings.ts";

/** `sluice serve`: the control plane, until it is told to stop. */
export function serveCommand(context: CliContext): Command {
  const command = new Command("serve")
    .summary("run the control plane")
    .description("Run the control plane. Every option can be given by the variable that its help names.");
  return addOptions(command, serveOptions).action(async (given: Record<string, string | boolean | undefined>) => {
    const { serve } = await import("../serve.ts");
    await serve(settingsOf(given, context), context.signal);
    context.finish(exitCodes.done);
  });
}

/** The settings of a command line, or an error that names every problem. */
export function settingsOf(given: Record<string, string | boolean | undefined>, { cwd }: Pick<CliContext, "cwd">): ServeSettings {
  const read = readServeSettings({ given, env: process.env, cwd, hostname: hostname(), pid: process.pid });
  if ("problems" in read) throw new CliError("ERR_CLI_USAGE", problemText(read.problems));
  return read.settings;
}

/** Problems of settings, a line each, their hints below. */
export function problemText(problems: readonly Problem[]): string {
  return problems.map(({ detail, hint }) => (hint === undefined ? detail : `${detail}\n  ${hint}`)).join("\n");
}
