import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateRawSync } from "node:zlib";
import { expect, it } from "vitest";
import { tempFolder } from "../../../test/kit/binary/temp-folder.ts";
import { unzip } from "./unzip.ts";

interface Packed {
  readonly name: string;
  readonly content: string;
  readonly mode?: number;
  readonly method?: number;
  readonly crc?: number;
}

/** A zip archive as PKWARE's APPNOTE.TXT describes it, made here so that it can also be made wrong. */
function zip(files: readonly Packed[], comment = ""): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, mode = 0o644, method = 8, crc = crc32(content) } of files) {
    const data = method === 8 ? deflateRawSync(content) : Buffer.from(content);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(method, 10);
    entry.writeUInt32LE(crc, 16);
    entry.writeUInt32LE(data.length, 20);
    entry.writeUInt32LE(content.length, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(mode * 0x10000, 38);
    entry.writeUInt32LE(offset, 42);
    parts.push(local, Buffer.from(name), data);
    directory.push(entry, Buffer.from(name));
    offset += local.length + name.length + data.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(offset, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...parts, ...directory, end, Buffer.from(comment)]);
}

it("unpacks what is under the prefix, with its bits", async () => {
  const folder = await tempFolder("unzip");
  const archive = zip(
    [
      { name: "bin/tool", content: "run".repeat(1000), mode: 0o755 },
      { name: "bin/deep/er/data", content: "plain", method: 0 },
      { name: "bin/", content: "", mode: 0o755 },
      { name: "bin/no-bits", content: "", mode: 0 },
      { name: "bin/open", content: "", mode: 0o777 },
      { name: "other/file", content: "not asked for" },
    ],
    "a comment at the end",
  );
  expect(await unzip(archive, { folder, prefix: "bin/" })).toBe(4);
  expect(readFileSync(join(folder, "bin/tool"), "utf8")).toBe("run".repeat(1000));
  expect(readFileSync(join(folder, "bin/deep/er/data"), "utf8")).toBe("plain");
  const modes = ["tool", "deep/er/data", "no-bits", "open"].map((name) => statSync(join(folder, "bin", name)).mode & 0o777);
  expect(modes).toEqual([0o755, 0o644, 0o644, 0o755]);
  expect(() => statSync(join(folder, "other"))).toThrow("ENOENT");
});

const good = zip([{ name: "a", content: "content" }]);

it.each([
  ["ERR_UNZIP_NOT_AN_ARCHIVE", Buffer.from("no archive"), "No zip archive: 10 bytes"],
  ["ERR_UNZIP_NOT_AN_ARCHIVE", Buffer.alloc(0), "No zip archive: 0 bytes"],
  ["ERR_UNZIP_NOT_AN_ARCHIVE", good.subarray(0, good.length - 4), "No zip archive"],
  ["ERR_UNZIP_DAMAGED", zip([{ name: "a", content: "content", crc: 7 }]), 'The file "a" does not have its checksum'],
  ["ERR_UNZIP_DAMAGED", damaged(good, 32, 0xff), 'The file "a" cannot be expanded'],
  ["ERR_UNZIP_DAMAGED", damaged(good, good.length - 6, 0x7f), "The archive has no directory entry at byte"],
  ["ERR_UNZIP_UNSUPPORTED", zip([{ name: "a", content: "content", method: 12 }]), 'The file "a" is packed by method 12'],
  ["ERR_UNZIP_UNSAFE_PATH", zip([{ name: "../a", content: "x" }]), 'names the file "../a"'],
  ["ERR_UNZIP_UNSAFE_PATH", zip([{ name: "/etc/a", content: "x" }]), 'names the file "/etc/a"'],
  ["ERR_UNZIP_UNSAFE_PATH", zip([{ name: "a/../../b", content: "x" }]), "would leave its folder"],
  ["ERR_UNZIP_UNSAFE_PATH", zip([{ name: "a\\b", content: "x" }]), "would leave its folder"],
])("refuses with %s", async (code, archive, message) => {
  const folder = await tempFolder("unzip");
  await expect(unzip(archive, { folder, prefix: "" })).rejects.toMatchObject({ name: "UnzipError", code, message: expect.stringContaining(message) });
});

function damaged(archive: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(archive);
  copy[at] = value;
  return copy;
}
