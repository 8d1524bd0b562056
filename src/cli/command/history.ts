import { Command } from "commander";
import type { ShownCommit } from "../../client/answers.ts";
import type { Json } from "../../kit/json.ts";
import type { ObjectKey } from "../../model/object/object.ts";
import type { CliContext } from "../cli-context.ts";
import { addConnection, type ConnectionOptions, connect } from "../connect.ts";
import { CliError, exitCodes } from "../exit-code.ts";
import { formatAge } from "../output/age.ts";
import { type OutputFlags, outputOption } from "../output/output-option.ts";
import { printValue } from "../output/print-value.ts";
import { formatTable, printable } from "../output/table.ts";
import { keyFor, parseKind, titleOf } from "../parse-kind.ts";
import { parseWholeNumber } from "../parse-number.ts";

interface HistoryOptions extends ConnectionOptions, OutputFlags {
  readonly namespace?: string;
  readonly limit: number;
  readonly diff?: boolean;
}

/** `sluice history [KIND NAME]`: who changed what, newest first. */
export function historyCommand(context: CliContext): Command {
  const command = new Command("history")
    .summary("show who changed what")
    .description("Show revisions, newest first: all of them, or those of one object")
    .argument("[kind]", "kind of object")
    .argument("[name]", "name of the object")
    .option("-n, --namespace <namespace>", "namespace (default: default)")
    .option("--limit <count>", "how many at most", parseWholeNumber, 20)
    .option("--diff", "show what changed inside the objects")
    .addOption(outputOption());
  return addConnection(command).action(async (kind: string | undefined, name: string | undefined, options: HistoryOptions) => {
    const key = keyOf(kind, name, options);
    const client = await connect(context, options);
    const commits = await newest(
      client.history({ ...key, diff: options.diff ?? false, pageSize: Math.max(1, Math.min(options.limit, 100)), signal: context.signal }),
      options.limit,
    );
    context.out(options.output === "table" ? tableOf(commits, options, context.now()) : printValue(commits as Json, options.output));
    context.finish(exitCodes.done);
  });
}

function keyOf(kind: string | undefined, name: string | undefined, { namespace }: HistoryOptions): { readonly key?: ObjectKey } {
  if (kind === undefined) return {};
  if (name === undefined) throw new CliError("ERR_CLI_USAGE", "Name one object, as in: sluice history route hello");
  return { key: keyFor(parseKind(kind), name, namespace) };
}

async function newest(history: AsyncIterable<ShownCommit>, limit: number): Promise<readonly ShownCommit[]> {
  const commits: ShownCommit[] = [];
  for await (const commit of history) {
    if (commits.length >= limit) break;
    commits.push(commit);
  }
  return commits;
}

function tableOf(commits: readonly ShownCommit[], { diff }: HistoryOptions, nowMs: number): string {
  if (diff !== true) {
    return formatTable(
      ["revision", "age", "author", "changes", "reason"],
      commits.map((commit) => [String(commit.revision), formatAge(commit.at, nowMs), commit.author, summary(commit), commit.reason]),
    );
  }
  return commits.map((commit) => detail(commit, nowMs)).join("\n");
}

function summary({ changes }: ShownCommit): string {
  const [first] = changes;
  if (first === undefined) return "";
  return `${titleOf(first)} ${first.change}${changes.length === 1 ? "" : ` and ${changes.length - 1} more`}`;
}

function detail({ revision, author, at, reason, changes }: ShownCommit, nowMs: number): string {
  const lines = changes.flatMap((change) => [`  ${titleOf(change)} ${change.change}`, ...(change.diff?.lines ?? []).map((line) => `    ${printable(line)}`)]);
  return `revision ${revision} by ${printable(author)}, ${formatAge(at, nowMs)} ago${reason === "" ? "" : `: ${printable(reason)}`}\n${lines.map((line) => `${line}\n`).join("")}`;
}
