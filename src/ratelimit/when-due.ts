import type { Clock } from "../kit/clock.ts";

/** A timer that comes so late says that this process was held up, and nothing of whom it waits for. */
const heldUpMs = 2;

/**
 * Runs `task` when `waitMs` have passed. A process that was held up sees its timers first and then what has come meanwhile: then the task waits one
 * turn more. The returned function cancels it.
 */
export function whenDue(clock: Pick<Clock, "monotonic" | "schedule">, waitMs: number, task: () => void): () => void {
  const due = clock.monotonic() + waitMs;
  let cancel = clock.schedule(waitMs, () => {
    if (clock.monotonic() < due + heldUpMs) task();
    else cancel = clock.schedule(1, task);
  });
  return () => cancel();
}
