import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { FoundBinary } from "../../../src/main/binary/find-binary.ts";
import { type DebianProgram, debianPath, unpackDebian } from "./debian-packages.ts";

const run = promisify(execFile);

const browser: DebianProgram = {
  name: "chromium",
  packages: ["chromium"],
  withDependencies: true,
  path: "usr/lib/chromium/chromium",
  libraries: ["pulseaudio"],
};

/** A Chromium: `SLUICE_CHROMIUM`, or `chromium` on `$PATH`, else Debian's, with the libraries that the machine lacks. */
export async function findChromium(): Promise<FoundBinary> {
  const named = process.env["SLUICE_CHROMIUM"];
  if (named !== undefined && named !== "") return versionAt(named);
  for (const path of ["chromium", debianPath(browser)]) {
    const found = await versionAt(path);
    if (!("missing" in found)) return found;
  }
  try {
    return await versionAt(await unpackDebian(browser));
  } catch (error) {
    return { missing: `no chromium, and Debian's cannot be unpacked: ${error instanceof Error ? error.message.trim() : String(error)}` };
  }
}

async function versionAt(path: string): Promise<FoundBinary> {
  try {
    const { stdout } = await run(path, ["--version"], { timeout: 20_000 });
    const version = /(\d+(?:\.\d+){3})/u.exec(stdout)?.[1];
    return version === undefined ? { missing: `${path} does not tell its version as Chromium does` } : { path, version };
  } catch (error) {
    return { missing: `${path} does not start: ${error instanceof Error ? error.message.trim() : String(error)}` };
  }
}
