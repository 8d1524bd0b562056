import { Command, Option } from "commander";
import { pluralOf } from "../../model/object/object.ts";
import type { CliContext } from "../cli-context.ts";
import { addConnection, type ConnectionOptions, connect } from "../connect.ts";
import { exitCodes } from "../exit-code.ts";
import { parseKind } from "../parse-kind.ts";
import { parseWholeNumber } from "../parse-number.ts";

interface ExportOptions extends ConnectionOptions {
  readonly namespace?: string;
  readonly kind?: string[];
  readonly selector?: string;
  readonly atRevision?: number;
  readonly output: "yaml" | "json";
}

/** `sluice export`: all objects in the form that `apply` reads. */
export function exportCommand(context: CliContext): Command {
  const command = new Command("export")
    .summary("write all objects as YAML")
    .description("Write objects in the form that apply reads; secrets are fingerprints, which keep what is stored")
    .option("-n, --namespace <namespace>", "only this namespace")
    .option("-k, --kind <kinds...>", "only these kinds")
    .option("-l, --selector <labels>", "only objects with these labels: app=shop,tier!=web")
    .option("--at-revision <revision>", "as it was right after this revision", parseWholeNumber)
    .addOption(new Option("-o, --output <format>", "form of the result").choices(["yaml", "json"]).default("yaml"));
  return addConnection(command).action(async (options: ExportOptions) => {
    const client = await connect(context, options);
    const text = client.export({
      format: options.output,
      signal: context.signal,
      ...(options.namespace !== undefined && { namespace: options.namespace }),
      ...(options.kind !== undefined && { kinds: options.kind.map((kind) => pluralOf(parseKind(kind))).join(",") }),
      ...(options.selector !== undefined && { labels: options.selector }),
      ...(options.atRevision !== undefined && { revision: options.atRevision }),
    });
    for await (const piece of text) context.out(piece);
    context.finish(exitCodes.done);
  });
}
