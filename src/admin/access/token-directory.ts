import type { Clock } from "../../kit/clock.ts";
import { equalSecret, sha256 } from "../../kit/hash.ts";
import { type RecordChange, recordPrefix, type Store } from "../../store/store.ts";
import { readTokenRecord, type TokenRecord, tokenKey, tokenName } from "./token-record.ts";
import { tokenCandidates } from "./token-text.ts";

/** A token that is good now. */
export interface VerifiedToken {
  readonly name: string;
  readonly record: TokenRecord;
}

/** How many lookups of unknown names may be under way; a flood of invented tokens must not become a flood on the store. */
const lookupLimit = 8;

/**
 * Every token this replica knows, kept by the store's watch, so that tokens work while the store is out and a deleted one is
 * refused everywhere at once. A name it does not know is looked up in the store: it may have been made a moment ago on another replica.
 */
export class TokenDirectory {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #known = new Map<string, TokenRecord>();
  #lookups = 0;

  constructor(options: { store: Store; clock: Clock }) {
    this.#store = options.store;
    this.#clock = options.clock;
  }

  /** Takes what the watch says of records; those of others are ignored. */
  apply(event: { readonly reset: boolean; readonly changes: readonly RecordChange[] }): void {
    if (event.reset) this.#known.clear();
    for (const { key, value } of event.changes) {
      if (key.startsWith(recordPrefix.token)) this.#take(tokenName(key), readTokenRecord(value));
    }
  }

  /** Forgets a token that this replica itself deleted, before the watch tells. */
  forget(name: string): void {
    this.#take(name, undefined);
  }

  /** The token behind a text: `unknown` when there is none or it expired, `busy` when it cannot be looked up right now. Throws the store's error when a name is unknown here and the store is out. */
  async verify(text: string): Promise<VerifiedToken | "unknown" | "busy"> {
    const hash = sha256(text);
    let busy = false;
    for (const name of tokenCandidates(text)) {
      const record = this.#known.get(name) ?? (await this.#lookUp(name));
      if (record === "busy") busy = true;
      else if (record !== undefined && equalSecret(record.hash, hash)) return this.#expired(record) ? "unknown" : { name, record };
    }
    return busy ? "busy" : "unknown";
  }

  /** True while the token is still there, unchanged and not expired; long answers ask again and again. */
  async isGood(token: VerifiedToken): Promise<boolean> {
    if (this.#expired(token.record)) return false;
    const record = this.#known.get(token.name) ?? (await this.#lookUp(token.name));
    return record === "busy" || record?.hash === token.record.hash;
  }

  /** Not kept: what the watch tells of it may come before the answer, and would be undone by it. */
  async #lookUp(name: string): Promise<TokenRecord | "busy" | undefined> {
    if (this.#lookups >= lookupLimit) return "busy";
    this.#lookups += 1;
    try {
      return readTokenRecord((await this.#store.getRecord(tokenKey(name)))?.value);
    } finally {
      this.#lookups -= 1;
    }
  }

  #take(name: string, record: TokenRecord | undefined): void {
    if (record === undefined) this.#known.delete(name);
    else this.#known.set(name, record);
  }

  #expired(record: TokenRecord): boolean {
    return record.expiresAt !== undefined && Date.parse(record.expiresAt) <= this.#clock.now();
  }
}
