/** What a word may ask for while it is read. */
export interface Expansions {
  /** The text of a file, for `$(cat FILE)`. */
  readonly readFile: (name: string) => string;
}

/** One program of a command line. */
export interface Step {
  /** As it is written. */
  readonly text: string;
  /** Its words, without their quotes. */
  readonly words: (expansions: Expansions) => readonly string[];
}

/** A command line: programs joined by pipes, the file that the last one writes into, and whether anybody waits for it. */
export interface Command {
  readonly steps: readonly Step[];
  readonly file: string | undefined;
  readonly background: boolean;
}

/** Reads a line as pages show them: quotes, `$(cat FILE)` in double ones, ` | `, `> FILE` and `&` at the end. Nothing else of a shell. */
export function readCommand(line: string): Command {
  const { text = "", file, background } = /^(?<text>.*?)(?: > (?<file>\S+))?(?<background> &)?$/su.exec(line)?.groups ?? {};
  const steps = text.split(" | ").map((step) => ({ text: step, words: (expansions: Expansions) => wordsOf(step, expansions) }));
  return { steps, file, background: background !== undefined };
}

function wordsOf(text: string, { readFile }: Expansions): readonly string[] {
  return [...text.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/gu)].map(([word]) =>
    word.replaceAll(/'(?<plain>[^']*)'|"(?<expanded>[^"]*)"/gu, (_, plain: string | undefined, expanded = "") =>
      plain === undefined ? (expanded as string).replaceAll(/\$\(cat (?<file>\S+)\)/gu, (__, file: string) => readFile(file)) : plain,
    ),
  );
}
