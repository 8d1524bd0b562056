// Remakes the golden files and removes those that nothing wants:  npm run golden [-- PATH …]
// A golden file NAME.out.EXT lies in a folder testdata beside what it is made from, NAME.in.EXT.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { orphanedGoldens } from "./golden/orphaned-goldens.ts";

const root = join(import.meta.dirname, "..");
for (const orphan of orphanedGoldens(root)) {
  rmSync(join(root, orphan));
  console.log(`removed ${orphan}`);
}
const args = [join(root, "tools", "test.ts"), "--update", "--project", "unit", "--project", "feature", ...process.argv.slice(2)];
const { CI: _, ...env } = process.env;
process.exitCode = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit", env }).status ?? 1;
