// A program that fills the disk under a store, makes room and goes on; prints what happened as JSON:
//   node full-disk-writer.ts FOLDER
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock, systemRandom } from "../../../src/main/system.ts";
import { openSqliteStore } from "../../../src/store/sqlite/sqlite-store.ts";
import { type Store, StoreError } from "../../../src/store/store.ts";
import type { Acknowledgement } from "./acknowledged.ts";
import { linesOf } from "./watching.ts";
import { committed, minuteAt, put, someObject } from "./writing.ts";

/** What the program prints. */
export interface FullDiskReport {
  readonly acknowledged: readonly Acknowledgement[];
  readonly error: { readonly code: string; readonly message: string };
  readonly backup: readonly string[];
}

async function writeUntilFull(store: Store, acknowledged: Acknowledgement[]): Promise<StoreError> {
  for (let step = 1; ; step += 1) {
    try {
      acknowledged.push(await write(store, `step-${step}`));
    } catch (error) {
      if (error instanceof StoreError) return error;
      throw error;
    }
  }
}

async function write(store: Store, tag: string): Promise<Acknowledgement> {
  const object = someObject(`r${tag.length}`, { tag, text: "x".repeat(3000) });
  const result = committed(await store.commit({ writes: [put(object)], author: "ada", reason: tag, at: minuteAt(0) }));
  return { tag, revision: result.revision };
}

async function main(folder: string): Promise<void> {
  const open = () => openSqliteStore({ folder }, { clock: systemClock, random: systemRandom });
  const ballast = join(folder, "ballast");
  writeFileSync(ballast, Buffer.alloc(400_000, 1));
  const acknowledged: Acknowledgement[] = [];
  const first = open();
  const { code, message } = await writeUntilFull(first, acknowledged);
  rmSync(ballast);
  acknowledged.push(await write(first, "room again"));
  await first.close();
  const second = open();
  acknowledged.push(await write(second, "after a restart"));
  const report: FullDiskReport = { acknowledged, error: { code, message }, backup: await linesOf(second) };
  await second.close();
  process.stdout.write(JSON.stringify(report));
}

await main(process.argv[2] ?? "");
