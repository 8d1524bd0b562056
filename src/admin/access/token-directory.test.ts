import { randomBytes } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/kit/fake-clock.ts";
import { sha256 } from "../../kit/hash.ts";
import type { Json } from "../../kit/json.ts";
import { newMemoryStore } from "../../store/memory/memory-store.ts";
import { type Store, StoreError, type StoreRecord } from "../../store/store.ts";
import { TokenDirectory } from "./token-directory.ts";
import { tokenKey } from "./token-record.ts";
import { newTokenText } from "./token-text.ts";

const random = { bytes: (length: number) => randomBytes(length), number: () => 0.5 };
const clock = new FakeClock();
let store: Store;
let directory: TokenDirectory;
let asked = 0;
let answer: (key: string) => Promise<StoreRecord | undefined>;

beforeEach(() => {
  store = newMemoryStore({ clock, random });
  asked = 0;
  answer = (key) => store.getRecord(key);
  const counting = {
    getRecord: (key: string) => {
      asked += 1;
      return answer(key);
    },
  } as unknown as Store;
  directory = new TokenDirectory({ store: counting, clock });
});

function recordOf(text: string, extra: { readonly [name: string]: Json } = {}): Json {
  return { schema: 1, kind: "user", role: "viewer", namespaces: "*", hash: sha256(text), createdAt: "", createdBy: "", ...extra };
}

function told(name: string, value: Json | undefined, reset = false): void {
  directory.apply({ reset, changes: [{ key: tokenKey(name), value, etag: value === undefined ? undefined : "1" }] });
}

describe("TokenDirectory", () => {
  it("verifies what the watch told without asking the store", async () => {
    const text = newTokenText("a", random);
    told("a", recordOf(text));
    expect(await directory.verify(text)).toMatchObject({ name: "a" });
    expect(asked).toBe(0);
    told("a", undefined);
    expect(await directory.verify(text)).toBe("unknown");
  });

  it("forgets all others when the watch begins anew", async () => {
    const [a, b] = [newTokenText("a", random), newTokenText("b", random)];
    told("a", recordOf(a));
    told("b", recordOf(b), true);
    expect(await directory.verify(a)).toBe("unknown");
    expect(await directory.verify(b)).toMatchObject({ name: "b" });
  });

  it("asks the store for a name it does not know, and keeps nothing of it", async () => {
    const text = newTokenText("a", random);
    await store.putRecord(tokenKey("a"), recordOf(text));
    expect(await directory.verify(text)).toMatchObject({ name: "a" });
    await store.deleteRecord(tokenKey("a"));
    expect(await directory.verify(text)).toBe("unknown");
  });

  it("does not take one token's secret for another name", async () => {
    const text = newTokenText("a", random);
    told("a", recordOf(text));
    expect(await directory.verify(text.replace("slc_a_", "slc_b_"))).toBe("unknown");
    expect(await directory.verify(`${text}x`)).toBe("unknown");
    expect(await directory.verify("")).toBe("unknown");
  });

  it("takes no record that it does not understand", async () => {
    const text = newTokenText("a", random);
    for (const extra of [{ schema: 2 }, { role: "root" }, { kind: "robot" }, { hash: text }]) {
      told("a", recordOf(text, extra));
      expect(await directory.verify(text)).toBe("unknown");
    }
  });

  it("does not let a flood of invented names become one on the store", async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    answer = () => promise;
    const flood = Array.from({ length: 50 }, (_, index) => directory.verify(newTokenText(`x${index}`, random)));
    expect(asked).toBe(8);
    resolve(undefined);
    const results = await Promise.all(flood);
    expect(results.filter((result) => result === "busy").length).toBeGreaterThan(30);
    answer = (key) => store.getRecord(key);
    expect(await directory.verify(newTokenText("y", random))).toBe("unknown");
  });

  it("passes an outage on, and is fine afterwards", async () => {
    answer = () => Promise.reject(new StoreError("ERR_STORE_UNAVAILABLE", "Gone"));
    for (let round = 0; round < 20; round += 1) await expect(directory.verify(newTokenText("a", random))).rejects.toThrow("Gone");
    answer = (key) => store.getRecord(key);
    expect(await directory.verify(newTokenText("a", random))).toBe("unknown");
  });

  it("tells whether a token that was good still is", async () => {
    const text = newTokenText("a", random);
    told("a", recordOf(text, { expiresAt: new Date(clock.now() + 1000).toISOString() }));
    const verified = await directory.verify(text);
    if (typeof verified === "string") throw new Error("The token must be good");
    expect(await directory.isGood(verified)).toBe(true);
    clock.advance(1000);
    expect(await directory.isGood(verified)).toBe(false);
    told("a", recordOf("another"));
    expect(await directory.isGood({ ...verified, record: { ...verified.record, expiresAt: "9999-01-01" } })).toBe(false);
  });
});
