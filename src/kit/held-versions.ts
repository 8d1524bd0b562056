import { LastOfEach } from "./last-of-each.ts";

/**
 * Versions that are kept though nothing refers to them any more, because somebody may still ask by them: so many of one owner, and of all together – or as many as
 * have versions in force, so that a change of what stands on all owners leaves to each the version that it had.
 */
const mostOld = { ofOwner: 16, together: 4096 } as const;

/** Versions of owners by their keys: those in force, of which an owner may have several, and the last ones that are not any more. */
export class HeldVersions<Value> {
  readonly #inForce = new Map<string, Map<string, Value>>();
  readonly #old = new LastOfEach<Value>({ ofOwner: mostOld.ofOwner, together: () => Math.max(mostOld.together, this.#inForce.size) });

  /** Puts a version in force, as the newest; others of its owner stay. */
  put(owner: string, key: string, value: Value): void {
    const values = this.#inForce.get(owner) ?? new Map<string, Value>();
    values.delete(key);
    this.#inForce.set(owner, values.set(key, value));
    this.#old.delete(owner, key);
  }

  /** Takes a version out of force; it is kept among the last of its owner. */
  retire(owner: string, key: string): void {
    const values = this.#inForce.get(owner);
    const value = values?.get(key);
    if (values === undefined || value === undefined) return;
    values.delete(key);
    if (values.size === 0) this.#inForce.delete(owner);
    this.#old.add(owner, key, value);
  }

  /** A version in force, or one of the last. */
  get(owner: string, key: string): Value | undefined {
    return this.#inForce.get(owner)?.get(key) ?? this.#old.get(owner, key);
  }

  /** The newest version of an owner: of those in force if there is one, else of the last. */
  newest(owner: string): Value | undefined {
    return [...(this.#inForce.get(owner)?.values() ?? [])].at(-1) ?? this.#old.newest(owner);
  }

  /** The version in force of an owner; undefined when there is none, or more than one. */
  only(owner: string): Value | undefined {
    const values = [...(this.#inForce.get(owner)?.values() ?? [])];
    return values.length === 1 ? values[0] : undefined;
  }

  /** All versions in force. */
  *inForce(): Iterable<Value> {
    for (const values of this.#inForce.values()) yield* values.values();
  }
}
