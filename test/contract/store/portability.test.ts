import { randomUUID } from "node:crypto";
import { describe, it } from "vitest";
import { silentLogger } from "../../../src/kit/telemetry.ts";
import { systemClock, systemRandom } from "../../../src/main/system.ts";
import { openStore, type StoreSettings } from "../../../src/store/open-store.ts";
import type { Store } from "../../../src/store/store.ts";
import { startEtcd } from "../../kit/binary/etcd.ts";
import { describeWith } from "../../kit/binary/require.ts";
import { tempFolder } from "../../kit/binary/temp-folder.ts";
import { expectSame, fill } from "./backups.ts";
import { numbers } from "./watching.ts";
import { commit, put, request, routeKey, someObject } from "./writing.ts";

type Settings = () => Promise<StoreSettings>;

const memory: Settings = async () => ({ kind: "memory" });
const sqlite: Settings = async () => ({ kind: "sqlite", folder: await tempFolder("portability") });

async function open(settings: Settings): Promise<Store> {
  return openStore(await settings(), { clock: systemClock, random: systemRandom, logger: silentLogger });
}

/** Fills one store, moves it to the other, and back. */
function moves(from: Settings, to: Settings): () => Promise<void> {
  return async () => {
    const [original, copy, back] = await Promise.all([open(from), open(to), open(from)]);
    await fill(original);
    await commit(
      original,
      numbers(1, 900).map((number) => put(someObject(`large-${number}`, { number, text: "ü".repeat(900) }))),
      7,
    );
    await copy.restore(original.backup());
    await expectSame(copy, original);
    const further = request([put(someObject("hello", { moved: true }), 4)], 8);
    await Promise.all([original.commit(further), copy.commit(further)]);
    await expectSame(copy, original);
    await back.restore(copy.backup());
    await expectSame(back, original);
    await back.get(routeKey("r7"), { revision: 5 });
    await Promise.all([original.close(), copy.close(), back.close()]);
  };
}

describe("a backup", () => {
  it("moves from memory to SQLite and back", moves(memory, sqlite));
  it("moves from SQLite to memory and back", moves(sqlite, memory));
});

describeWith("a backup with etcd", ["etcd-safe"], async () => {
  const etcd = await startEtcd({ safe: true });
  const inEtcd: Settings = async () => ({ kind: "etcd", endpoints: [etcd.url], prefix: `/test/${randomUUID()}/` });
  it("moves from memory to etcd and back", moves(memory, inEtcd));
  it("moves from SQLite to etcd and back", moves(sqlite, inEtcd));
  it("moves from etcd to memory and back", moves(inEtcd, memory));
  it("moves from etcd to SQLite and back", moves(inEtcd, sqlite));
});
