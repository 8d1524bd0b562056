import { resolve } from "node:path";
import { Command, Option } from "commander";
import { targets } from "../../integrate/registry.ts";
import type { AnyTarget, Finding, Output } from "../../integrate/target.ts";
import { nearestName } from "../../kit/nearest-name.ts";
import type { CliContext } from "../cli-context.ts";
import { CliError, exitCodes } from "../exit-code.ts";
import { filesText } from "../integrate/print-files.ts";
import { readAnswers, type Written } from "../integrate/read-answers.ts";
import { writeFiles } from "../integrate/write-files.ts";
import { formatTable, printable } from "../output/table.ts";

/** How long one question of `--check` may take. */
const checkMs = 5000;

/** `sluice integrate`: our services in the mesh that is already there. Needs no server. */
export function integrateCommand(context: CliContext): Command {
  const command = new Command("integrate")
    .summary("use the rate limit and authorization services in another mesh")
    .description("Write what makes another mesh, gateway or Envoy use the rate limit and authorization services, and what to configure here.")
    .argument("[target]", "the host")
    .action((name: string | undefined) => {
      if (name !== undefined) throw new CliError("ERR_CLI_USAGE", unknownTarget(name));
      context.out(listing());
      context.finish(exitCodes.done);
    })
    .addHelpText("after", `\nTargets:\n${listing()}\nsluice integrate TARGET --help tells what each needs.`);
  for (const target of targets) command.addCommand(targetCommand(target, context), { hidden: true });
  return command;
}

function targetCommand(target: AnyTarget, context: CliContext): Command {
  const command = new Command(target.name)
    .summary(target.summary)
    .description(`${target.title}: ${target.summary}. The page ${target.page} tells more.`)
    .addOption(new Option("-o, --output <form>", "everything as one text, or files in a folder").choices(["yaml", "files"]).default("yaml"))
    .addOption(new Option("--part <side>", "only what is applied in the mesh, or what is configured here").choices(["mesh", "sluice"]))
    .option("--to <folder>", `folder for -o files (default: "sluice-${target.name}")`)
    .option("--force", "replace files that are there with another content")
    .option("--check", "look whether it works, instead of writing files")
    .action(async () => run(target, command.opts<Written & Flags>(), context));
  for (const ask of Object.values(target.asks)) {
    const option = new Option(ask.flag, ask.fallback === undefined ? ask.help : `${ask.help} (default: ${ask.fallback})`);
    if (ask.many === true) option.argParser((text: string, before: readonly string[] | undefined) => [...(before ?? []), text]);
    command.addOption(option);
  }
  return command;
}

interface Flags {
  readonly output: "yaml" | "files";
  readonly part?: "mesh" | "sluice";
  readonly to?: string;
  readonly force?: true;
  readonly check?: true;
}

async function run(target: AnyTarget, flags: Written & Flags, context: CliContext): Promise<void> {
  const answers = await readAnswers(target, flags, context.cwd);
  if (flags.check === true) return tell(await target.check(answers, { signal: context.signal, timeoutMs: checkMs }), context);
  const output = partOf(await target.generate(answers), flags.part);
  if (flags.output === "yaml") context.out(filesText(output.files, output.steps));
  else {
    const folder = flags.to ?? `sluice-${target.name}`;
    const options = { folder: resolve(context.cwd, folder), title: target.title, force: flags.force === true };
    const written = await writeFiles(output, options);
    context.out(`Wrote ${written.length} files into ${folder}; its README.md tells what to do with them\n`);
  }
  context.finish(exitCodes.done);
}

function partOf({ files, steps }: Output, part: Flags["part"]): Output {
  if (part === undefined) return { files, steps };
  return { files: files.filter((file) => file.path.startsWith(`${part}/`)), steps: [] };
}

const marks = { good: "ok", bad: "BAD", unknown: "?" } as const;

/** Ends with 1 when anything is bad: a check that looked at nothing bad may still have left things out, and says so. */
function tell(findings: readonly Finding[], context: CliContext): void {
  for (const { state, subject, detail, hint } of findings)
    context.out(`${marks[state].padEnd(4)} ${printable(`${subject}: ${detail}`)}\n${hint === undefined ? "" : `     ${printable(hint)}\n`}`);
  context.finish(findings.some(({ state }) => state === "bad") ? exitCodes.no : exitCodes.done);
}

function unknownTarget(name: string): string {
  const meant = nearestName(
    name,
    targets.map((target) => target.name),
  );
  return `Unknown target ${JSON.stringify(name)}${meant === undefined ? "" : `: did you mean ${meant}?`}; the targets are\n${listing()}`;
}

function listing(): string {
  return formatTable(
    ["target", "host", "what is written"],
    targets.map(({ name, title, summary }) => [name, title, summary]),
  );
}
