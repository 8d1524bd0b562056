import { chmod, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { crc32, inflateRaw } from "node:zlib";

const inflate = promisify(inflateRaw);

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;
const endLength = 22;
const largestComment = 0xffff;
const stored = 0;
const deflated = 8;

/** Why an archive cannot be read: it is not one, it is damaged, or it uses a feature that no wheel needs. */
type UnzipErrorCode = "ERR_UNZIP_NOT_AN_ARCHIVE" | "ERR_UNZIP_DAMAGED" | "ERR_UNZIP_UNSUPPORTED" | "ERR_UNZIP_UNSAFE_PATH";

/** An archive that cannot be unpacked. Nothing says how much of it was written before. */
class UnzipError extends Error {
  override readonly name = "UnzipError";
  readonly code: UnzipErrorCode;

  constructor(code: UnzipErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.code = code;
  }
}

interface Entry {
  readonly path: string;
  readonly method: number;
  readonly crc: number;
  readonly mode: number;
  readonly compressedLength: number;
  readonly headerOffset: number;
}

/**
 * Unpacks the files of a zip archive whose paths start with `prefix` into `folder`, with the permission bits they were packed with, and
 * answers how many there were. Python's own unzip loses these bits, so an unpacked server would not start.
 *
 * Throws an `UnzipError` with one of the codes `ERR_UNZIP_*` above.
 *
 * Source: APPNOTE.TXT 6.3.10 of PKWARE; no Zip64, encryption, links or volumes.
 */
export async function unzip(archive: Buffer, options: { folder: string; prefix: string }): Promise<number> {
  const entries = readDirectory(archive).filter((entry) => entry.path.startsWith(options.prefix) && !entry.path.endsWith("/"));
  for (const entry of entries) {
    const target = join(options.folder, safePath(entry.path));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, await contentOf(archive, entry));
    await chmod(target, entry.mode === 0 ? 0o644 : entry.mode & 0o755);
  }
  return entries.length;
}

function readDirectory(archive: Buffer): Entry[] {
  const end = findEnd(archive);
  const entries: Entry[] = [];
  let offset = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    if (offset + 46 > archive.length || archive.readUInt32LE(offset) !== directoryEntry) {
      throw new UnzipError("ERR_UNZIP_DAMAGED", `The archive has no directory entry at byte ${offset}`);
    }
    const nameLength = archive.readUInt16LE(offset + 28);
    entries.push(readEntry(archive, offset, nameLength));
    offset += 46 + nameLength + archive.readUInt16LE(offset + 30) + archive.readUInt16LE(offset + 32);
  }
  return entries;
}

function findEnd(archive: Buffer): number {
  for (let at = archive.length - endLength; at >= Math.max(0, archive.length - endLength - largestComment); at--) {
    if (archive.readUInt32LE(at) === endOfDirectory) return at;
  }
  throw new UnzipError("ERR_UNZIP_NOT_AN_ARCHIVE", `No zip archive: ${archive.length} bytes without an end record`);
}

function readEntry(archive: Buffer, offset: number, nameLength: number): Entry {
  return {
    path: archive.toString("utf8", offset + 46, offset + 46 + nameLength),
    method: archive.readUInt16LE(offset + 10),
    crc: archive.readUInt32LE(offset + 16),
    mode: archive.readUInt16LE(offset + 40) & 0o777,
    compressedLength: archive.readUInt32LE(offset + 20),
    headerOffset: archive.readUInt32LE(offset + 42),
  };
}

function safePath(path: string): string {
  const parts = path.split("/");
  if (path.includes("\\") || path.includes("\0") || parts.some((part) => part === "" || part === "." || part === "..")) {
    throw new UnzipError("ERR_UNZIP_UNSAFE_PATH", `The archive names the file "${path}", which would leave its folder`);
  }
  return join(...parts);
}

async function contentOf(archive: Buffer, entry: Entry): Promise<Buffer> {
  const header = entry.headerOffset;
  if (header + 30 > archive.length) throw new UnzipError("ERR_UNZIP_DAMAGED", `The file "${entry.path}" starts after the end of the archive`);
  const start = header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
  const packed = archive.subarray(start, start + entry.compressedLength);
  const content = await expand(packed, entry);
  if (crc32(content) !== entry.crc) throw new UnzipError("ERR_UNZIP_DAMAGED", `The file "${entry.path}" does not have its checksum`);
  return content;
}

async function expand(packed: Buffer, entry: Entry): Promise<Buffer> {
  if (entry.method === stored) return packed;
  if (entry.method !== deflated) throw new UnzipError("ERR_UNZIP_UNSUPPORTED", `The file "${entry.path}" is packed by method ${entry.method}`);
  try {
    return await inflate(packed);
  } catch (cause) {
    throw new UnzipError("ERR_UNZIP_DAMAGED", `The file "${entry.path}" cannot be expanded`, { cause });
  }
}
