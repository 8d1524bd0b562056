import type { ConsumerScope } from "./consumer.ts";
import { inScope } from "./consumer.ts";
import type { OwnCredential } from "./directory-consumer.ts";

/** Credentials by what is shown; of several that are alike the first by the name of its owner counts. */
export class Owners<Owner extends OwnCredential> {
  readonly #byKey = new Map<string, readonly Owner[]>();

  /** All that are known by this key, in order. */
  at(key: string): readonly Owner[] {
    return this.#byKey.get(key) ?? [];
  }

  /** The first of a scope. */
  find(key: string, scope: ConsumerScope): Owner | undefined {
    return inScope(this.at(key), scope)[0];
  }

  add(key: string, credential: Owner): void {
    this.#byKey.set(key, [...this.at(key), credential].sort(byOwner));
  }

  remove(key: string, credential: Owner): void {
    const left = this.at(key).filter((other) => other !== credential);
    if (left.length === 0) this.#byKey.delete(key);
    else this.#byKey.set(key, left);
  }
}

/** The order among credentials that are alike: the same on every replica. */
export function byOwner(left: OwnCredential, right: OwnCredential): number {
  return left.title < right.title ? -1 : 1;
}
