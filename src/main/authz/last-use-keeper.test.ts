import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/kit/fake-clock.ts";
import type { ConsumerUses } from "../../authz/last-uses.ts";
import type { JsonObject } from "../../kit/json.ts";
import { silentLogger } from "../../kit/telemetry.ts";
import { newMemoryStore } from "../../store/memory/memory-store.ts";
import { type Store, StoreError } from "../../store/store.ts";
import { LastUseKeeper, type LastUseKeeperOptions } from "./last-use-keeper.ts";

const minute = 60_000;
const prefix = "meta/use/shop/";

/** A replica on a store; `use` says that a credential was used now. */
function replica(store: LastUseKeeperOptions["store"], clock: FakeClock, warnings: string[] = []) {
  const used: ConsumerUses[] = [];
  const logger = { ...silentLogger, warn: (message: string) => void warnings.push(message) };
  const keeper = new LastUseKeeper({ store, uses: { take: () => used.splice(0) }, clock, logger });
  const use = (name: string, credential: string) => {
    const now = clock.now();
    used.push({ consumer: { namespace: "shop", name }, credentials: new Map([[credential, now - (now % minute)]]) });
  };
  return { use, close: () => keeper.close() };
}

/** A store that counts what is written, and may be out. */
function parts() {
  const clock = new FakeClock();
  const store = newMemoryStore({ clock });
  const state = { writes: 0, isOut: false };
  const counted: LastUseKeeperOptions["store"] = {
    getRecord: (key) => (state.isOut ? Promise.reject(new StoreError("ERR_STORE_UNAVAILABLE", "The store is out")) : store.getRecord(key)),
    putRecord: (...record) => {
      state.writes += 1;
      return store.putRecord(...record);
    },
  };
  return { clock, store, state, counted };
}

async function kept(store: Store, name: string): Promise<unknown> {
  return ((await store.getRecord(`${prefix}${name}`))?.value as JsonObject | undefined)?.["credentials"];
}

describe("LastUseKeeper", () => {
  it("writes once a minute what was used, and nothing that is known", async () => {
    const { clock, store, state, counted } = parts();
    const one = replica(counted, clock);
    one.use("acme", "laptop");
    one.use("acme", "desktop");
    await clock.advanceAsync(minute - 1);
    expect(state.writes).toBe(0);
    await clock.advanceAsync(1);
    expect(await store.getRecord(`${prefix}acme`)).toMatchObject({
      value: { schema: 1, credentials: { laptop: "2026-01-01T00:00Z", desktop: "2026-01-01T00:00Z" } },
    });
    await clock.advanceAsync(5 * minute);
    expect(state.writes).toBe(1);
    one.use("acme", "laptop");
    await clock.advanceAsync(minute);
    expect(await kept(store, "acme")).toEqual({ laptop: "2026-01-01T00:06Z", desktop: "2026-01-01T00:00Z" });
    expect([state.writes, await store.revision()]).toEqual([2, 0]);
    await one.close();
  });

  it("joins what replicas know by the newest, also when they write at the same time", async () => {
    const { clock, store, counted } = parts();
    const [one, two] = [replica(counted, clock), replica(counted, clock)];
    two.use("acme", "desktop");
    two.use("acme", "phone");
    await clock.advanceAsync(minute / 2);
    one.use("acme", "laptop");
    await clock.advanceAsync(minute);
    one.use("acme", "desktop");
    await Promise.all([one.close(), two.close()]);
    expect(await kept(store, "acme")).toEqual({ laptop: "2026-01-01T00:00Z", desktop: "2026-01-01T00:01Z", phone: "2026-01-01T00:00Z" });
  });

  it("writes what it has when it is closed, and nothing afterwards", async () => {
    const { clock, store, state, counted } = parts();
    const one = replica(counted, clock);
    one.use("acme", "laptop");
    await one.close();
    expect(await kept(store, "acme")).toEqual({ laptop: "2026-01-01T00:00Z" });
    one.use("acme", "laptop");
    await clock.advanceAsync(5 * minute);
    expect(state.writes).toBe(1);
  });

  it("writes many a little at a time", async () => {
    const { clock, state, counted } = parts();
    const one = replica(counted, clock);
    for (let number = 0; number < 50; number += 1) one.use(`acme-${number}`, "laptop");
    const writes: number[] = [];
    for (const ms of [minute, 1000, 1000, minute]) {
      await clock.advanceAsync(ms);
      await expect.poll(() => state.writes).toBeGreaterThan(writes.at(-1) === 50 ? 49 : (writes.at(-1) ?? 0));
      writes.push(state.writes);
    }
    expect(writes).toEqual([20, 40, 50, 50]);
    await one.close();
  });

  it("keeps what it cannot write for the next minute, and says so once", async () => {
    const { clock, store, state, counted } = parts();
    const warnings: string[] = [];
    const one = replica(counted, clock, warnings);
    state.isOut = true;
    one.use("acme", "laptop");
    await clock.advanceAsync(3 * minute);
    expect(warnings).toEqual(["When credentials were used last cannot be written, it is tried again"]);
    state.isOut = false;
    await clock.advanceAsync(minute);
    expect(await kept(store, "acme")).toEqual({ laptop: "2026-01-01T00:00Z" });
    await one.close();
  });

  it("leaves alone what a newer program has written", async () => {
    const { clock, store, counted } = parts();
    await store.putRecord(`${prefix}acme`, { schema: 2, uses: [] });
    const one = replica(counted, clock);
    one.use("acme", "laptop");
    await clock.advanceAsync(minute);
    expect((await store.getRecord(`${prefix}acme`))?.value).toEqual({ schema: 2, uses: [] });
    await one.close();
  });
});
