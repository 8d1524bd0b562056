import { setTimeout as wait } from "node:timers/promises";

/** How often is looked, milliseconds. */
const everyMs = 1000;

/** What is watched. */
export interface Watched<T> {
  readonly read: () => Promise<T>;
  /** Shows what is to be seen; `before` is what was shown last. */
  readonly show: (now: T, before: T | undefined) => void;
  readonly signal: AbortSignal;
}

/** Reads and shows every second until `signal` aborts. Rejects with what `read` rejects with. */
export async function watchEverySecond<T>({ read, show, signal }: Watched<T>): Promise<void> {
  let before: T | undefined;
  while (!signal.aborted) {
    const now = await read();
    show(now, before);
    before = now;
    await wait(everyMs, undefined, { signal }).catch(() => undefined);
  }
}
