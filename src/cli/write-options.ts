import type { Command } from "commander";
import type { BulkResult } from "../client/answers.ts";
import type { WriteOptions } from "../client/client.ts";
import type { Json } from "../kit/json.ts";
import type { CliContext } from "./cli-context.ts";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import { type OutputFlags, outputOption } from "./output/output-option.ts";
import { printValue } from "./output/print-value.ts";
import { printable } from "./output/table.ts";
import { titleOf } from "./parse-kind.ts";
import { parseTime } from "./parse-number.ts";

/** How objects are to be changed. */
export interface WriteFlags {
  readonly dryRun?: boolean;
  readonly reason?: string;
  readonly wait?: boolean | number;
}

/** What {@link addWriteOptions} reads. */
export type ReportedWriteFlags = WriteFlags & OutputFlags;

const defaultWaitMs = 30_000;

/** Adds the options of commands that change objects. */
export function addWriteOptions(command: Command): Command {
  return command
    .option("--dry-run", "check everything and tell what would change; change nothing")
    .option("--reason <text>", "why, for the history")
    .option("--wait [time]", "wait until every matching proxy has the change and every replica decides by it, at most this long (default: 30s)", parseTime)
    .addOption(outputOption());
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
export function reportChanges(context: CliContext, result: BulkResult, { output }: OutputFlags): ExitCode {
  if (output === "table") reportInWords(context, result);
  else context.out(printValue(result as Json, output));
  return result.rollout === undefined || isEverywhere(result.rollout) ? exitCodes.done : exitCodes.no;
}

function reportInWords(context: CliContext, result: BulkResult): void {
  for (const object of result.changes) {
    context.out(`${titleOf(object)} ${words[object.change]}${result.dryRun ? " (dry run)" : ""}\n`);
    for (const line of object.diff?.lines ?? []) context.out(`  ${printable(line)}\n`);
  }
  for (const notice of result.notices) context.err(`Note: ${printable(notice)}\n`);
  if (result.rollout !== undefined) reportRollout(context, result.rollout);
}

type Rollout = NonNullable<BulkResult["rollout"]>;

function isEverywhere({ pending, refused, replicas }: Rollout): boolean {
  return pending.length + refused.length + replicas.pending.length === 0;
}

function reportRollout(context: CliContext, { acked, pending, refused, replicas }: Rollout): void {
  const all = acked + pending.length + refused.length;
  const deciding = replicas.acked + replicas.pending.length;
  const decided = deciding === 0 ? [] : [`in force at ${replicas.acked} of ${deciding} ${deciding === 1 ? "replica" : "replicas"}`];
  // Where no proxy has to learn of it, as of a key that ends, the replicas are all there is to say.
  const programmed = all === 0 && deciding > 0 ? [] : [`programmed on ${acked} of ${all} ${all === 1 ? "proxy" : "proxies"}`];
  context.out(`${[...programmed, ...decided].join(", ").replace(/^./u, (first) => first.toUpperCase())}\n`);
  for (const { node, type, resource, message } of refused)
    context.err(`Node ${printable(node)} refuses ${type} ${printable(resource)}: ${printable(message)}\n`);
  if (pending.length > 0) context.err(`Not yet on ${pending.map(printable).join(", ")}\n`);
  if (replicas.pending.length > 0) context.err(`Not yet in force at ${replicas.pending.map(printable).join(", ")}\n`);
}
