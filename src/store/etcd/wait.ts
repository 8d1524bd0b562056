import { setTimeout as delay } from "node:timers/promises";

/**
 * Waits for a caller who waits for us. Not by `Clock.schedule`, whose timers let the process end: a command line program that waits for etcd
 * would end in the middle, without a word.
 */
export async function wait(ms: number): Promise<void> {
  await delay(ms);
}
