import { open, readFile, stat } from "node:fs/promises";
import { z } from "zod";
import type { Random } from "../../kit/clock.ts";
import { type SealKey, sealKey } from "../../kit/seal.ts";
import { recordPrefix, type Store } from "../../store/store.ts";
import { messageOf, StartError } from "../start-error.ts";

/** Where the key is, and whether a missing one may be made. */
export interface SealKeyRequest {
  /** Undefined: a key for the life of the process (memory store). */
  readonly file: string | undefined;
  /** The embedded store makes its key at the first start; replicas on etcd are given theirs. */
  readonly mayMake: boolean;
  readonly store: Store;
  readonly random: Random;
}

/** The key, and what a start has to log about it. */
export interface FoundSealKey {
  readonly key: SealKey;
  readonly warnings: readonly string[];
}

const storedKey = z.object({ id: z.string() });
const keyRecord = `${recordPrefix.settings}seal-key`;

/**
 * Reads the seal key, or makes it (mode 0600) for a store that never had one. The store remembers which key it was sealed with, so a
 * wrong or a lost one fails the start instead of the first read of a secret.
 */
export async function findSealKey(request: SealKeyRequest): Promise<FoundSealKey> {
  const { file, store, random } = request;
  if (file === undefined) return { key: sealKey(random.bytes(32)), warnings: [] };
  const knownId = await storedKeyId(store);
  const text = await readKeyFile(file);
  if (text === undefined) {
    if (knownId !== undefined)
      throw new StartError("ERR_FILE", `Seal key file ${file} is missing: the store was sealed with key ${knownId}; put the file back`);
    if (!request.mayMake)
      throw new StartError("ERR_FILE", `Seal key file ${file} is missing; make it by: (umask 077; head -c 32 /dev/urandom | base64 > ${file})`);
  }
  const key = text === undefined ? await makeKeyFile(file, random) : parseKey(file, text);
  await agree({ store, key, knownId, file });
  return { key, warnings: await modeWarnings(file) };
}

/** Reads a seal key for a process without a store; undefined when the file is not there. */
export async function readSealKey(file: string): Promise<SealKey | undefined> {
  const text = await readKeyFile(file);
  return text === undefined ? undefined : parseKey(file, text);
}

async function storedKeyId(store: Store): Promise<string | undefined> {
  const record = await store.getRecord(keyRecord);
  return storedKey.safeParse(record?.value).data?.id;
}

async function agree({ store, key, knownId, file }: { store: Store; key: SealKey; knownId: string | undefined; file: string }): Promise<void> {
  if (knownId === undefined) await store.putRecord(keyRecord, { id: key.id }, { expected: "absent" });
  const agreedId = knownId ?? (await storedKeyId(store));
  if (agreedId === key.id) return;
  throw new StartError(
    "ERR_FILE",
    `Seal key file ${file} holds key ${key.id}, the store was sealed with key ${agreedId ?? "?"}: use the file that belongs to this store`,
  );
}

async function readKeyFile(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new StartError("ERR_FILE", `Seal key file ${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

function parseKey(file: string, text: string): SealKey {
  const trimmed = text.trim();
  const bytes = Buffer.from(trimmed, "base64");
  if (bytes.length !== 32 || bytes.toString("base64") !== trimmed) {
    throw new StartError("ERR_FILE", `Seal key file ${file} does not hold 32 bytes in base64; make one by: head -c 32 /dev/urandom | base64`);
  }
  return sealKey(bytes);
}

async function makeKeyFile(file: string, random: Random): Promise<SealKey> {
  const bytes = random.bytes(32);
  try {
    const handle = await open(file, "wx", 0o600);
    try {
      await handle.writeFile(`${Buffer.from(bytes).toString("base64")}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw new StartError("ERR_FILE", `Seal key cannot be written to ${file}: ${messageOf(cause)}`, { cause });
  }
  return sealKey(bytes);
}

async function modeWarnings(file: string): Promise<string[]> {
  const { mode } = await stat(file);
  return (mode & 0o077) === 0 ? [] : [`Seal key file ${file} has mode ${(mode & 0o777).toString(8)}: others than its owner may read it; chmod 600 ${file}`];
}
