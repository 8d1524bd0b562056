import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { targets } from "../../../src/integrate/registry.ts";
import { createCli, type TestCli } from "../../kit/cli/run-cli.ts";

let cli: TestCli;

beforeAll(async () => {
  cli = await createCli(undefined);
});

const places = "--ratelimit 127.0.0.1:18001 --authz 127.0.0.1:18002 --upstream 127.0.0.1:8080";

describe("sluice integrate", () => {
  it("lists its targets, also for a name that is none", async () => {
    const listed = await cli.run("integrate");
    expect(listed.code).toBe(0);
    const unknown = await cli.run("integrate nonsense");
    expect(unknown.code).toBe(2);
    for (const { name, title } of targets) {
      for (const { out } of [listed, { out: unknown.err }]) expect(out).toMatch(new RegExp(`^${name} +${title.slice(0, 5)}`, "mu"));
    }
    expect((await cli.run("integrate envoi")).err).toContain('Unknown target "envoi": did you mean envoy?');
  });

  it.each(targets)("tells by --help what $name needs", async ({ name, asks, page }) => {
    const { code, out } = await cli.run(["integrate", name, "--help"]);
    expect(code).toBe(0);
    for (const { flag } of Object.values(asks)) expect(out).toContain(flag);
    expect(out.replaceAll(/\s+/gu, " ")).toContain(page);
    expect(existsSync(join(import.meta.dirname, "../../..", page)), page).toBe(true);
  });

  it.each(targets.filter(({ asks }) => "onOutage" in asks))("says all that is wrong for $name at once", async ({ name }) => {
    const { code, err, out } = await cli.run(["integrate", name, "--on-outage", "alow", "--rate", "fast"]);
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).toContain('Option --on-outage must be allow or deny, not "alow": did you mean allow?');
    expect(err).toContain("Option --rate must be COUNT/second");
  });

  it("needs a service", async () => {
    const { code, err } = await cli.run("integrate envoy --upstream 127.0.0.1:1 --cert-file a.pem");
    expect(code).toBe(2);
    expect(err).toContain("Give --ratelimit, --authz or both");
    expect(err).toContain("--cert-file and --key-file go together");
    expect(err).toContain("need --ca-file");
  });

  it("writes one text that is YAML throughout, or one side of it", async () => {
    const { code, out } = await cli.run(`integrate envoy ${places}`);
    expect(code).toBe(0);
    expect(parseAllDocuments(out).flatMap((document) => ("errors" in document ? document.errors : []))).toEqual([]);
    expect(out).toContain("# $ npx sluice serve --roles ratelimit,authz");
    const mesh = await cli.run(`integrate envoy ${places} --part mesh`);
    expect(mesh.out).toContain("static_resources:");
    expect(mesh.out).not.toContain("domain: sluice\ndescriptors");
    const sluice = await cli.run(`integrate envoy ${places} --part sluice`);
    expect(sluice.out).toContain("domain: sluice\ndescriptors");
    expect(sluice.out).not.toContain("static_resources:");
  });

  it("writes files, and replaces none that says something else", async () => {
    const first = await cli.run(`integrate envoy ${places} -o files --to out`);
    expect(first).toMatchObject({ code: 0, err: "" });
    const path = join(cli.folder, "out/mesh/envoy.yaml");
    expect(readFileSync(path, "utf8")).toContain("static_resources:");
    expect(readFileSync(join(cli.folder, "out/README.md"), "utf8")).toContain("npx sluice serve");
    expect((await cli.run(`integrate envoy ${places} -o files --to out`)).code).toBe(0);
    const changed = await cli.run(`integrate envoy ${places} --rate 5/hour -o files --to out`);
    expect(changed.code).toBe(2);
    expect(changed.err).toContain("out/sluice/limits/sluice.yaml");
    expect(readFileSync(join(cli.folder, "out/sluice/limits/sluice.yaml"), "utf8")).toContain("requests_per_unit: 100");
    expect((await cli.run(`integrate envoy ${places} --rate 5/hour -o files --to out --force`)).code).toBe(0);
    expect(readFileSync(join(cli.folder, "out/sluice/limits/sluice.yaml"), "utf8")).toContain("requests_per_unit: 5");
  });
});
