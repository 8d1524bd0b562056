import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AnyPolicy, type Policy, registered } from "../../src/policy/policy.ts";
import { policies } from "../../src/policy/registry.ts";
import { type Translation, translate } from "../kit/translate/translate.ts";

const root = join(import.meta.dirname, "..", "..");
const page = readFileSync(join(root, "docs", "guide", "add-a-policy.md"), "utf8");
const folder = "src/policy/body-limit";
const filter = "envoy.filters.http.buffer";

/** The files that the page shows: a path in code at the start of a line, and the code block after it. */
const files = new Map(
  [...page.matchAll(/^`(?<path>src\/[^`]+)`[^`]*\n```\w+\n(?<text>.*?)^```$/gmsu)].map(({ groups }) => [groups?.["path"] ?? "", groups?.["text"] ?? ""]),
);

/** The tree that the page is about: this one by links, and its files beside them. Inside the repository, so that packages are found. */
let tree: string;

function link(path: string): void {
  mkdirSync(dirname(join(tree, path)), { recursive: true });
  symlinkSync(join(root, path), join(tree, path));
}

function makeTree(): void {
  mkdirSync(join(root, ".cache"), { recursive: true });
  tree = mkdtempSync(join(root, ".cache", "add-a-policy-"));
  link("test");
  for (const entry of readdirSync(join(root, "src"))) if (entry !== "policy") link(`src/${entry}`);
  for (const entry of readdirSync(join(root, "src", "policy"))) link(`src/policy/${entry}`);
  for (const [path, text] of files) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text);
  }
}

async function translated(yaml: string): Promise<Translation> {
  const { bodyLimit } = (await import(join(tree, folder, "body-limit.ts"))) as { bodyLimit: Policy<unknown> };
  const all: readonly AnyPolicy[] = [...policies, registered(bodyLimit)];
  return translate(yaml, all);
}

function objects(): string {
  return files.get(`${folder}/testdata/limit.in.yaml`) ?? "";
}

/** The limits on the routes of the only table, by route. */
function limitsOf({ resources }: Translation): Record<string, unknown> {
  const [table] = Object.values(resources["route"] ?? {}) as {
    virtual_hosts: { routes: { name: string; typed_per_filter_config?: Record<string, unknown> }[] }[];
  }[];
  return Object.fromEntries((table?.virtual_hosts[0]?.routes ?? []).map(({ name, typed_per_filter_config: config }) => [name, config?.[filter]]));
}

beforeAll(makeTree);
afterAll(() => rm(tree, { recursive: true, force: true }));

describe("the page that shows how a policy is added", () => {
  it("shows all files of a policy's folder, and the line of the registry", () => {
    expect([...files.keys()].map((path) => path.slice(folder.length + 1)).sort()).toEqual([
      "body-limit.test.ts",
      "body-limit.ts",
      "emit.ts",
      "lower.ts",
      "schema.ts",
      "testdata/limit.in.yaml",
    ]);
    expect(page).toContain("\nregistered(bodyLimit),\n");
  });

  it("has a policy that is in force where it is written, the rule's before the route's", async () => {
    const translation = await translated(objects());
    expect(translation.findings).toEqual([]);
    const perRoute = (bytes: number) => ({
      "@type": "type.googleapis.com/envoy.extensions.filters.http.buffer.v3.BufferPerRoute",
      buffer: { max_request_bytes: bytes },
    });
    expect(limitsOf(translation)).toEqual({ "default/shop/upload": perRoute(50_000_000), "default/shop/rest": perRoute(1_000_000) });
    expect(JSON.stringify(translation.resources["listener"])).toContain(filter);
  });

  it("tells the owner of an older gateway which level it needs, and leaves its chain alone", async () => {
    const translation = await translated(objects().replace("level: 2", "level: 1"));
    expect(translation.findings.join("\n")).toContain("Policy bodyLimit needs level 2 of the filter chain");
    expect(JSON.stringify(translation.resources)).not.toContain(filter);
  });

  it("refuses what Envoy would refuse", async () => {
    await expect(translated(objects().replace("1000000", "0"))).rejects.toThrow("/spec/bodyLimit/bytes");
  });

  it("has code without an error of types", () => {
    const config = {
      extends: join(root, "tsconfig.json"),
      compilerOptions: { typeRoots: [join(root, "node_modules", "@types")] },
      include: [`${folder}/*.ts`],
      exclude: [],
    };
    writeFileSync(join(tree, "tsconfig.json"), JSON.stringify(config));
    const tsc = join(root, "node_modules", ".bin", "tsc");
    // Errors name files from here; the list of all files, whole paths. What others have wrong is not for this test to say.
    const { stdout } = spawnSync(tsc, ["--project", tree, "--pretty", "false", "--listFiles"], { cwd: tree, encoding: "utf8" });
    expect(stdout).toContain(join(tree, folder, "emit.ts"));
    expect(stdout.split("\n").filter((line) => line.startsWith(folder))).toEqual([]);
  });
});
