import { Command } from "commander";
import type { CliContext } from "../cli-context.ts";
import { addConnection, type ConnectionOptions, connect } from "../connect.ts";
import { CliError } from "../exit-code.ts";
import { withProgress } from "../output/progress.ts";
import { parseWholeNumber } from "../parse-number.ts";
import { addWriteOptions, type ReportedWriteFlags, reportChanges, writeOptionsOf } from "../write-options.ts";

interface RevertOptions extends ConnectionOptions, ReportedWriteFlags {
  readonly to?: number;
  readonly namespace?: string;
  readonly force?: string;
}

/** `sluice revert REVISION` or `sluice revert --to REVISION`: changes taken back, as a new revision. */
export function revertCommand(context: CliContext): Command {
  const command = new Command("revert")
    .summary("take changes back")
    .description("Undo what one revision changed, or go back to how everything was; either is a new revision, so that it can be undone too")
    .argument("[revision]", "revision to undo; refused when its objects were changed again since", parseWholeNumber)
    .option("--to <revision>", "everything becomes what it was right after this revision", parseWholeNumber)
    .option("-n, --namespace <namespace>", "with --to: only objects of this namespace")
    .option("--force <reason>", "undo also what was changed again since, for this reason");
  return addConnection(addWriteOptions(command)).action(async (revision: number | undefined, options: RevertOptions) => {
    const what = target(revision, options);
    const client = await connect(context, options);
    const force = options.force === undefined ? {} : { force: options.force };
    const work = client.revert(what, { ...writeOptionsOf(options, context), ...force });
    context.finish(reportChanges(context, await withProgress(context, "Takes changes back", work), options));
  });
}

function target(revision: number | undefined, { to, namespace }: RevertOptions): { undo: number } | { to: number; namespace?: string } {
  if ((revision === undefined) === (to === undefined)) throw new CliError("ERR_CLI_USAGE", "Name either a revision to undo, or one to go back to by --to");
  if (to !== undefined) return namespace === undefined ? { to } : { to, namespace };
  if (namespace !== undefined) throw new CliError("ERR_CLI_USAGE", "Option --namespace goes with --to only");
  return { undo: revision ?? 0 };
}
