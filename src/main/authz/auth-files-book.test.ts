import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { tempFolder } from "../../../test/kit/binary/temp-folder.ts";
import { noMetrics, silentLogger } from "../../kit/telemetry.ts";
import { systemClock, systemRandom } from "../system.ts";
import { authFilesBook } from "./auth-files-book.ts";

it("seals with the key of the file, so that every process opens what another one sealed; without the file each has a key of its own", async () => {
  const root = await tempFolder("auth-files");
  const folder = join(root, "policies");
  await mkdir(folder);
  const file = join(root, "seal.key");
  await using stack = new AsyncDisposableStack();
  const keyOf = async (sealKeyFile: string | undefined): Promise<string> => {
    const parts = { clock: systemClock, random: systemRandom, logger: silentLogger, metrics: noMetrics, stack };
    return (await authFilesBook({ folder, sealKeyFile, ...parts })).facts.key.id;
  };
  expect(await keyOf(file)).not.toBe(await keyOf(undefined));
  await writeFile(file, randomBytes(32).toString("base64"), { mode: 0o600 });
  expect(await keyOf(file)).toBe(await keyOf(file));
  await writeFile(file, "short");
  await expect(keyOf(file)).rejects.toThrow("does not hold 32 bytes");
});
