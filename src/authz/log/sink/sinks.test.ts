import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, rename, rm, rmdir, stat } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { startWebServer } from "../../../../test/kit/authz/web-server.ts";
import { tempFolder } from "../../../../test/kit/binary/temp-folder.ts";
import { silentLogger } from "../../../kit/telemetry.ts";
import { type LogChunk, RefusedChunkError } from "../log-chunk.ts";
import { fileSink } from "./file-sink.ts";
import { httpSink } from "./http-sink.ts";

const chunk = (text: string): LogChunk => ({ bytes: Buffer.from(`${text}\n`), lines: 1 });

describe("a file", () => {
  it("is rotated before it gets too large, and so many are kept", async () => {
    const folder = await tempFolder("sink");
    const sink = fileSink(join(folder, "log"), { bytes: 8, files: 2 });
    for (const text of ["one", "two", "three", "four", "five"]) await sink.send(chunk(text));
    const read = (name: string) => readFile(join(folder, name), "utf8");
    expect((await readdir(folder)).sort()).toEqual(["log", "log.1", "log.2"]);
    expect([await read("log"), await read("log.1"), await read("log.2")]).toEqual(["five\n", "four\n", "three\n"]);
    expect((await stat(join(folder, "log"))).mode & 0o137).toBe(0);
  });

  it("is written by several processes, of which one rotates it", async () => {
    const folder = await tempFolder("sink");
    const sinks = [1, 2, 3].map(() => fileSink(join(folder, "log"), { bytes: 400, files: 100 }));
    await Promise.all(
      sinks.map(async (sink, number) => {
        for (let count = 0; count < 100; count += 1) await sink.send(chunk(`${number} ${count}`));
      }),
    );
    const texts = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), "utf8")));
    expect(texts.join("").trimEnd().split("\n")).toHaveLength(300);
    expect(texts.length).toBeGreaterThanOrEqual(3);
  });

  it("is begun anew when somebody has moved it away, and written on while another process rotates it", async () => {
    const folder = await tempFolder("sink");
    const [path, sink] = [join(folder, "log"), fileSink(join(folder, "log"), { bytes: 4, files: 2 })];
    await sink.send(chunk("one"));
    await rename(path, join(folder, "moved"));
    await sink.send(chunk("two"));
    await mkdir(`${path}.rotating`);
    await sink.send(chunk("three"));
    expect(await readFile(path, "utf8")).toBe("two\nthree\n");
    await rmdir(`${path}.rotating`);
    await sink.send(chunk("four"));
    expect(await readFile(path, "utf8")).toBe("four\n");
  });

  it("has whole lines alone when a write breaks off, as on a full disk", async () => {
    const path = join(await tempFolder("sink"), "log");
    const script = `
      import { fileSink } from ${JSON.stringify(new URL("file-sink.ts", import.meta.url).href)};
      const sink = fileSink(process.argv[1], { bytes: 1e6, files: 2 });
      await sink.send({ bytes: Buffer.from("one\\n"), lines: 1 });
      const large = { bytes: Buffer.from("x".repeat(100_000) + "\\n"), lines: 1 };
      await sink.send(large).catch((error) => console.log(error.code));`;
    // A file that may have 16 blocks: what is more is cut off, and then refused.
    const shell = `trap '' XFSZ; ulimit -f 16; exec "$0" --input-type=module -e "$1" "$2"`;
    const { stdout } = await promisify(execFile)("sh", ["-c", shell, process.execPath, script, path]);
    expect([stdout.trim(), await readFile(path, "utf8")]).toEqual(["EFBIG", "one\n"]);
  });

  it("that cannot be rotated is written all the same, and said once", async () => {
    const said: string[] = [];
    const logger = { ...silentLogger, warn: (message: string) => void said.push(message) };
    // The names of the mark and of those that are put aside are too long.
    const path = join(await tempFolder("sink"), "l".repeat(250));
    const sink = fileSink(path, { bytes: 4, files: 2 }, logger);
    for (const text of ["one", "two", "three"]) await sink.send(chunk(text));
    expect(await readFile(path, "utf8")).toBe("one\ntwo\nthree\n");
    expect(said).toEqual([`Decision log ${path} cannot be rotated, it grows`]);
  });

  it("whose folder is gone is said, and written on when that is back", async () => {
    const folder = join(await tempFolder("sink"), "logs");
    const sink = fileSink(join(folder, "log"), { bytes: 4, files: 2 });
    await mkdir(folder);
    await sink.send(chunk("one"));
    await rm(folder, { recursive: true });
    await expect(sink.send(chunk("two"))).rejects.toThrow("ENOENT");
    await mkdir(folder);
    await sink.send(chunk("two"));
    expect(await readFile(join(folder, "log"), "utf8")).toBe("two\n");
  });

  it("that cannot be written is said", async () => {
    await expect(fileSink(await tempFolder("sink"), { bytes: 4, files: 2 }).send(chunk("a"))).rejects.toThrow("EISDIR");
  });
});

describe("a server", () => {
  it("gets lines with a token, and says whether it has them", async () => {
    const bodies: string[] = [];
    const web = await startWebServer((request, response) => {
      request.on("data", (data: Buffer) =>
        bodies.push(`${String(request.headers["content-type"])} ${String(request.headers.authorization)} ${data.toString("utf8")}`),
      );
      request.on("end", () => void response.writeHead(204).end());
    });
    await httpSink({ url: `${web.url}/in`, authorization: () => Promise.resolve("Bearer t") }).send(chunk("a"));
    expect(bodies).toEqual(["application/x-ndjson Bearer t a\n"]);
  });

  it.each([
    [500, false],
    [429, false],
    [401, false],
    [404, false],
    [400, true],
    [413, true],
  ])("that answers %d has refused them for good: %s", async (status, isFinal) => {
    const web = await startWebServer((_, response) => void response.writeHead(status).end());
    const error: unknown = await httpSink({ url: `${web.url}/in?key=secret`, authorization: undefined })
      .send(chunk("a"))
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(Error);
    expect(error instanceof RefusedChunkError).toBe(isFinal);
    expect(String(error)).not.toContain("secret");
  });

  it.each<[string, (response: ServerResponse) => void, string]>([
    ["resets", (response) => void response.socket?.resetAndDestroy(), "ECONNRESET"],
    ["closes", (response) => void response.socket?.destroy(), "other side closed"],
    ["sends elsewhere", (response) => void response.writeHead(307, { location: "/elsewhere" }).end(), "unexpected redirect"],
    ["speaks no HTTP", (response) => void response.socket?.end("SSH-2.0\r\n\r\n"), "fetch failed: "],
  ])("that %s has not got them, and it is said why", async (_, answer, why) => {
    const web = await startWebServer((__, response) => answer(response));
    const sent = httpSink({ url: `${web.url}/in?key=secret`, authorization: undefined }).send(chunk("a"));
    const error: unknown = await sent.catch((caught: unknown) => caught);
    expect(error).not.toBeInstanceOf(RefusedChunkError);
    expect(String(error)).toContain(why);
    expect(String(error)).not.toContain("secret");
  });

  it("that answers without an end has them", async () => {
    const web = await startWebServer((_, response) => void response.writeHead(200).write("on and on"));
    await httpSink({ url: web.url, authorization: undefined }).send(chunk("a"));
  });

  it("that is not there is said", async () => {
    const web = await startWebServer(() => undefined);
    await web.close();
    await expect(httpSink({ url: web.url, authorization: undefined }).send(chunk("a"))).rejects.toThrow("ECONNREFUSED");
  });
});
