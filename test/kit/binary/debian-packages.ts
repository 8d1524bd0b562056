import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { binaryCache } from "../../../src/main/binary/find-binary.ts";

const run = promisify(execFile);

/** A program of Debian's, and what it needs. */
export interface DebianProgram {
  /** Folder of `.cache/bin`, and name of the file in it that starts the program. */
  readonly name: string;
  readonly packages: readonly string[];
  /** Whether packages that these need, and the machine lacks, come too. */
  readonly withDependencies: boolean;
  /** The program in its package. */
  readonly path: string;
  /** Folders of libraries, below those of the machine's architecture. */
  readonly libraries?: readonly string[];
}

/** Where the program is once it is unpacked. */
export function debianPath({ name }: DebianProgram): string {
  return join(binaryCache, `debian-${name}`, name);
}

/** Unpacks the packages without installing them: an installed server would be started as a service. Needs no root. Throws when that is not possible. */
export async function unpackDebian(program: DebianProgram): Promise<string> {
  const folder = join(binaryCache, `debian-${program.name}`);
  await mkdir(binaryCache, { recursive: true });
  const draft = await mkdtemp(join(binaryCache, "draft-"));
  try {
    await download(program, draft);
    for (const file of await readdir(draft)) {
      if (!file.endsWith(".deb")) continue;
      await run("dpkg", ["-x", join(draft, file), join(draft, "root")]);
      await rm(join(draft, file));
    }
    await writeFile(join(draft, program.name), starter(program));
    await chmod(join(draft, program.name), 0o755);
    await rename(draft, folder);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Another process may have been faster.
    if ((error as NodeJS.ErrnoException).code !== "ENOTEMPTY" && (error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  return debianPath(program);
}

async function download({ packages, withDependencies }: DebianProgram, folder: string): Promise<void> {
  const whole = ["-y", "-qq", "--no-install-recommends", "--download-only", "-o", `Dir::Cache::archives=${folder}`, "-o", "Debug::NoLocking=1", "install"];
  const fetch = async (): Promise<unknown> => run("apt-get", [...(withDependencies ? whole : ["download"]), ...packages], { cwd: folder, timeout: 300_000 });
  try {
    await fetch();
  } catch {
    await run("apt-get", ["update", "-qq"], { timeout: 120_000 });
    await fetch();
  }
}

/** The unpacked program finds its libraries beside it, wherever the folder is. */
function starter({ path, libraries = [] }: DebianProgram): string {
  const folders = ["x86_64-linux-gnu", "aarch64-linux-gnu"].flatMap((machine) => [machine, ...libraries.map((name) => `${machine}/${name}`)]);
  const places = folders.map((folder) => `$here/root/usr/lib/${folder}`).join(":");
  return `#!/bin/sh\nhere="$(dirname "$(readlink -f "$0")")"\nLD_LIBRARY_PATH="${places}" exec "$here/root/${path}" "$@"\n`;
}
