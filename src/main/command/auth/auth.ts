import { Command } from "commander";
import type { CliContext } from "../../../cli/cli-context.ts";
import { findKeyCommand } from "../../../cli/command/find-key.ts";
import { authExplainCommand } from "./auth-explain.ts";
import { authTestCommand } from "./auth-test.ts";

/** `sluice auth`: what has to do with who gets in. */
export function authCommand(context: CliContext): Command {
  return new Command("auth")
    .description("Test policies that say who gets in, see why a request gets the answer that it does, and find whose a key is")
    .addCommand(authTestCommand(context))
    .addCommand(authExplainCommand(context))
    .addCommand(findKeyCommand(context));
}
