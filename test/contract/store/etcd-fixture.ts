import { silentLogger } from "../../../src/kit/telemetry.ts";
import { systemClock, systemRandom } from "../../../src/main/system.ts";
import type { EtcdSettings } from "../../../src/store/etcd/etcd-settings.ts";
import { openEtcdStore } from "../../../src/store/etcd/etcd-store.ts";
import { type Store, StoreError } from "../../../src/store/store.ts";
import { committed, put, request, someObject } from "./writing.ts";

/** Opens a store on an etcd. Calls give up after a second, which keeps tests of outages short. */
export function openAt(endpoints: string | readonly string[], settings: Partial<EtcdSettings> = {}): Promise<Store> {
  const list = typeof endpoints === "string" ? [endpoints] : endpoints;
  return openEtcdStore(
    { kind: "etcd", endpoints: list, prefix: "/sluice/", timeoutMs: 1000, ...settings },
    { clock: systemClock, random: systemRandom, logger: silentLogger },
  );
}

/** Commits until `isOver`, a new tag each time, and answers what was acknowledged. Outages are lived through. */
export async function writeUntil(store: Store, name: string, isOver: () => boolean): Promise<{ tag: string; revision: number }[]> {
  const acknowledged: { tag: string; revision: number }[] = [];
  for (let step = 1; !isOver(); step += 1) {
    const tag = `${name}-${step}`;
    try {
      const result = committed(await store.commit({ ...request([put(someObject(name, { tag }))]), reason: tag }));
      acknowledged.push({ tag, revision: result.revision });
    } catch (error) {
      if (!(error instanceof StoreError && error.retryable)) throw error;
    }
  }
  return acknowledged;
}

/** How long it takes until the promise resolves, in milliseconds. */
export async function timed(promise: Promise<unknown>): Promise<number> {
  const start = performance.now();
  await promise;
  return performance.now() - start;
}

/** Tries until it works; for the first moments after an outage. */
export async function eventually<T>(task: () => Promise<T>, timeoutMs = 15_000): Promise<T> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await task();
    } catch (error) {
      if (performance.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
