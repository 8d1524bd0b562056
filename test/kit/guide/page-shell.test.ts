import { beforeEach, expect, it } from "vitest";
import { createCli, type TestCli } from "../cli/run-cli.ts";
import { PageShell } from "./page-shell.ts";

let cli: TestCli;
let shell: PageShell;

beforeEach(async () => {
  cli = await createCli(undefined);
  shell = new PageShell({ cli, places: { usual: "other" } });
});

const console = (text: string): string => `\`\`\`console\n${text}\`\`\`\n`;
const sh = (text: string): string => `\`\`\`sh\n${text}\`\`\`\n`;

it("takes an answer that is as it is shown, and counts it", async () => {
  expect(await shell.run(console("$ printf 'a.b\\nc\\n'\na.b\nc\n$ echo usual\nother\n"))).toBe(2);
  expect(await shell.run(console("$ printf 'a 1 b\\nc\\nd\\ne\\n'\na … b\n…\ne\n"))).toBe(1);
  expect(await shell.run(`${sh("printf 'x y' > file\n")}${console('$ printf %s "$(cat file)" | tr x z\nz y\n')}`)).toBe(1);
});

it.each([
  ["another answer", console("$ echo a\nb\n")],
  ["more than is shown", console("$ printf 'a\\nb\\n'\na\n")],
  ["less than is shown", console("$ echo a\na\nb\n")],
  ["an answer where a point is meant", console("$ echo axb\na.b\n")],
  ["nothing where … stands for a line", console("$ printf 'a\\nb\\n'\na\n…\nc\n")],
  ["a command that fails", sh("false\n")],
  ["a command of sluice that fails", sh("npx sluice validate nowhere.yaml\n")],
  ["an option of curl that nobody reads", console("$ curl --compressed http://127.0.0.1:1/\n")],
  ["the end of a job that was not started", sh("kill %1\n")],
  ["an example that is otherwise than the file", `\`\`\`yaml\nkind: Policy\n\`\`\`\n${sh("npx sluice apply -f examples/hello/protect.yaml\n")}`],
])("does not take %s", async (_, page) => {
  await expect(shell.run(page)).rejects.toThrow();
});

it("saves objects under the name that a command gives, and ends what it started", async () => {
  const object = "kind: Service\nname: usual\nspec: { endpoints: { static: [] } }\n";
  await expect(shell.run(`\`\`\`yaml\n${object}\`\`\`\n${sh("npx sluice apply -f a.yaml\n")}`)).rejects.toThrow();
  expect((await cli.run("validate a.yaml")).code).toBe(0);
  await shell.run(sh("sleep 1000 &\n"));
  await shell.close();
});
