import { QueryError } from "./query-error.ts";
import { Table, type TableOptions } from "./table.ts";

/** Entries that are set from outside. They show at once here, and in what is derived from them after the next settle. */
export class InputTable<V> extends Table<V> {
  /** The value of each key that was set since the last settle, as it was then. */
  #settled = new Map<string, V | undefined>();

  constructor(options: TableOptions<V>) {
    super(options);
  }

  set(key: string, value: V): void {
    if (value === undefined) {
      throw new QueryError("ERR_QUERY_MISUSE", `Entry "${key}" of collection "${this.name}" cannot be set to undefined: delete it instead`);
    }
    this.#change(key, value);
  }

  delete(key: string): void {
    this.#change(key, undefined);
  }

  override discard(): void {
    super.discard();
    if (this.#settled.size > 0) this.#settled = new Map();
  }

  protected refresh(key: string): void {
    const before = this.#settled.get(key);
    this.#settled.delete(key);
    const after = this.peek(key);
    if (this.isSame(key, before, after)) this.write(key, before);
    else this.announce(key, before);
  }

  #change(key: string, value: V | undefined): void {
    const before = this.peek(key);
    if (before === value) return;
    if (!this.#settled.has(key)) this.#settled.set(key, before);
    this.write(key, value);
    this.invalidate(key);
  }
}
