import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/kit/fake-clock.ts";
import { sha256 } from "../../kit/hash.ts";
import { SealError, sealKey } from "../../kit/seal.ts";
import { newMemoryStore } from "../../store/memory/memory-store.ts";
import type { Store } from "../../store/store.ts";
import { type AdminKeyOptions, ensureAdminKey, renewAdminKey } from "./ensure-admin-key.ts";
import { TokenDirectory } from "./token-directory.ts";
import { readTokenRecord, tokenKey } from "./token-record.ts";

const random = { bytes: (length: number) => randomBytes(length), number: () => 0.5 };
const clock = new FakeClock();
let folder: string;
let store: Store;
let options: AdminKeyOptions;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "admin-key-"));
  store = newMemoryStore({ clock, random });
  options = { store, random, clock, sealKey: sealKey(randomBytes(32)), keyFile: join(folder, "admin.key") };
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

async function isAdmin(key: string): Promise<boolean> {
  const verified = await new TokenDirectory({ store, clock }).verify(key.trim());
  return typeof verified === "object" && verified.record.kind === "user" && verified.record.role === "admin";
}

describe("ensureAdminKey", () => {
  it("makes a key that only its owner can read, and keeps it from then on", async () => {
    expect(await ensureAdminKey(options)).toEqual({ kind: "written", file: options.keyFile });
    const key = await readFile(options.keyFile, "utf8");
    expect(key).toMatch(/^slc_admin_[A-Za-z0-9_-]{43}\n$/u);
    expect((await stat(options.keyFile)).mode & 0o777).toBe(0o600);
    expect(await isAdmin(key)).toBe(true);
    expect(JSON.stringify(await store.listRecords(""))).not.toContain(key.trim().slice(10));
    expect(await ensureAdminKey(options)).toEqual({ kind: "exists" });
    expect(await readFile(options.keyFile, "utf8")).toBe(key);
    expect(await readdir(folder)).toEqual(["admin.key"]);
  });

  it("lets one of many replicas win, also when they share a folder", async () => {
    const results = await Promise.all(Array.from({ length: 6 }, () => ensureAdminKey(options)));
    expect(results.filter(({ kind }) => kind === "written")).toHaveLength(1);
    expect(await isAdmin(await readFile(options.keyFile, "utf8"))).toBe(true);
    expect(await readdir(folder)).toEqual(["admin.key"]);
  });

  it("finds the key that a killed start left beside its place", async () => {
    await ensureAdminKey(options);
    const key = await readFile(options.keyFile, "utf8");
    await rename(options.keyFile, `${options.keyFile}.${sha256(key.trim()).slice(0, 8)}.new`);
    expect(await ensureAdminKey(options)).toEqual({ kind: "written", file: options.keyFile });
    expect(await readFile(options.keyFile, "utf8")).toBe(key);
  });

  it("leaves no key in the store when the file cannot be written", async () => {
    const elsewhere = { ...options, keyFile: join(folder, "missing", "admin.key") };
    await expect(ensureAdminKey(elsewhere)).rejects.toMatchObject({ name: "AdminKeyError", code: "ERR_ADMIN_KEY_FILE" });
    expect(await store.getRecord(tokenKey("admin"))).toBeUndefined();
  });

  it("takes a given key, also in place of an earlier one, on every replica", async () => {
    await ensureAdminKey(options);
    const first = await readFile(options.keyFile, "utf8");
    const given = "correct-horse-battery-staple\n";
    const results = await Promise.all(Array.from({ length: 3 }, () => ensureAdminKey({ ...options, given })));
    expect(results).toEqual([{ kind: "given" }, { kind: "given" }, { kind: "given" }]);
    expect(await isAdmin(given)).toBe(true);
    expect(await isAdmin(first)).toBe(false);
  });

  it.each(["", "short", "nineteen characters", "with white space in it", "gr\u00fc\u00dfe-gr\u00fc\u00dfe-gr\u00fc\u00dfe-gr\u00fc\u00dfe"])(
    "refuses the given key %j",
    async (given) => {
      await expect(ensureAdminKey({ ...options, given })).rejects.toMatchObject({ code: "ERR_ADMIN_KEY_TOO_WEAK" });
      expect(await store.getRecord(tokenKey("admin"))).toBeUndefined();
    },
  );
});

describe("renewAdminKey", () => {
  it("makes the key anew for who holds the seal key, and for nobody else", async () => {
    await ensureAdminKey(options);
    const first = await readFile(options.keyFile, "utf8");
    await expect(renewAdminKey({ ...options, sealKey: sealKey(randomBytes(32)) })).rejects.toThrow(SealError);
    expect(await isAdmin(first)).toBe(true);
    expect(await renewAdminKey(options)).toEqual({ kind: "written", file: options.keyFile });
    const second = await readFile(options.keyFile, "utf8");
    expect(await isAdmin(second)).toBe(true);
    expect(await isAdmin(first)).toBe(false);
    expect(await renewAdminKey(options)).toMatchObject({ kind: "written" });
    expect(await store.listRecords("meta/audit/")).toMatchObject([{ value: { action: "token.renew" } }, { value: { action: "token.renew" } }]);
  });

  it("makes the first one when there is none", async () => {
    expect(await renewAdminKey(options)).toMatchObject({ kind: "written" });
  });

  it("does not touch what it does not know", async () => {
    await store.putRecord(tokenKey("admin"), { schema: 9 });
    await expect(renewAdminKey(options)).rejects.toMatchObject({ code: "ERR_ADMIN_KEY_NOT_RENEWABLE" });
    expect(readTokenRecord((await store.getRecord(tokenKey("admin")))?.value)).toBeUndefined();
    expect(await ensureAdminKey(options)).toEqual({ kind: "exists" });
  });
});
