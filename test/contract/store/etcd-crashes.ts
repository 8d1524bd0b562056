import { setTimeout as delay } from "node:timers/promises";
import { expect } from "vitest";
import type { EtcdSettings } from "../../../src/store/etcd/etcd-settings.ts";
import { type Etcd, startEtcd } from "../../kit/binary/etcd.ts";
import { type Acknowledgement, expectKept } from "./acknowledged.ts";
import { eventually, openAt } from "./etcd-fixture.ts";
import { keysUnder } from "./etcd-outside.ts";
import { WriterProcess } from "./writer-process.ts";
import { minuteAt } from "./writing.ts";

/** How often, and what is killed. */
export interface CrashOptions {
  readonly rounds: number;
  /** True: etcd is killed too, while both writers run. */
  readonly killEtcd: boolean;
}

/**
 * Two processes write to one etcd; one of them, or etcd, is killed with SIGKILL at a random moment, again and again. After each round all that
 * both were told must be there, and the other one must have gone on.
 */
export async function crashRounds({ rounds, killEtcd }: CrashOptions): Promise<void> {
  const etcd = await startEtcd({ safe: true });
  const settings: EtcdSettings = { kind: "etcd", endpoints: [etcd.url], prefix: "/sluice/" };
  const acknowledged: Acknowledgement[] = [];
  const steady = new WriterProcess(settings, "steady");
  for (let round = 1; round <= rounds; round += 1) {
    const writer = new WriterProcess(settings, `round-${round}`);
    if (round % 4 > 0) await writer.wrote((round % 4) * 8);
    await delay(Math.random() * 200);
    if (killEtcd) await killAndStart(etcd);
    await writer.kill();
    acknowledged.push(...writer.acknowledged);
    // A writer that died while it held the store for a large commit holds it until its lease ends, no longer.
    await steady.wrote(steady.acknowledged.length + 3);
  }
  await steady.kill();
  acknowledged.push(...steady.acknowledged);
  await expectSettled(
    etcd,
    acknowledged.filter((one) => "tag" in one),
  );
  await etcd.stop();
}

async function killAndStart(etcd: Etcd): Promise<void> {
  await etcd.kill();
  await etcd.start();
}

/** Everything is there, and a compaction leaves no waste. */
async function expectSettled(etcd: Etcd, acknowledged: readonly Acknowledgement[]): Promise<void> {
  const store = await eventually(() => openAt(etcd.url, { timeoutMs: 3000 }));
  await expectKept(store, acknowledged);
  const { oldest } = await eventually(() => store.compact({ keep: 0, olderThan: minuteAt(1_000_000) }), 30_000);
  expect(oldest).toBe((await store.revision()) + 1);
  await eventually(async () => {
    await store.compact({ keep: 0, olderThan: minuteAt(1_000_000) });
    const left = [...(await keysUnder(etcd.url, "/sluice/")).keys()].filter((key) => /\/(?:history|touch|staged)\//u.test(key));
    expect(left).toEqual([]);
  });
  await store.close();
}
