import { Command, CommanderError } from "commander";
import type { CliContext } from "../cli/cli-context.ts";
import { applyCommand } from "../cli/command/apply.ts";
import { backupCommand } from "../cli/command/backup.ts";
import { bootstrapCommand } from "../cli/command/bootstrap.ts";
import { deleteCommand } from "../cli/command/delete.ts";
import { describeCommand } from "../cli/command/describe.ts";
import { diffCommand } from "../cli/command/diff.ts";
import { explainCommand } from "../cli/command/explain.ts";
import { exportCommand } from "../cli/command/export.ts";
import { getCommand } from "../cli/command/get.ts";
import { historyCommand } from "../cli/command/history.ts";
import { integrateCommand } from "../cli/command/integrate.ts";
import { limitsCommand } from "../cli/command/limits-explain.ts";
import { loadCommand } from "../cli/command/load.ts";
import { nodeCommand } from "../cli/command/node.ts";
import { nodesCommand } from "../cli/command/nodes.ts";
import { revertCommand } from "../cli/command/revert.ts";
import { tokenCommand } from "../cli/command/token.ts";
import { validateCommand } from "../cli/command/validate.ts";
import { waitCommand } from "../cli/command/wait.ts";
import { CliError, type ExitCode, exitCodeHelp, exitCodeOf, exitCodes } from "../cli/exit-code.ts";
import { errorText } from "../cli/output/error-text.ts";
import { ClientError } from "../client/client-error.ts";
import { StoreError } from "../store/store.ts";
import { authCommand } from "./command/auth/auth.ts";
import { programFacts } from "./program-facts.ts";
import { StartError } from "./start-error.ts";

/** All commands: those that talk to a server, and those that `main` adds because they need other parts. */
export function createProgram(context: CliContext, own: readonly Command[]): Command {
  const program = new Command("sluice")
    .description("A control plane for fleets of Envoy")
    .version(programFacts.version, "-v, --version", "print the version")
    .helpCommand("help [command]", "print help for a command")
    .showHelpAfterError("(sluice help tells more)")
    .addHelpText("after", `\n${exitCodeHelp}\n`)
    .configureOutput({ writeOut: context.out, writeErr: context.err })
    .exitOverride();
  addGroup(program, "Running:", own);
  addGroup(program, "Objects:", [
    applyCommand(context),
    getCommand(context),
    describeCommand(context),
    deleteCommand(context),
    diffCommand(context),
    validateCommand(context),
    exportCommand(context),
  ]);
  addGroup(program, "History:", [historyCommand(context), revertCommand(context), backupCommand(context)]);
  addGroup(program, "Fleet:", [
    nodesCommand(context),
    loadCommand(context),
    limitsCommand(context),
    authCommand(context),
    nodeCommand(context),
    waitCommand(context),
    explainCommand(context),
    bootstrapCommand(context),
    tokenCommand(context),
    integrateCommand(context),
  ]);
  return program;
}

/** Runs a command line; every way in which it may fail becomes words on standard error and an exit code. */
export async function runProgram(program: Command, args: readonly string[], context: CliContext & { exitCode: () => ExitCode }): Promise<ExitCode> {
  try {
    await program.parseAsync([...args], { from: "user" });
    return context.exitCode();
  } catch (error) {
    return explain(error, context);
  }
}

function explain(error: unknown, context: CliContext): ExitCode {
  // Commander has said already what is wrong.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  if (context.signal.aborted && error instanceof ClientError) return exitCodes.interrupted;
  if (error instanceof CliError || error instanceof ClientError) {
    context.err(`sluice: ${errorText(error)}`);
    return exitCodeOf(error) ?? exitCodes.defect;
  }
  if (error instanceof StartError || error instanceof StoreError) {
    context.err(`sluice: ${error.message}\n`);
    return exitCodes.no;
  }
  context.err(`sluice: this is a defect of the program\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return exitCodes.defect;
}

function addGroup(program: Command, heading: string, commands: readonly Command[]): void {
  for (const command of commands) program.addCommand(inherit(program, command.helpGroup(heading)));
}

/** Commander hands output and exit on only to commands that it makes itself. */
function inherit(parent: Command, command: Command): Command {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) inherit(command, child);
  return command;
}
