import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Ask, Asks, NamedFile, Parsed } from "../../integrate/ask/ask.ts";
import type { AnyTarget } from "../../integrate/target.ts";
import { CliError } from "../exit-code.ts";

/** What commander read: texts of options, `true` for switches. */
export type Written = Readonly<Record<string, string | readonly string[] | true | undefined>>;

/** The answers to a target's questions; throws all complaints at once. */
export async function readAnswers(target: AnyTarget, written: Written, cwd: string): Promise<never> {
  const answers: Record<string, unknown> = {};
  const complaints: string[] = [];
  for (const [name, ask] of Object.entries<Asks[string]>(target.asks)) {
    const parsed = await parse(ask, written[attributeOf(ask.flag)], cwd);
    if ("expected" in parsed) complaints.push(`Option ${nameOf(ask.flag)} ${parsed.expected}`);
    else answers[name] = parsed.value;
  }
  const all = complaints.length > 0 ? complaints : target.review(answers as never);
  if (all.length > 0) throw new CliError("ERR_CLI_USAGE", `${all.join("\n")}\n(sluice integrate ${target.name} --help tells what it needs)`);
  return answers as never;
}

async function parse(ask: Ask<unknown>, written: Written[string], cwd: string): Promise<Parsed<unknown>> {
  const texts = written === undefined ? [] : written === true ? [""] : [written].flat();
  if (ask.kind === "text") return ask.parse(texts);
  const [path] = texts;
  return ask.parse(path === undefined ? undefined : await readNamed(path, cwd));
}

async function readNamed(path: string, cwd: string): Promise<NamedFile> {
  try {
    return { path, content: { text: await readFile(resolve(cwd, path), "utf8") } };
  } catch (error) {
    return { path, content: { fault: error instanceof Error ? error.message : String(error) } };
  }
}

/** `--ca-file <file>` is `--ca-file`. */
function nameOf(flag: string): string {
  return flag.split(" ")[0] ?? flag;
}

/** `--ca-file <file>` is `caFile`, as commander calls it. */
function attributeOf(flag: string): string {
  return nameOf(flag)
    .slice(2)
    .replaceAll(/-(?<letter>[a-z])/gu, (_, letter: string) => letter.toUpperCase());
}
