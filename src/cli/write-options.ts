import type { Command } from "commander";
import type { BulkResult } from "../client/answers.ts";
import type { WriteOptions } from "../client/client.ts";
import type { CliContext } from "./cli-context.ts";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import { printable } from "./output/table.ts";
import { titleOf } from "./parse-kind.ts";
import { parseTime } from "./parse-number.ts";

/** What {@link addWriteOptions} reads. */
export interface WriteFlags {
  readonly dryRun?: boolean;
  readonly reason?: string;
  readonly wait?: boolean | number;
}

const defaultWaitMs = 30_000;

/** Adds the options of commands that change objects. */
export function addWriteOptions(command: Command): Command {
  return command
    .option("--dry-run", "check everything and tell what would change; change nothing")
    .option("--reason <text>", "why, for the history")
    .option("--wait [time]", "wait until every matching proxy has the change, at most this long (default: 30s)", parseTime);
}

/** The options as the client takes them. */
export function writeOptionsOf(flags: WriteFlags, context: CliContext): WriteOptions {
  const waitMs = flags.wait === true ? defaultWaitMs : flags.wait;
  return {
    signal: context.signal,
    ...(flags.dryRun === true && { dryRun: true }),
    ...(flags.reason !== undefined && { reason: flags.reason }),
    ...(typeof waitMs === "number" && { waitMs }),
  };
}

const words = { created: "created", replaced: "changed", unchanged: "unchanged", deleted: "deleted" } as const;

/** Prints what became, or would become, of each object, and of the proxies; answers how the command ends. */
export function reportChanges(context: CliContext, result: BulkResult): ExitCode {
  for (const object of result.changes) {
    context.out(`${titleOf(object)} ${words[object.change]}${result.dryRun ? " (dry run)" : ""}\n`);
    for (const line of object.diff?.lines ?? []) context.out(`  ${printable(line)}\n`);
  }
  for (const notice of result.notices) context.err(`Note: ${printable(notice)}\n`);
  return result.rollout === undefined ? exitCodes.done : reportRollout(context, result.rollout);
}

function reportRollout(context: CliContext, { acked, pending, refused }: NonNullable<BulkResult["rollout"]>): ExitCode {
  const all = acked + pending.length + refused.length;
  context.out(`Programmed on ${acked} of ${all} ${all === 1 ? "proxy" : "proxies"}\n`);
  for (const { node, type, resource, message } of refused)
    context.err(`Node ${printable(node)} refuses ${type} ${printable(resource)}: ${printable(message)}\n`);
  if (pending.length > 0) context.err(`Not yet on ${pending.map(printable).join(", ")}\n`);
  return pending.length + refused.length === 0 ? exitCodes.done : exitCodes.no;
}
