import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createCli } from "../kit/cli/run-cli.ts";

const page = readFileSync(join(import.meta.dirname, "../../docs/guide/test-policies.md"), "utf8");

/** The blocks of a language, in order. */
function blocks(language: string): readonly string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(?<text>.*?)^\`\`\`$`, "gmsu"))].map(({ groups }) => groups?.["text"] ?? "");
}

/** What a command of the page answers there, from the line behind it to the next command. */
function shownAnswer(command: string): string {
  const text = blocks("console").join("$ ");
  const behind = text.split(`$ npx sluice ${command}\n`)[1] ?? "";
  return behind.split("$ ")[0] ?? "";
}

describe("the page on tests of policies", () => {
  it("shows what its files come to", async () => {
    const cli = await createCli(undefined);
    const [objects = "", tests = ""] = blocks("yaml");
    await cli.write("orders.yaml", objects);
    await cli.write("orders.test.yaml", tests);
    const command = "auth test orders.yaml orders.test.yaml";
    const { code, out, err } = await cli.run(command);
    expect({ code, err, out }).toEqual({ code: 1, err: "", out: shownAnswer(command) });
  });

  it("explains the example's route as it is shown", async () => {
    const files = ["node-group", "gateway", "service", "private"].map((name) => join(import.meta.dirname, `../../examples/hello/${name}.yaml`));
    const request = ["GET", "http://127.0.0.1:10000/private", "-H", "x-api-key: guest-0123456789abcdef"];
    const cli = await createCli(undefined);
    const { code, out } = await cli.run(["auth", "explain", ...request, "-f", ...files]);
    expect({ code, out }).toEqual({ code: 1, out: shownAnswer("auth explain GET http://127.0.0.1:10000/private -H 'x-api-key: guest-0123456789abcdef'") });
  });
});
