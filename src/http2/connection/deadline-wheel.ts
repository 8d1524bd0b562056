/** What waits in a wheel. The wheel alone writes these fields. */
export interface WheelEntry {
  /** Milliseconds of the wheel's clock. */
  readonly deadline: number;
  wheelNext: WheelEntry | undefined;
  wheelPrevious: WheelEntry | undefined;
  /** Its slot; -1 while it is in none. */
  wheelSlot: number;
}

const slotCount = 512;

/**
 * Deadlines of many short calls: adding and removing cost a few assignments, whatever waits. Time is cut into ticks; an entry lies in the
 * slot of its tick, and those that are due in a later round are passed over. Pure: time is an argument.
 */
export class DeadlineWheel<Entry extends WheelEntry> {
  readonly #slots: (WheelEntry | undefined)[] = new Array<WheelEntry | undefined>(slotCount).fill(undefined);
  readonly #tickMs: number;
  #tick: number;
  #count = 0;

  /** Entries are taken out at most `tickMs` late. */
  constructor(tickMs: number, now: number) {
    this.#tickMs = tickMs;
    this.#tick = Math.floor(now / tickMs);
  }

  get count(): number {
    return this.#count;
  }

  add(entry: Entry): void {
    // An entry whose tick is over goes to the next one.
    const slot = Math.max(Math.floor(entry.deadline / this.#tickMs), this.#tick) & (slotCount - 1);
    const next = this.#slots[slot];
    entry.wheelSlot = slot;
    entry.wheelNext = next;
    entry.wheelPrevious = undefined;
    if (next !== undefined) next.wheelPrevious = entry;
    this.#slots[slot] = entry;
    this.#count += 1;
  }

  /** Takes an entry out, or does nothing when it is in no slot. */
  remove(entry: Entry): void {
    if (entry.wheelSlot < 0) return;
    const { wheelNext: next, wheelPrevious: previous } = entry;
    if (previous === undefined) this.#slots[entry.wheelSlot] = next;
    else previous.wheelNext = next;
    if (next !== undefined) next.wheelPrevious = previous;
    entry.wheelSlot = -1;
    entry.wheelNext = undefined;
    entry.wheelPrevious = undefined;
    this.#count -= 1;
  }

  /** Takes out all entries that are due and gives them to `onDue`, which may add and remove others. */
  advance(now: number, onDue: (entry: Entry) => void): void {
    const last = Math.floor(now / this.#tickMs);
    // After a long pause one round over all slots finds everything.
    const first = Math.max(this.#tick, last - slotCount + 1);
    this.#tick = last;
    const due: Entry[] = [];
    for (let tick = first; tick <= last; tick++) {
      for (let entry = this.#slots[tick & (slotCount - 1)]; entry !== undefined; entry = entry.wheelNext) {
        if (entry.deadline <= now) due.push(entry as Entry);
      }
    }
    for (const entry of due) {
      if (entry.wheelSlot < 0) continue;
      this.remove(entry);
      onDue(entry);
    }
  }
}
