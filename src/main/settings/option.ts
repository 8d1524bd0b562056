import { type Command, Option } from "commander";
import { z } from "zod";
import type { Problem } from "../../kit/problem.ts";

/** One setting: its flag, the environment variable that stands in for it, and the schema that reads its text. */
export interface OptionDefinition<T> {
  /** As commander writes it: `--store <url>`, or `--insecure-listen` for one without a value. */
  readonly flag: string;
  readonly env: string;
  readonly help: string;
  /** Text used when neither flag nor variable is given. */
  readonly fallback?: string;
  /** From the text (`undefined`: not given, no fallback) to the value; its messages say what is right. */
  readonly schema: z.ZodType<T>;
}

/** A table of settings. */
export type OptionTable = Readonly<Record<string, OptionDefinition<unknown>>>;

/** The values of a table. */
export type OptionValues<Table extends OptionTable> = { readonly [Name in keyof Table]: Table[Name] extends OptionDefinition<infer T> ? T : never };

/** What a table is read from: what commander found on the command line, and the environment. */
export interface OptionInput {
  readonly given: Readonly<Record<string, string | boolean | undefined>>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The values, or every problem: each names the flag or variable, its value and what would be right. */
export type ReadOptions<T> = { readonly values: T } | { readonly problems: readonly Problem[] };

/** Keeps the types of a table's entries apart. */
export function defineOption<T>(definition: OptionDefinition<T>): OptionDefinition<T> {
  return definition;
}

/** Tells commander of every setting of the table. Values stay texts; {@link readOptions} reads them. */
export function addOptions(command: Command, table: OptionTable): Command {
  for (const { flag, env, help, fallback } of Object.values(table)) {
    const notes = [...(fallback === undefined ? [] : [`default ${fallback}`]), env];
    command.addOption(new Option(flag, `${help} (${notes.join("; ")})`));
  }
  return command;
}

/** Reads every setting of a table: the flag wins over the variable, the variable over the fallback. An empty variable counts as not set. */
export function readOptions<Table extends OptionTable>(table: Table, input: OptionInput): ReadOptions<OptionValues<Table>> {
  const values: Record<string, unknown> = {};
  const problems: Problem[] = [];
  for (const [name, definition] of Object.entries(table)) {
    const { text, source } = textOf(definition, input);
    const read = definition.schema.safeParse(text);
    if (read.success) values[name] = read.data;
    else problems.push(...read.error.issues.map((issue) => problemOf(issue.message, { source, text })));
  }
  return problems.length === 0 ? { values: values as OptionValues<Table> } : { problems };
}

/** A text that may be missing, never empty. */
export const optionalText: z.ZodType<string | undefined> = z.string().min(1, "must not be empty").optional();

/** A switch: the flag without a value, or a variable with `1`, `true`, `0` or `false`. */
export const switchSchema: z.ZodType<boolean> = z
  .enum(["1", "true", "0", "false"], { error: "must be 1, true, 0 or false" })
  .optional()
  .transform((text) => text === "1" || text === "true");

/** A schema from a function that answers the value, or says in words what is right. */
export function textSchema<T>(read: (text: string) => { readonly value: T } | { readonly expected: string }): z.ZodType<T> {
  return z.string({ error: "is missing" }).transform((text, context) => {
    const result = read(text);
    if ("value" in result) return result.value;
    context.addIssue({ code: "custom", message: result.expected });
    return z.NEVER;
  });
}

function textOf(definition: OptionDefinition<unknown>, input: OptionInput): { text: string | undefined; source: string } {
  const flag = definition.flag.split(" ")[0] ?? definition.flag;
  const given = givenText(flag, input);
  if (given !== undefined) return { text: given, source: `Option ${flag}` };
  const variable = input.env[definition.env];
  if (variable !== undefined && variable !== "") return { text: variable, source: `Variable ${definition.env}` };
  return { text: definition.fallback, source: `Option ${flag}` };
}

/** Commander keeps `--no-envoy` as `envoy`: false when given, true when not. */
function givenText(flag: string, { given }: OptionInput): string | undefined {
  if (flag.startsWith("--no-")) return given[attributeOf(flag.replace("--no-", "--"))] === false ? "true" : undefined;
  const value = given[attributeOf(flag)];
  return value === undefined ? undefined : String(value);
}

/** `--admin-address` is `adminAddress` in what commander hands over. */
function attributeOf(flag: string): string {
  return flag.replace(/^--/u, "").replaceAll(/-(.)/gu, (_, letter: string) => letter.toUpperCase());
}

function problemOf(expected: string, { source, text }: { source: string; text: string | undefined }): Problem {
  const value = text === undefined ? "" : ` ${JSON.stringify(withoutPassword(text))}`;
  return { code: "INVALID_OPTION", pointer: "", detail: `${source}${value} ${expected}` };
}

/** A user and password in a URL do not belong into a message. */
function withoutPassword(text: string): string {
  return text.replaceAll(/\/\/[^@/]*@/gu, "//***@");
}
