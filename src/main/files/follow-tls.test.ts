import { rename, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tempFolder } from "../../../test/kit/binary/temp-folder.ts";
import { FakeClock } from "../../../test/kit/fake-clock.ts";
import { selfSigned, type TestCertificate } from "../../../test/kit/tls/certificates.ts";
import { type LogFields, silentLogger } from "../../kit/telemetry.ts";
import type { TlsTexts } from "../tls-files.ts";
import { followTls } from "./follow-tls.ts";

async function start() {
  const folder = await tempFolder("tls");
  const files = { certFile: join(folder, "tls.crt"), keyFile: join(folder, "tls.key") };
  const write = async ({ chain, privateKey }: TestCertificate): Promise<void> => {
    await Promise.all([writeFile(files.certFile, chain), writeFile(files.keyFile, privateKey)]);
  };
  const clock = new FakeClock();
  const stack = new AsyncDisposableStack();
  const errors: (LogFields | undefined)[] = [];
  const seen: TlsTexts[] = [];
  const begin = async () => {
    const tls = await followTls({
      settings: { tls: files, clientCaFile: undefined },
      clock,
      stack,
      logger: { ...silentLogger, error: (_, fields) => void errors.push(fields) },
    });
    tls?.onChange((texts) => void seen.push(texts));
    return tls;
  };
  /** Lets the files be looked at, which takes real time. */
  const look = async (isDone: () => boolean): Promise<void> => {
    await expect
      .poll(async () => {
        await clock.advanceAsync(5000);
        return isDone();
      })
      .toBe(true);
  };
  return { folder, files, write, clock, stack, errors, seen, begin, look };
}

describe("followTls", () => {
  it("tells new texts when both files have changed, and keeps the last good ones until they fit", async () => {
    const { files, write, begin, look, seen, errors, stack } = await start();
    const [first, second] = await Promise.all([selfSigned({ hostnames: ["a.example"] }), selfSigned({ hostnames: ["b.example"] })]);
    await write(first);
    const tls = await begin();
    expect(tls?.texts.cert).toBe(first.chain);
    await writeFile(files.certFile, second.chain);
    await look(() => errors.length > 0);
    expect(seen).toEqual([]);
    expect(errors[0]).toMatchObject({ error: expect.stringContaining("cannot be used") });
    await writeFile(files.keyFile, second.privateKey);
    await look(() => seen.length > 0);
    expect(seen).toMatchObject([{ cert: second.chain, key: second.privateKey }]);
    await stack.disposeAsync();
  });

  it("sees a link that is swapped, and files that were gone for a while", async () => {
    const { folder, files, begin, look, seen, errors, stack } = await start();
    const [first, second] = await Promise.all([selfSigned({ hostnames: ["a.example"] }), selfSigned({ hostnames: ["b.example"] })]);
    for (const [name, pair] of [
      ["1", first],
      ["2", second],
    ] as const) {
      await writeFile(join(folder, `${name}.crt`), pair.chain);
      await writeFile(join(folder, `${name}.key`), pair.privateKey);
    }
    await symlink("1.crt", files.certFile);
    await symlink("1.key", files.keyFile);
    await begin();
    await rename(files.certFile, join(folder, "gone"));
    await look(() => errors.length > 0);
    await symlink("2.key", join(folder, "new"));
    await rename(join(folder, "new"), files.keyFile);
    await symlink("2.crt", files.certFile);
    await look(() => seen.length > 0);
    expect(seen).toMatchObject([{ cert: second.chain }]);
    await stack.disposeAsync();
  });

  it("is nothing without files, and fatal at the start with bad ones", async () => {
    const { write, begin } = await start();
    const clock = new FakeClock();
    expect(
      await followTls({ settings: { tls: undefined, clientCaFile: undefined }, clock, logger: silentLogger, stack: new AsyncDisposableStack() }),
    ).toBeUndefined();
    await write({ chain: "nothing", privateKey: "nothing" });
    await expect(begin()).rejects.toMatchObject({ code: "ERR_FILE" });
  });
});
