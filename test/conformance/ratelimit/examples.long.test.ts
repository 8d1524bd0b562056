import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { type LimitFile, readLimitFiles } from "../../../src/ratelimit/source/read-limit-files.ts";
import { describeWith } from "../../kit/binary/require.ts";

const run = promisify(execFile);
const source = fileURLToPath(new URL("../../kit/limits/reference", import.meta.url));

/** Folders of limit files in the reference service's sources, all of which it takes. */
const folders = ["examples/ratelimit/config", "test/integration/runtime/current/ratelimit/config"] as const;

/** Files that its own tests take, one by one; others of the folder are files that it refuses. */
const good: readonly string[] = [
  ...["basic_config", "merge_domain_key1", "merge_domain_key2", "share_threshold", "shadowmode_config", "wildcard"],
  // Both of it are right; two of them at once are not.
  "duplicate_domain",
];

describeWith("files of the reference service", ["go"], ({ go }) => {
  const filesOf = async (folder: string): Promise<readonly LimitFile[]> => {
    const { stdout } = await run(go.path, ["mod", "download", "-json", "github.com/envoyproxy/ratelimit"], { cwd: source });
    const place = join((JSON.parse(stdout) as { readonly Dir: string }).Dir, folder);
    const names = (await readdir(place)).filter((name) => name.endsWith(".yaml"));
    return Promise.all(names.map(async (name) => ({ name, text: await readFile(join(place, name), "utf8") })));
  };

  it.each(folders)("load unchanged: %s", async (folder) => {
    const files = await filesOf(folder);
    expect(files.length).toBeGreaterThan(1);
    expect(readLimitFiles(files, { merge: false })).not.toHaveProperty("problems");
  });

  it("that its tests refuse are refused, and the others are taken", async () => {
    const files = await filesOf("test/config");
    expect(files.length).toBeGreaterThan(good.length);
    const taken = files.filter((file) => !("problems" in readLimitFiles([file], { merge: false }))).map(({ name }) => basename(name, ".yaml"));
    expect(taken.sort()).toEqual([...good].sort());
  });
});
