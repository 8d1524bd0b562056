import { readAnswers, type Written } from "../../../src/cli/integrate/read-answers.ts";
import type { Asks } from "../../../src/integrate/ask/ask.ts";
import { targets } from "../../../src/integrate/registry.ts";
import type { AnyTarget, Finding, Output, OutputFile } from "../../../src/integrate/target.ts";

/** A target by its name. */
function targetNamed(name: string): AnyTarget {
  const found = targets.find((target) => target.name === name);
  if (found === undefined) throw new Error(`No target ${name}`);
  return found;
}

/** What a target makes of options, written as on a command line: `["--authz", "127.0.0.1:1"]`. */
export async function generateWith(name: string, options: readonly string[], cwd = "."): Promise<Output> {
  const target = targetNamed(name);
  return target.generate(await readAnswers(target, writtenAs(target, options), cwd));
}

/** What `--check` of a target finds with these options. */
export async function checkWith(name: string, options: readonly string[], { timeoutMs = 5000 } = {}): Promise<readonly Finding[]> {
  const target = targetNamed(name);
  const answers = await readAnswers(target, writtenAs(target, options), ".");
  return target.check(answers, { signal: new AbortController().signal, timeoutMs });
}

/** Options as commander reads them. */
function writtenAs(target: AnyTarget, options: readonly string[]): Written {
  const written: Record<string, string[] | true> = {};
  const words = [...options];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const [name, { flag }] = askNamed(target, word);
    const before = written[name];
    if (!flag.includes(" ")) written[name] = true;
    else written[name] = [...(Array.isArray(before) ? before : []), words.shift() ?? ""];
  }
  return written;
}

function askNamed(target: AnyTarget, word: string): readonly [name: string, ask: Asks[string]] {
  const found = Object.entries(target.asks).find(([, { flag }]) => flag.split(" ")[0] === word);
  if (found === undefined) throw new Error(`Target ${target.name} has no option ${word}`);
  return found;
}

/** The file of an output whose path ends so. */
export function fileNamed({ files }: Output, end: string): OutputFile {
  const found = files.find(({ path }) => path.endsWith(end));
  if (found === undefined) throw new Error(`No file ${end} among ${files.map(({ path }) => path).join(", ")}`);
  return found;
}
