import { Command } from "commander";
import type { BulkResult } from "../../client/answers.ts";
import type { Client } from "../../client/client.ts";
import { ClientError } from "../../client/client-error.ts";
import type { CliContext } from "../cli-context.ts";
import { addConnection, type ConnectionOptions, connect } from "../connect.ts";
import { CliError, type ExitCode } from "../exit-code.ts";
import { replacements } from "../file/current-revisions.ts";
import type { FiledObject } from "../file/filed-object.ts";
import { locateViolations } from "../file/located-text.ts";
import { readObjectFiles } from "../file/read-object-files.ts";
import { withProgress } from "../output/progress.ts";
import { addWriteOptions, type ReportedWriteFlags, reportChanges, type WriteFlags, writeOptionsOf } from "../write-options.ts";

interface ApplyOptions extends ConnectionOptions, ReportedWriteFlags {
  readonly filename: string[];
}

/** How often to begin anew when an object was changed between reading and writing. */
const attempts = 5;

/** `sluice apply -f FILE…`: the objects of files become what the server has, in one transaction. */
export function applyCommand(context: CliContext): Command {
  const command = new Command("apply")
    .summary("create or change objects from files")
    .description("Make the server's objects what files say, in one transaction: all of them, or none. Objects that no file names stay as they are.")
    .requiredOption("-f, --filename <files...>", "files or folders of objects, - is standard input");
  return addConnection(addWriteOptions(command)).action(async (options: ApplyOptions) => {
    context.finish(await apply(context, options));
  });
}

async function apply(context: CliContext, options: ApplyOptions): Promise<ExitCode> {
  const { objects } = await readObjectFiles(context, options.filename);
  const client = await connect(context, options);
  const work = sendObjects({ client, objects, context, options });
  const result = await withProgress(context, `Applies ${objects.length} ${objects.length === 1 ? "object" : "objects"}`, work);
  return reportChanges(context, result, options);
}

/** Objects to send, and how. */
export interface SendRequest {
  readonly client: Client;
  readonly objects: readonly FiledObject[];
  readonly context: CliContext;
  readonly options: WriteFlags;
}

/** Sends objects as one transaction; what the server refuses is told with its place in the files. */
export async function sendObjects({ client, objects, context, options }: SendRequest): Promise<BulkResult> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await client.batch(await replacements(client, objects, context.signal), writeOptionsOf(options, context));
    } catch (error) {
      if (attempt < attempts && isOvertaken(error)) continue;
      throw located(error, objects);
    }
  }
}

/** Somebody else changed one of the objects since it was read. */
function isOvertaken(error: unknown): boolean {
  return error instanceof ClientError && error.problem?.code === "PRECONDITION_FAILED";
}

function located(error: unknown, objects: readonly FiledObject[]): unknown {
  const problem = error instanceof ClientError ? error.problem : undefined;
  if (problem === undefined || problem.violations.length === 0 || problem.status === 403) return error;
  return new CliError("ERR_CLI_REFUSED", locateViolations(problem.violations, objects), { cause: error });
}
