import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const made: string[] = [];
process.once("exit", () => {
  if (process.env["SLUICE_KEEP_TEMP"] === "1") return;
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** A fresh folder that is removed when the test process ends; `SLUICE_KEEP_TEMP=1` keeps it for looking into. */
export async function tempFolder(name = "test"): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `sluice-${name}-`));
  made.push(folder);
  return folder;
}
