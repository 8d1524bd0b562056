import { open, readFile, rename, rm } from "node:fs/promises";
import type { Clock, Random } from "../../kit/clock.ts";
import { sha256 } from "../../kit/hash.ts";
import type { Json } from "../../kit/json.ts";
import { openSeal, type SealedValue, type SealKey, seal } from "../../kit/seal.ts";
import type { Store } from "../../store/store.ts";
import { writeAudit } from "../audit/audit-record.ts";
import { readTokenRecord, tokenKey, type UserToken } from "./token-record.ts";
import { adminKeyName, newTokenText } from "./token-text.ts";

/** Options of {@link ensureAdminKey} and {@link renewAdminKey}. */
export interface AdminKeyOptions {
  readonly store: Store;
  readonly random: Random;
  readonly clock: Clock;
  readonly sealKey: SealKey;
  /** Where a generated key is written, with mode 0600. */
  readonly keyFile: string;
}

/** What became of the first admin key. `written`: this replica made it, or finished what a crash cut short. */
export type AdminKeyResult = { readonly kind: "written"; readonly file: string } | { readonly kind: "exists" } | { readonly kind: "given" };

/** Why there is no admin key. */
export class AdminKeyError extends Error {
  override readonly name = "AdminKeyError";
  readonly code: "ERR_ADMIN_KEY_TOO_WEAK" | "ERR_ADMIN_KEY_FILE" | "ERR_ADMIN_KEY_CONTENDED" | "ERR_ADMIN_KEY_NOT_RENEWABLE";
  constructor(code: AdminKeyError["code"], message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
  }
}

/**
 * Makes the first admin key when the store has none. Of many replicas one wins, by compare-and-set, and writes the file. With
 * `given` (the content of `SLUICE_ADMIN_KEY_FILE`) that text is the key, also in place of an earlier one.
 *
 * The file is written aside first and put in its place after the store took the key: a crash in between leaves the key
 * beside its place, where the next start finds it; the key is never in the store alone.
 */
export async function ensureAdminKey(options: AdminKeyOptions & { readonly given?: string }): Promise<AdminKeyResult> {
  if (options.given !== undefined) return takeGivenKey(options, options.given.trim());
  const stored = await options.store.getRecord(tokenKey(adminKeyName));
  if (stored !== undefined) return finishInterrupted(options, readTokenRecord(stored.value)?.hash);
  return makeKey(options, "absent");
}

/** Makes the admin key anew, for a person who lost it and holds the seal key. A wrong seal key throws a `SealError`. */
export async function renewAdminKey(options: AdminKeyOptions): Promise<AdminKeyResult> {
  const stored = await options.store.getRecord(tokenKey(adminKeyName));
  if (stored === undefined) return makeKey(options, "absent");
  const record = readTokenRecord(stored.value);
  if (record?.kind !== "user" || record.renewal === undefined) {
    throw new AdminKeyError("ERR_ADMIN_KEY_NOT_RENEWABLE", "The stored admin key was not made by this program, it cannot be made anew");
  }
  openSeal(options.sealKey, record.renewal as SealedValue, renewalContext);
  const call = { principal: { name: "holder of the seal key" }, from: "local" };
  await writeAudit({ action: "token.renew", subject: adminKeyName, detail: { role: "admin" }, call, reason: "" }, options);
  const result = await makeKey(options, stored.etag);
  if (result.kind === "exists") throw contended();
  return result;
}

const renewalContext = "Token//admin/renewal";

async function takeGivenKey(options: AdminKeyOptions, key: string): Promise<AdminKeyResult> {
  if (!/^[\x21-\x7e]{20,}$/u.test(key)) {
    throw new AdminKeyError("ERR_ADMIN_KEY_TOO_WEAK", "The given admin key must have at least 20 characters, without white space, in ASCII");
  }
  const record = newRecord(options, key);
  // Two rounds at least: replicas that start together with one key write the same.
  for (let round = 0; round < 5; round += 1) {
    const stored = await options.store.getRecord(tokenKey(adminKeyName));
    if (readTokenRecord(stored?.value)?.hash === record.hash) return { kind: "given" };
    const result = await options.store.putRecord(tokenKey(adminKeyName), record as unknown as Json, { expected: stored?.etag ?? "absent" });
    if (result.kind === "written") return { kind: "given" };
  }
  throw contended();
}

async function makeKey(options: AdminKeyOptions, expected: string): Promise<AdminKeyResult> {
  const key = newTokenText(adminKeyName, options.random);
  const aside = asideOf(options, sha256(key));
  await writeSecret(aside, `${key}\n`);
  const result = await options.store.putRecord(tokenKey(adminKeyName), newRecord(options, key) as unknown as Json, { expected });
  if (result.kind === "conflict") {
    await rm(aside, { force: true });
    return { kind: "exists" };
  }
  await rename(aside, options.keyFile);
  return { kind: "written", file: options.keyFile };
}

/** A start that was killed after the store took its key left the file aside, under a name that the stored hash tells. */
async function finishInterrupted(options: AdminKeyOptions, hash: string | undefined): Promise<AdminKeyResult> {
  if (hash === undefined) return { kind: "exists" };
  const aside = asideOf(options, hash);
  const key = await readFile(aside, "utf8").catch(() => undefined);
  if (key === undefined || sha256(key.trim()) !== hash) return { kind: "exists" };
  await rename(aside, options.keyFile);
  return { kind: "written", file: options.keyFile };
}

function newRecord(options: AdminKeyOptions, key: string): UserToken {
  const renewal = seal(options.sealKey, options.random.bytes(16), { context: renewalContext, iv: options.random.bytes(12) });
  const createdAt = new Date(options.clock.now()).toISOString();
  return { schema: 1, kind: "user", role: "admin", namespaces: "*", hash: sha256(key), createdAt, createdBy: "first start", renewal };
}

function asideOf(options: AdminKeyOptions, hash: string): string {
  return `${options.keyFile}.${hash.slice(0, 8)}.new`;
}

async function writeSecret(path: string, text: string): Promise<void> {
  try {
    await rm(path, { force: true });
    const file = await open(path, "wx", 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw new AdminKeyError("ERR_ADMIN_KEY_FILE", `Admin key cannot be written to ${path}`, { cause });
  }
}

function contended(): AdminKeyError {
  return new AdminKeyError("ERR_ADMIN_KEY_CONTENDED", "Others keep changing the admin key at the same time");
}
