/** A file that a person named. */
export interface NamedFile {
  /** As it was written. */
  readonly path: string;
  /** Its text, or why it cannot be read (one sentence). */
  readonly content: { readonly text: string } | { readonly fault: string };
}

/** What a person wrote became, or what it should have been: the end of a sentence that begins with the option, as `must be HOST:PORT`. */
export type Parsed<T> = { readonly value: T } | { readonly expected: string };

interface AskBase<T> {
  /** As the command line has it: `--authz <host:port>`, or `--x` for a switch. */
  readonly flag: string;
  /** One line for `--help`, without the default. */
  readonly help: string;
  /** What is taken when nothing was written, for `--help`. */
  readonly fallback?: string;
  /** May be written more than once. */
  readonly many?: boolean;
  /** Only here to say what type the answer has. */
  readonly answer?: T;
}

/** A question that is answered by text. */
export interface TextAsk<T> extends AskBase<T> {
  readonly kind: "text";
  /** Gets everything that was written; nothing at all when the option is absent. A switch that is on gets one empty text. */
  readonly parse: (texts: readonly string[]) => Parsed<T>;
}

/** A question that is answered by the name of a file. */
export interface FileAsk<T> extends AskBase<T> {
  readonly kind: "file";
  /** Gets the file; `undefined` when the option is absent. */
  readonly parse: (file: NamedFile | undefined) => Parsed<T>;
}

/** One question that a target asks, which is one option of its command. */
export type Ask<T> = TextAsk<T> | FileAsk<T>;

/** All questions of a target, by the name that their answers have. */
export type Asks = Readonly<Record<string, Ask<unknown>>>;

/** What the questions were answered. */
export type Answers<A extends Asks> = { readonly [K in keyof A]: A[K] extends Ask<infer T> ? T : never };

/** What an option is, less its parser. */
type Shape = Omit<AskBase<unknown>, "answer" | "many">;

/** A question that has to be answered. */
export function required<T>(shape: Shape, parse: (text: string) => Parsed<T>): TextAsk<T> {
  return { ...shape, kind: "text", parse: ([text]) => (text === undefined ? { expected: "is needed" } : parse(text)) };
}

/** A question that may be left open. */
export function optional<T>(shape: Shape, parse: (text: string) => Parsed<T>): TextAsk<T | undefined> {
  return { ...shape, kind: "text", parse: ([text]) => (text === undefined ? { value: undefined } : parse(text)) };
}

/** A question with a usual answer. */
export function withDefault<T>(shape: Shape & { readonly fallback: string }, parse: (text: string) => Parsed<T>): TextAsk<T> {
  return { ...shape, kind: "text", parse: ([text]) => parse(text ?? shape.fallback) };
}

/** A question with any number of answers; without one, the default's. */
export function list<T>(shape: Shape, parse: (text: string) => Parsed<T>): TextAsk<readonly T[]> {
  return {
    ...shape,
    kind: "text",
    many: true,
    parse: (texts) => parseAll(texts.length === 0 && shape.fallback !== undefined ? [shape.fallback] : texts, parse),
  };
}

/** A file that need not be there when its name is enough. */
export function namedFile(shape: Shape): FileAsk<NamedFile | undefined> {
  return { ...shape, kind: "file", parse: (file) => ({ value: file }) };
}

/** A file that is read. */
export function fileText(shape: Shape): FileAsk<string | undefined> {
  return {
    ...shape,
    kind: "file",
    parse: (file) => {
      if (file === undefined) return { value: undefined };
      return "fault" in file.content ? { expected: `names a file that cannot be read: ${file.content.fault}` } : { value: file.content.text };
    },
  };
}

function parseAll<T>(texts: readonly string[], parse: (text: string) => Parsed<T>): Parsed<readonly T[]> {
  const values: T[] = [];
  for (const text of texts) {
    const parsed = parse(text);
    if ("expected" in parsed) return parsed;
    values.push(parsed.value);
  }
  return { value: values };
}
