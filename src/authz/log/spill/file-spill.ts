import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { GoneChunk, LogChunk, LogSpill } from "../log-chunk.ts";

interface Segment {
  readonly file: string;
  readonly bytes: number;
  readonly lines: number;
}

/** Options of {@link openFileSpill}. */
export interface FileSpillOptions {
  readonly folder: string;
  /** Bytes that the files may have together. */
  readonly bytes: number;
  /** Number of the process, in the names of its files. */
  readonly process: number;
  /** True when a process lives: its files are its own. Those of others are taken over. */
  readonly isAlive: (process: number) => boolean;
}

const segmentName = /^decisions-(?<process>\d+)-(?<number>\d+)\.ndjson$/u;

/** Opens a folder where lines wait, one file a chunk, readable for its owner alone. What processes that are gone have left there is taken over. */
export async function openFileSpill(options: FileSpillOptions): Promise<LogSpill> {
  await mkdir(options.folder, { recursive: true, mode: 0o700 });
  const found = (await readdir(options.folder)).map((name) => nameParts(name)).filter((parts) => parts !== undefined);
  const own = found.filter(({ owner }) => owner === options.process).sort((left, right) => left.number - right.number);
  const segments: Segment[] = [];
  for (const { name } of own) segments.push(await segmentOf(join(options.folder, name)));
  let next = (own.at(-1)?.number ?? -1) + 1;
  for (const { name, owner } of found) {
    if (owner === options.process || options.isAlive(owner)) continue;
    const file = segmentFile(options, next);
    next += 1;
    if (await takeOver(join(options.folder, name), file)) segments.push(await segmentOf(file));
  }
  return new FileSpill(options, { segments, next });
}

function nameParts(name: string): { readonly name: string; readonly owner: number; readonly number: number } | undefined {
  const { process, number } = segmentName.exec(name)?.groups ?? {};
  return process === undefined || number === undefined ? undefined : { name, owner: Number(process), number: Number(number) };
}

async function segmentOf(file: string): Promise<Segment> {
  return { file, bytes: (await stat(file)).size, lines: 1 };
}

/** False when another process was faster. */
async function takeOver(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

function segmentFile({ folder, process }: FileSpillOptions, number: number): string {
  return join(folder, `decisions-${process}-${number}.ndjson`);
}

class FileSpill implements LogSpill {
  readonly #options: FileSpillOptions;
  readonly #segments: Segment[];
  #bytes: number;
  #next: number;

  constructor(options: FileSpillOptions, { segments, next }: { readonly segments: readonly Segment[]; readonly next: number }) {
    this.#options = options;
    this.#segments = [...segments];
    this.#bytes = segments.reduce((sum, { bytes }) => sum + bytes, 0);
    this.#next = next;
  }

  async put({ bytes, lines }: LogChunk): Promise<boolean> {
    if (this.#bytes + bytes.length > this.#options.bytes) return false;
    const file = segmentFile(this.#options, this.#next);
    this.#next += 1;
    this.#bytes += bytes.length;
    try {
      await writeFile(`${file}.part`, bytes, { mode: 0o600 });
      await rename(`${file}.part`, file);
    } catch (error) {
      this.#bytes -= bytes.length;
      await rm(`${file}.part`, { force: true });
      throw error;
    }
    this.#segments.push({ file, bytes: bytes.length, lines });
    return true;
  }

  async first(): Promise<LogChunk | GoneChunk | undefined> {
    const [segment] = this.#segments;
    if (segment === undefined) return undefined;
    try {
      const bytes = await readFile(segment.file);
      return { bytes, lines: bytes.toString("latin1").split("\n").length - 1 };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      return { kind: "gone", lines: segment.lines, reason: String(error) };
    }
  }

  async dropFirst(): Promise<void> {
    const segment = this.#segments.shift();
    if (segment === undefined) return;
    this.#bytes -= segment.bytes;
    await rm(segment.file, { force: true });
  }
}
