import { Command } from "commander";
import type { Json } from "../../kit/json.ts";
import type { LocatedProblem } from "../../model/yaml/read-documents.ts";
import type { CliContext } from "../cli-context.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { inOrder, locatedText } from "../file/located-text.ts";
import { scanObjectFiles } from "../file/read-object-files.ts";
import { type OutputFlags, outputOption } from "../output/output-option.ts";
import { printValue } from "../output/print-value.ts";

interface ValidateOptions extends OutputFlags {
  readonly filename?: string[];
}

/** `sluice validate FILE…`: checks objects without a server. */
export function validateCommand(context: CliContext): Command {
  return new Command("validate")
    .summary("check files of objects without a server")
    .description("Check objects as the server would, each by itself: every problem with file, line and column. References are checked by the server.")
    .argument("[files...]", "files or folders, - is standard input")
    .option("-f, --filename <files...>", "files or folders, as with apply")
    .addOption(outputOption())
    .action(async (files: string[], options: ValidateOptions) => {
      context.finish(await validate(context, [...files, ...(options.filename ?? [])], options));
    });
}

async function validate(context: CliContext, names: readonly string[], { output }: OutputFlags): Promise<ExitCode> {
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
  const findings = { objects: objects.length, problems: inOrder(found), warnings: inOrder(warnings) };
  if (output === "table") printWords(context, findings);
  else context.out(printValue(findings as unknown as Json, output));
  return found.length === 0 ? exitCodes.done : exitCodes.refused;
}

interface Findings {
  readonly objects: number;
  readonly problems: readonly LocatedProblem[];
  readonly warnings: readonly LocatedProblem[];
}

function printWords(context: CliContext, { objects, problems, warnings }: Findings): void {
  if (warnings.length > 0) context.err(`${locatedText(warnings)}\n`);
  if (problems.length === 0) context.out(`${objects} ${objects === 1 ? "object is" : "objects are"} valid\n`);
  else context.out(`${locatedText(problems)}\n`);
}
