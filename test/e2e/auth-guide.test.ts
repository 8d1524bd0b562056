import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { freePort } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { tempFolder } from "../kit/binary/temp-folder.ts";
import { createCli, type TestCli } from "../kit/cli/run-cli.ts";
import { PageShell } from "../kit/guide/page-shell.ts";
import { freePortBase, type RunningProgram, startProgram } from "../kit/program/start-program.ts";

function pageOf(name: string): string {
  return readFileSync(new URL(`../../docs/guide/${name}.md`, import.meta.url), "utf8");
}

describeWith("the guide's pages of authorization, beside what npm start runs", ["envoy"], () => {
  let base: number;
  let dev: RunningProgram;
  let issuer: number;
  let folder: string;
  const shells: PageShell[] = [];

  const start = async (...args: readonly string[]): Promise<void> => {
    dev = startProgram({ args: ["dev", "--state-dir", join(folder, ".sluice"), "--port-base", String(base), ...args] });
    await dev.until(/npx sluice get routes/u);
  };
  const command = (): Promise<TestCli> => {
    const token = readFileSync(join(folder, ".sluice/admin.key"), "utf8").trim();
    return createCli({ url: `http://127.0.0.1:${base + 8080}`, token });
  };
  const shell = async (): Promise<PageShell> => {
    const cli = await command();
    const places = {
      "127.0.0.1:10000": `127.0.0.1:${base}`,
      "127.0.0.1:18080": `127.0.0.1:${base + 8080}`,
      "127.0.0.1:18090": `127.0.0.1:${issuer}`,
      " .sluice/log/": ` ${join(folder, ".sluice/log/")}`,
    };
    const made = new PageShell({ cli, places });
    shells.push(made);
    return made;
  };

  beforeAll(async () => {
    [folder, base, issuer] = await Promise.all([tempFolder("guide"), freePortBase(), freePort()]);
    await start();
  });

  afterEach(async () => {
    await Promise.all(shells.splice(0).map((made) => made.close()));
  });

  afterAll(() => dev.stop());

  it.each([
    ["protect-a-route", 12],
    ["identity-provider", 8],
    ["revoke", 7],
    ["shadow", 6],
    ["signed-requests", 3],
  ])("%s: every answer is as it is shown", async (name, answers) => {
    expect(await (await shell()).run(pageOf(name))).toBe(answers);
  });

  it("revoke: a typing error is told as the page says", async () => {
    const [, told = ""] = /`Note: … (?<told>[^`]+)`/u.exec(pageOf("revoke")) ?? [];
    const cli = await command();
    const stdin = "kind: Revocation\nname: typing-error\nspec: { credential: { consumer: acme, name: kee } }\n";
    expect(await cli.run("apply -f - --wait", { stdin })).toEqual({
      code: 0,
      out: "Revocation default/typing-error created\nIn force at 1 of 1 replica\n",
      err: `Note: Revocation default/typing-error: Consumer default/acme has no credential kee (it has key), ${told}\n`,
    });
    expect((await cli.run("delete revocation typing-error")).code).toBe(0);
  });

  it("decision-log: the lines are as they are shown, first as it starts, then with what else is masked", async () => {
    const [plain = "", masked = ""] = pageOf("decision-log").split(/^npm start -- .*$/mu);
    const [, options = ""] = /^npm start -- (?<options>.*)$/mu.exec(pageOf("decision-log")) ?? [];
    expect(await (await shell()).run(plain.replaceAll(/^```sh\n.*\n```$/gmu, ""))).toBe(2);
    expect(await dev.stop()).toBe(0);
    await start(...options.replaceAll('"', "").split(" "));
    expect(await (await shell()).run(masked)).toBe(2);
  });
});
