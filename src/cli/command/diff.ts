import { Command } from "commander";
import { ClientError } from "../../client/client-error.ts";
import type { Json } from "../../kit/json.ts";
import type { CliContext } from "../cli-context.ts";
import { addConnection, type ConnectionOptions, connect } from "../connect.ts";
import { CliError, type ExitCode, exitCodes } from "../exit-code.ts";
import { readObjectFiles } from "../file/read-object-files.ts";
import { type OutputFlags, outputOption } from "../output/output-option.ts";
import { printValue } from "../output/print-value.ts";
import { withProgress } from "../output/progress.ts";
import { printable } from "../output/table.ts";
import { titleOf } from "../parse-kind.ts";
import { parseWholeNumber } from "../parse-number.ts";
import { sendObjects } from "./apply.ts";

interface DiffOptions extends ConnectionOptions, OutputFlags {
  readonly filename?: string[];
  readonly namespace?: string;
}

/** `sluice diff -f FILE…`: files against the server; `sluice diff FROM [TO]`: two revisions. Exit code 1 when there is a difference. */
export function diffCommand(context: CliContext): Command {
  const command = new Command("diff")
    .summary("compare files with the server, or two revisions")
    .description("Tell what apply -f would change, or what is different between two revisions. Ends with 1 when there is a difference.")
    .argument("[from]", "revision to start from", parseWholeNumber)
    .argument("[to]", "revision to compare with; the newest when left out", parseWholeNumber)
    .option("-f, --filename <files...>", "files or folders of objects, - is standard input")
    .option("-n, --namespace <namespace>", "with revisions: only this namespace")
    .addOption(outputOption());
  return addConnection(command).action(async (from: number | undefined, to: number | undefined, options: DiffOptions) => {
    if ((from === undefined) === (options.filename === undefined)) throw new CliError("ERR_CLI_USAGE", "Name either files by -f, or revisions");
    const code = from === undefined ? await diffFiles(context, options) : await diffRevisions(context, { from, ...(to !== undefined && { to }) }, options);
    context.finish(code);
  });
}

async function diffFiles(context: CliContext, options: DiffOptions): Promise<ExitCode> {
  const { objects } = await readObjectFiles(context, options.filename ?? []);
  const client = await connect(context, options);
  const work = sendObjects({ client, objects, context, options: { dryRun: true } });
  const result = await withProgress(context, `Compares ${objects.length} objects`, work);
  return print(
    context,
    result.changes.filter(({ change }) => change !== "unchanged"),
    options,
  );
}

async function diffRevisions(context: CliContext, range: { readonly from: number; readonly to?: number }, options: DiffOptions): Promise<ExitCode> {
  const client = await connect(context, options);
  const namespace = options.namespace === undefined ? {} : { namespace: options.namespace };
  const work = client.diff({ ...range, ...namespace }, { signal: context.signal });
  const { changes } = await withProgress(context, "Compares revisions", work).catch(refuseUnknownRevision);
  return print(context, changes, options);
}

/** Code 1 would say that there are differences. */
function refuseUnknownRevision(error: unknown): never {
  const status = error instanceof ClientError ? error.problem?.status : undefined;
  if (status === 404 || status === 410) throw new CliError("ERR_CLI_USAGE", (error as ClientError).message, { cause: error });
  throw error;
}

interface Difference {
  readonly kind: string;
  readonly namespace?: string | undefined;
  readonly name: string;
  readonly change: string;
  readonly diff?: { readonly lines: readonly string[] } | undefined;
}

function print(context: CliContext, changes: readonly Difference[], { output }: OutputFlags): ExitCode {
  if (output === "table") printLines(context, changes);
  else context.out(printValue(changes as unknown as Json, output));
  return changes.length === 0 ? exitCodes.done : exitCodes.no;
}

function printLines(context: CliContext, changes: readonly Difference[]): void {
  for (const change of changes) {
    context.out(`${titleOf(change)} ${change.change === "replaced" ? "changed" : change.change}\n`);
    for (const line of change.diff?.lines ?? []) context.out(`  ${printable(line)}\n`);
  }
}
