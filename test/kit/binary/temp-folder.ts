import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { atEnd } from "./at-end.ts";

/** A fresh folder that is removed at the end of the test file; `SLUICE_KEEP_TEMP=1` keeps it for looking into. */
export async function tempFolder(name = "test"): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `sluice-${name}-`));
  if (process.env["SLUICE_KEEP_TEMP"] !== "1") atEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
