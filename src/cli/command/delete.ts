import { Command } from "commander";
import type { BatchItem } from "../../client/client.ts";
import { fleetKinds, type Kind } from "../../model/object/object.ts";
import type { CliContext } from "../cli-context.ts";
import { addConnection, type ConnectionOptions, connect } from "../connect.ts";
import { CliError, type ExitCode } from "../exit-code.ts";
import { readObjectFiles } from "../file/read-object-files.ts";
import { withProgress } from "../output/progress.ts";
import { parseKind } from "../parse-kind.ts";
import { addWriteOptions, type ReportedWriteFlags, reportChanges, writeOptionsOf } from "../write-options.ts";

interface DeleteOptions extends ConnectionOptions, ReportedWriteFlags {
  readonly namespace?: string;
  readonly filename?: string[];
}

/** `sluice delete KIND NAME…` or `sluice delete -f FILE…`: one transaction. */
export function deleteCommand(context: CliContext): Command {
  const command = new Command("delete")
    .summary("delete objects")
    .description("Delete objects by kind and name, or those that files name, in one transaction. What others refer to is refused, with their names.")
    .argument("[kind]", "kind of object")
    .argument("[names...]", "names")
    .option("-n, --namespace <namespace>", "namespace (default: default)")
    .option("-f, --filename <files...>", "files or folders of objects, - is standard input");
  return addConnection(addWriteOptions(command)).action(async (kind: string | undefined, names: string[], options: DeleteOptions) => {
    context.finish(await remove(context, { kind, names, options }));
  });
}

interface Request {
  readonly kind: string | undefined;
  readonly names: readonly string[];
  readonly options: DeleteOptions;
}

async function remove(context: CliContext, { kind, names, options }: Request): Promise<ExitCode> {
  const items = options.filename === undefined ? named(kind, names, options) : await filed(context, kind, options.filename);
  const client = await connect(context, options);
  const work = client.batch(items, writeOptionsOf(options, context));
  return reportChanges(context, await withProgress(context, `Deletes ${items.length} objects`, work), options);
}

function named(kind: string | undefined, names: readonly string[], { namespace }: DeleteOptions): BatchItem[] {
  if (kind === undefined || names.length === 0) throw new CliError("ERR_CLI_USAGE", "Name what to delete: a kind and names, or files by -f");
  const parsed = parseKind(kind);
  return names.map((name) => item({ kind: parsed, namespace: namespace ?? "default", name }));
}

async function filed(context: CliContext, kind: string | undefined, files: readonly string[]): Promise<BatchItem[]> {
  if (kind !== undefined) throw new CliError("ERR_CLI_USAGE", "Option -f goes without a kind and names");
  const { objects } = await readObjectFiles(context, files);
  return objects.map(item);
}

function item({ kind, namespace, name }: { readonly kind: Kind; readonly namespace: string; readonly name: string }): BatchItem {
  return { method: "delete", key: fleetKinds.has(kind) ? { kind, name } : { kind, namespace, name }, ifMatch: "*" };
}
