import { LastOfEach } from "./last-of-each.ts";

/**
 * Versions that are kept though nothing refers to them any more, because somebody may still ask by them: so many of one owner, and of all together – or as many as
 * have versions in force, so that a change of what stands on all owners leaves to each the version that it had.
 */
const mostOld = { ofOwner: 16, together: 4096 } as const;

/** One version of an owner. */
export interface HeldVersion<Value> {
  readonly owner: string;
  readonly key: string;
  readonly value: Value;
}

/**
 * Versions of owners by their keys: those in force, of which an owner may have several, those that are kept for somebody who still names them, and the last ones that
 * are not in force any more.
 */
export class HeldVersions<Value> {
  readonly #inForce = new Map<string, Map<string, Value>>();
  /** By who names them, then by owner and key. */
  readonly #named = new Map<string, ReadonlyMap<string, HeldVersion<Value>>>();
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

  /**
   * Keeps versions for one who names them, in force or not, for as long as it is not said otherwise; they take the place of those that were kept for the same one
   * before, which are among the last ones then.
   */
  keepFor(holder: string, versions: readonly HeldVersion<Value>[]): void {
    const before = this.#named.get(holder);
    if (versions.length === 0) this.#named.delete(holder);
    else this.#named.set(holder, new Map(versions.map((version) => [nameOf(version.owner, version.key), version])));
    for (const { owner, key, value } of before?.values() ?? []) if (this.get(owner, key) === undefined) this.#old.add(owner, key, value);
  }

  /** A version in force, one that somebody names, or one of the last. */
  get(owner: string, key: string): Value | undefined {
    return this.#inForce.get(owner)?.get(key) ?? this.#kept(owner, key) ?? this.#old.get(owner, key);
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

  /** All versions in force, and those that somebody names. */
  *inUse(): Iterable<Value> {
    for (const values of this.#inForce.values()) yield* values.values();
    for (const versions of this.#named.values()) for (const { value } of versions.values()) yield value;
  }

  #kept(owner: string, key: string): Value | undefined {
    if (this.#named.size === 0) return undefined;
    const name = nameOf(owner, key);
    for (const versions of this.#named.values()) {
      const version = versions.get(name);
      if (version !== undefined) return version.value;
    }
    return undefined;
  }
}

function nameOf(owner: string, key: string): string {
  return `${key} ${owner}`;
}
