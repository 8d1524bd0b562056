import type { JsonObject } from "../../kit/json.ts";
import type { StoredObject } from "../../model/object/object.ts";
import { type RecordChange, recordPrefix } from "../../store/store.ts";
import { type CredentialTimes, lastUseKey, minuteText, readLastUseRecord } from "./last-use-record.ts";

/** When credentials of consumers were used last, as all replicas have written it: kept by the store's watch, so that it is shown while the store is out. */
export class LastUseDirectory {
  readonly #known = new Map<string, CredentialTimes>();

  /** Takes what the watch says of records; those of others are ignored. */
  apply(event: { readonly reset: boolean; readonly changes: readonly RecordChange[] }): void {
    if (event.reset) this.#known.clear();
    for (const { key, value } of event.changes) {
      if (!key.startsWith(recordPrefix.use)) continue;
      const times = readLastUseRecord(value);
      if (times === undefined) this.#known.delete(key);
      else this.#known.set(key, times);
    }
  }

  /** Of the credentials that a Consumer has; what was used before the Consumer was made belonged to another one of its name. */
  of(consumer: StoredObject): CredentialTimes {
    const madeAt = minuteText(Date.parse(consumer.createdAt));
    const names = (consumer.spec as { readonly credentials?: JsonObject }).credentials ?? {};
    const times = Object.entries(this.#known.get(lastUseKey(consumer)) ?? {});
    return Object.fromEntries(times.filter(([name, time]) => Object.hasOwn(names, name) && time >= madeAt).sort(([left], [right]) => (left < right ? -1 : 1)));
  }
}
