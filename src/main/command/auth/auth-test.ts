import { Command } from "commander";
import type { CliContext } from "../../../cli/cli-context.ts";
import { CliError, exitCodes } from "../../../cli/exit-code.ts";
import { findFiles } from "../../../cli/file/find-files.ts";
import { locatedText } from "../../../cli/file/located-text.ts";
import { authExplanationText } from "../../../cli/output/auth-explanation-text.ts";
import { type OutputFlags, outputOption } from "../../../cli/output/output-option.ts";
import { printValue } from "../../../cli/output/print-value.ts";
import { printable } from "../../../cli/output/table.ts";
import type { Json } from "../../../kit/json.ts";
import { authTestKind } from "../../../model/auth/auth-test-schema.ts";
import type { CaseResult } from "../../authz/offline/run-auth-tests.ts";

/** `sluice auth test FILES…`: runs the tests that stand beside policies. */
export function authTestCommand(context: CliContext): Command {
  return new Command("test")
    .summary("run the tests that stand beside policies")
    .description(
      `Run tests of policies (documents of kind ${authTestKind}) on the objects of the same files, with the code that decides in the service; needs no server and no network. Ends with 1 when a case is not as it must be.`,
    )
    .argument("[files...]", "files or folders of objects and tests, - is standard input (default: this folder)")
    .addOption(outputOption())
    .action(async (files: string[], { output }: OutputFlags) => {
      const results = await runFiles(context, files.length === 0 ? ["."] : files);
      const failed = results.filter(({ passed }) => !passed).length;
      const total = { passed: results.length - failed, failed };
      if (output === "table") context.out(`${resultsText(results)}${total.passed} passed, ${failed} failed\n`);
      else context.out(printValue({ ...total, cases: results } as unknown as Json, output));
      context.finish(failed === 0 ? exitCodes.done : exitCodes.no);
    });
}

async function runFiles(context: CliContext, names: readonly string[]): Promise<readonly CaseResult[]> {
  const [{ readAuthDocuments }, { prepareAuthTest }] = await Promise.all([
    import("../../authz/offline/read-auth-documents.ts"),
    import("../../authz/offline/run-auth-tests.ts"),
  ]);
  const model = await context.model();
  const { objects, tests, problems } = readAuthDocuments(await findFiles(context, names), model);
  if (problems.length > 0) throw new CliError("ERR_CLI_FILE", locatedText(problems));
  if (tests.length === 0) throw new CliError("ERR_CLI_FILE", `No ${authTestKind} in ${names.join(", ")}`);
  const prepared = tests.map((test) => prepareAuthTest(test, { objects, model, now: context.now() }));
  const wrong = prepared.flatMap((one) => ("problems" in one ? one.problems : []));
  const ready = prepared.filter((one) => "run" in one);
  if (wrong.length > 0) throw new CliError("ERR_CLI_FILE", locatedText(wrong));
  for (const warning of new Set(ready.flatMap(({ warnings }) => warnings))) context.err(`${warning}\n`);
  return (await Promise.all(ready.map(({ run }) => run()))).flat();
}

function resultsText(results: readonly CaseResult[]): string {
  const groups = Map.groupBy(results, ({ file, test }) => `${file} ${test}`);
  return [...groups].map(([title, cases]) => `${printable(title)}\n${cases.map(caseText).join("")}`).join("");
}

function caseText({ case: name, passed, differences, explanation, summary, file, line }: CaseResult): string {
  if (passed) return `  ✓ ${printable(name)}\n`;
  const wrong = differences.map(({ field, expected, actual }) => `      ${field}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}\n`);
  const why = explanation === undefined ? `      ${printable(summary)}\n` : authExplanationText(explanation, "      ");
  return `  ✗ ${printable(name)} (${file}:${line})\n${wrong.map(printableLine).join("")}${why}`;
}

function printableLine(line: string): string {
  return `${printable(line.slice(0, -1))}\n`;
}
