import { spawnSync } from "node:child_process";
import { appendFileSync, cpSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tempFolder } from "../../test/kit/binary/temp-folder.ts";

const pages = join(import.meta.dirname, "..", "..", "docs", "reference");

function check(folder: string): { readonly status: number | null; readonly stderr: string } {
  return spawnSync(process.execPath, [join(import.meta.dirname, "main.ts"), "--check", "--folder", folder], { encoding: "utf8" });
}

describe("npm run reference -- --check", () => {
  it("is green on the pages as they are, and red on one that the schemas do not make", async () => {
    const folder = await tempFolder("reference");
    cpSync(pages, folder, { recursive: true });
    expect(check(folder).status).toBe(0);
    appendFileSync(join(folder, "objects.md"), "A line by hand.\n");
    const faulty = check(folder);
    expect(faulty.status).toBe(1);
    expect(faulty.stderr).toContain("docs/reference/objects.md is not what the schemas make");
    // The program runs twice, with the corpora of others each time.
  }, 60_000);
});
