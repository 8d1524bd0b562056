import { setTimeout as delay } from "node:timers/promises";
import { expect } from "vitest";
import { systemClock, systemRandom } from "../../../src/main/system.ts";
import { openSqliteStore } from "../../../src/store/sqlite/sqlite-store.ts";
import { tempFolder } from "../../kit/binary/temp-folder.ts";
import { type Acknowledgement, expectKept } from "./acknowledged.ts";
import { WriterProcess } from "./writer-process.ts";

/** Kills a writer with SIGKILL again and again, at random moments, on one folder; after each, everything acknowledged so far must be there. */
export async function crashRounds(rounds: number): Promise<void> {
  const folder = await tempFolder("sqlite-crash");
  const acknowledged: Acknowledgement[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const writer = new WriterProcess({ kind: "sqlite", folder });
    // Every fourth is killed while it starts.
    if (round % 4 > 0) await writer.wrote((round % 4) * 8);
    await delay(Math.random() * (round % 4 > 0 ? 40 : 400));
    await writer.kill();
    acknowledged.push(...writer.acknowledged);
    const store = openSqliteStore({ folder }, { clock: systemClock, random: systemRandom });
    await expectKept(store, acknowledged);
    await store.close();
  }
  expect(acknowledged.length).toBeGreaterThan(rounds);
}
