import { Command } from "commander";
import type { LocatedProblem } from "../../model/yaml/read-documents.ts";
import type { CliContext } from "../cli-context.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { locatedText } from "../file/located-text.ts";
import { scanObjectFiles } from "../file/read-object-files.ts";

/** `sluice validate FILE…`: checks objects without a server. */
export function validateCommand(context: CliContext): Command {
  return new Command("validate")
    .summary("check files of objects without a server")
    .description("Check objects as the server would, each by itself: every problem with file, line and column. References are checked by the server.")
    .argument("[files...]", "files or folders, - is standard input")
    .option("-f, --filename <files...>", "files or folders, as with apply")
    .action(async (files: string[], options: { readonly filename?: string[] }) => {
      context.finish(await validate(context, [...files, ...(options.filename ?? [])]));
    });
}

async function validate(context: CliContext, names: readonly string[]): Promise<ExitCode> {
  const { objects, problems } = await scanObjectFiles(context, names.length === 0 ? ["."] : names);
  const model = await context.model();
  const found: LocatedProblem[] = [...problems];
  const warnings: LocatedProblem[] = [];
  for (const { document, file, locate } of objects) {
    const parsed = model.parse(document);
    const list = parsed.kind === "refused" ? parsed.problems : parsed.warnings;
    const placed = list.map((problem) => ({ ...problem, file, ...locate(problem.pointer) }));
    (parsed.kind === "refused" ? found : warnings).push(...placed);
  }
  if (warnings.length > 0) context.err(`${locatedText(warnings)}\n`);
  if (found.length === 0) {
    context.out(`${objects.length} ${objects.length === 1 ? "object is" : "objects are"} valid\n`);
    return exitCodes.done;
  }
  context.out(`${locatedText(found)}\n`);
  return exitCodes.refused;
}
