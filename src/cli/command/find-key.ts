import { Command } from "commander";
import { z } from "zod";
import type { ShownObject } from "../../client/answers.ts";
import { sha256 } from "../../kit/hash.ts";
import type { Json } from "../../kit/json.ts";
import type { CliContext } from "../cli-context.ts";
import { addConnection, type ConnectionOptions, connect } from "../connect.ts";
import { CliError, exitCodes } from "../exit-code.ts";
import { textOf } from "../file/text-of.ts";
import { type OutputFlags, outputOption } from "../output/output-option.ts";
import { printValue } from "../output/print-value.ts";
import { withProgress } from "../output/progress.ts";
import { formatTable } from "../output/table.ts";

interface FindKeyOptions extends ConnectionOptions, OutputFlags {
  readonly fromFile?: string;
}

/** `sluice auth find-key BEGINNING`: whose API key it is that was found somewhere, in whole or in part. */
export function findKeyCommand(context: CliContext): Command {
  const command = new Command("find-key")
    .summary("find whose an API key is, by how it begins")
    .description(
      "Find the Consumers whose API keys begin so, in all namespaces that the token covers. The key stays on this machine: the server tells how keys begin, and they are compared here. Ends with 1 when there is none.",
    )
    .argument("[beginning]", "how the key begins, as far as it is known")
    .option("--from-file <file>", "file with the key or its beginning, - is standard input: a whole key does not belong into a command line")
    .addOption(outputOption());
  return addConnection(command).action(async (beginning: string | undefined, options: FindKeyOptions) => {
    const shown = await shownKey(context, beginning, options);
    const client = await connect(context, options);
    const found = await withProgress(
      context,
      `Reads Consumer objects from ${client.server}`,
      ownersOf(shown, client.list("Consumer", { signal: context.signal })),
    );
    if (options.output !== "table") context.out(printValue(found as unknown as Json, options.output));
    else if (found.length > 0) context.out(tableOf(found));
    if (found.length === 0)
      context.err("No key that is known by its beginning begins so; one that was registered by its SHA-256 is found by the whole key alone\n");
    context.finish(found.length > 0 ? exitCodes.done : exitCodes.no);
  });
}

async function shownKey(context: CliContext, beginning: string | undefined, { fromFile }: FindKeyOptions): Promise<string> {
  const shown = beginning ?? (fromFile === undefined ? "" : (await textOf(context, fromFile)).trim());
  if (shown === "" || (beginning !== undefined && fromFile !== undefined)) {
    throw new CliError("ERR_CLI_USAGE", "Name how the key begins, or a file with it: sluice auth find-key ann-01, or --from-file FILE");
  }
  return shown;
}

const apiKey = z.looseObject({ value: z.looseObject({ begins: z.string().exactOptional() }).exactOptional(), sha256: z.string().exactOptional() });

const credentials = z.record(z.string(), z.looseObject({ apiKey: apiKey.exactOptional(), expires: z.string().exactOptional() }));

interface FoundKey {
  readonly namespace: string;
  readonly consumer: string;
  readonly credential: string;
  /** Undefined: it is this very key, by its SHA-256. */
  readonly begins?: string;
  readonly expires?: string;
}

async function ownersOf(shown: string, consumers: AsyncIterable<ShownObject>): Promise<FoundKey[]> {
  const hash = sha256(shown);
  const found: FoundKey[] = [];
  for await (const { namespace = "", name: consumer, spec } of consumers) {
    for (const [credential, { apiKey: key, expires }] of Object.entries(credentials.safeParse(spec["credentials"]).data ?? {})) {
      const begins = key?.value?.begins;
      if (key?.sha256 !== hash && !beginsAlike(begins, shown)) continue;
      found.push({ namespace, consumer, credential, ...(begins !== undefined && { begins }), ...(expires !== undefined && { expires }) });
    }
  }
  return found;
}

/** As far as both are known. */
function beginsAlike(begins: string | undefined, shown: string): boolean {
  return begins !== undefined && (begins.startsWith(shown) || shown.startsWith(begins));
}

function tableOf(found: readonly FoundKey[]): string {
  const rows = found.map(({ namespace, consumer, credential, begins, expires }) => [
    namespace,
    consumer,
    credential,
    begins ?? "(by its SHA-256)",
    expires ?? "never",
  ]);
  return formatTable(["namespace", "consumer", "credential", "begins", "expires"], rows);
}
