import type { Clock } from "../../kit/clock.ts";
import type { Keeper } from "./keeper.ts";
import type { QuarantineTable } from "./quarantine-table.ts";
import { idText } from "./resource-id.ts";

/** How long a search may say nothing until somebody else goes on with it, milliseconds. */
const waitMs = 2000;

/** What resuming works with. */
export interface ResumerOptions {
  readonly table: QuarantineTable;
  readonly keeper: Keeper;
  readonly clock: Clock;
}

/** Goes on with searches for a cause that were interrupted: the proxy that was asked went away, or the replica that asked it. */
export class Resumer {
  readonly #options: ResumerOptions;
  readonly #waits = new Map<string, () => void>();
  #closed = false;

  constructor(options: ResumerOptions) {
    this.#options = options;
  }

  /** Called when records or streams have changed. */
  update(): void {
    const { table, keeper, clock } = this.#options;
    for (const held of table.resources()) {
      const key = `${idText(held.id)} ${held.etag}`;
      if (this.#closed || this.#waits.has(key) || !keeper.mayResume(held)) continue;
      this.#waits.set(
        key,
        clock.schedule(waitMs, () => void this.#resume(key, idText(held.id))),
      );
    }
  }

  close(): void {
    this.#closed = true;
    for (const cancel of this.#waits.values()) cancel();
  }

  async #resume(key: string, text: string): Promise<void> {
    const { table, keeper } = this.#options;
    const held = table.resources().find((one) => idText(one.id) === text);
    if (held !== undefined && `${text} ${held.etag}` === key && keeper.mayResume(held)) await keeper.resume(held);
    this.#waits.delete(key);
    this.update();
  }
}
