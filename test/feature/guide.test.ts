import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { parseAllDocuments, stringify } from "yaml";
import { processContext } from "../../src/main/cli-context.ts";
import { devCommand } from "../../src/main/command/dev.ts";
import { renewAdminKeyCommand } from "../../src/main/command/renew-admin-key.ts";
import { restoreCommand } from "../../src/main/command/restore.ts";
import { serveCommand } from "../../src/main/command/serve.ts";
import { createProgram } from "../../src/main/program.ts";
import { authTestKind } from "../../src/model/auth/auth-test-schema.ts";
import { testModel } from "../kit/translate/translate.ts";

const root = join(import.meta.dirname, "..", "..");
/** The page on policies has an object with a policy of its own; its test is another. */
const pages = ["README.md", "compose/demo/README.md", ...globSync("docs/guide/**/*.md", { cwd: root })].filter((path) => !path.endsWith("add-a-policy.md"));

interface Block {
  readonly page: string;
  readonly text: string;
}

function blocks(languages: readonly string[]): readonly Block[] {
  return pages.flatMap((page) =>
    [...readFileSync(join(root, page), "utf8").matchAll(/^```(?<language>\w+)\n(?<text>.*?)^```$/gmsu)]
      .filter(({ groups }) => languages.includes(groups?.["language"] ?? ""))
      .map(({ groups }) => ({ page: basename(page), text: groups?.["text"] ?? "" })),
  );
}

/** Whole objects; parts of a rule are put into one. Objects whose PEM is left out, and parts of a listener, are not looked at. */
function objectsIn(text: string): readonly unknown[] {
  return parseAllDocuments(text)
    .map((document) => document.toJS() as unknown)
    .flatMap((value) => {
      if (typeof value !== "object" || value === null || stringify(value).includes("…") || "apiVersion" in value) return [];
      // What tests of policies have is looked at by the test of their page.
      if ("kind" in value) return value.kind === authTestKind ? [] : [value];
      if (["backends", "redirect", "respond"].some((field) => field in value))
        return [{ kind: "Route", name: "part", spec: { parents: [{ name: "edge" }], rules: [value] } }];
      return [];
    });
}

/** Command lines, joined where they go on in the next line, without what follows a pipe, a redirection or a comment. */
function commandsIn(text: string): readonly string[] {
  return text
    .replaceAll(/\\\n\s*/gu, "")
    .split("\n")
    .flatMap((line) => /^(?:\$ )?(?:npx )?sluice (?!is ready|…)(?<rest>[^#|>]*)/u.exec(line.trim())?.groups?.["rest"]?.trim() ?? []);
}

function fleetProgram(): Command {
  const context = processContext(new AbortController().signal);
  return createProgram(context, [serveCommand(context), devCommand(context), restoreCommand(context), renewAdminKeyCommand(context)]);
}

/** What of a command line is not known: the command, or options. */
function unknownIn(line: string, program: Command): readonly string[] {
  let command = program;
  const words = line.split(/\s+/u);
  while (words[0] !== undefined) {
    const next = command.commands.find((candidate) => candidate.name() === words[0]);
    if (next === undefined) break;
    command = next;
    words.shift();
  }
  if (command === program) return words[0] === "help" ? [] : [`${line}: command`];
  const options = words.filter((word) => /^-{1,2}[a-zA-Z]/u.test(word));
  return options.filter((word) => command.options.every((option) => option.short !== word && option.long !== word)).map((word) => `${line}: ${word}`);
}

describe("the guide", () => {
  it("has objects that are valid", () => {
    const model = testModel();
    const all = blocks(["yaml"]).flatMap(({ page, text }) => objectsIn(text).map((object) => ({ page, object })));
    expect(all.length).toBeGreaterThan(15);
    const refused = all.flatMap(({ page, object }) => {
      const parsed = model.parse(object);
      return parsed.kind === "refused" ? [{ page, problems: parsed.problems }] : [];
    });
    expect(refused).toEqual([]);
  });

  it("has commands and options that exist", () => {
    const program = fleetProgram();
    const all = blocks(["sh", "console", "text"]).flatMap(({ text }) => commandsIn(text));
    const inText = pages.flatMap((page) =>
      [...readFileSync(join(root, page), "utf8").matchAll(/`(?:npx )?(?<line>sluice [^`]*)`/gu)].flatMap(({ groups }) => commandsIn(groups?.["line"] ?? "")),
    );
    expect(all.length + inText.length).toBeGreaterThan(60);
    expect([...all, ...inText].flatMap((line) => unknownIn(line, program))).toEqual([]);
  });

  it("finds a command or an option that does not exist", () => {
    const program = fleetProgram();
    expect(commandsIn("$ npx sluice get routes \\\n  --nonsense > file\n")).toEqual(["get routes --nonsense"]);
    expect(unknownIn("get routes --nonsense -n shop", program)).toEqual(["get routes --nonsense -n shop: --nonsense"]);
    expect(unknownIn("whoami", program)).toEqual(["whoami: command"]);
    expect(unknownIn("token create a --role viewer", program)).toEqual([]);
  });
});
