// A program that writes to a store until it is killed, and prints each acknowledgement as a line of JSON:
//   node busy-writer.ts '{"kind":"sqlite","folder":"…"}' NAME
import { writeSync } from "node:fs";
import { silentLogger } from "../../../src/kit/telemetry.ts";
import { systemClock, systemRandom } from "../../../src/main/system.ts";
import { openStore, type StoreSettings } from "../../../src/store/open-store.ts";
import { type Store, StoreError } from "../../../src/store/store.ts";
import type { Acknowledgement } from "./acknowledged.ts";
import { numbers } from "./watching.ts";
import { minuteAt, put, remove, routeKey, someObject } from "./writing.ts";

const [settings = "", name = "writer"] = process.argv.slice(2);
const context = { clock: systemClock, random: systemRandom, logger: silentLogger };
const store = await retried(() => openStore(JSON.parse(settings) as StoreSettings, context));

function acknowledge(acknowledgement: Acknowledgement): void {
  writeSync(1, `${JSON.stringify(acknowledgement)}\n`);
}

/** Tries again as long as the engine is out of reach. */
async function retried<T>(task: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await task();
    } catch (error) {
      if (!(error instanceof StoreError && error.retryable)) throw error;
    }
  }
}

/** Runs what may be interrupted by an outage; what was not acknowledged does not count. */
async function attempt(task: () => Promise<void>): Promise<void> {
  try {
    await task();
  } catch (error) {
    if (!(error instanceof StoreError && error.retryable)) throw error;
  }
}

async function commitOne(tag: string, step: number): Promise<void> {
  const one = put(someObject(`${name}-${step % 7}`, { tag }));
  const large = step % 11 === 0 ? numbers(1, 300).map((number) => put(someObject(`${name}-batch-${number}`, { tag, number }))) : [];
  const gone = step % 5 === 0 ? [remove(routeKey(`${name}-${(step + 1) % 7}`))] : [];
  const result = await store.commit({ writes: [one, ...large, ...gone], author: name, reason: tag, at: minuteAt(step) });
  if (result.kind === "committed") acknowledge({ tag, revision: result.revision });
}

async function count(target: Store, step: number): Promise<void> {
  const put = await target.putRecord("meta/settings/counter", step);
  if (put.kind === "written") acknowledge({ counter: step });
}

const first = Number((await retried(() => store.getRecord("meta/settings/counter")))?.value ?? 0);
for (let step = first + 1; ; step += 1) {
  const tag = `${name}-${process.pid}-${step}`;
  const commits = numbers(1, 3).map((part) => attempt(() => commitOne(`${tag}-${part}`, step + part)));
  await Promise.all([...commits, attempt(() => count(store, step))]);
  if (step % 13 === 0) await attempt(async () => void (await store.compact({ keep: 200, olderThan: minuteAt(step) })));
}
