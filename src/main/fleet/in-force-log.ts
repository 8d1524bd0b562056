import { inputKey } from "../../graph/build/inputs.ts";
import type { CollectionChange } from "../../kit/query/collection.ts";
import { keyText, kinds, type ObjectKey, type StoredObject } from "../../model/object/object.ts";
import type { World } from "./world.ts";

/** Changes of one object that are remembered. */
const perObject = 16;

/** Objects whose changes are remembered; of more, those that changed longest ago are forgotten. */
const objectLimit = 20_000;

interface Change {
  readonly revision: number;
  readonly before: StoredObject | undefined;
}

/** How objects were in force lately, which is not how they were written where some of them are held back. */
export class InForceLog {
  readonly #world: World;
  /** By key text, the one that changed last is last. */
  readonly #changes = new Map<string, readonly Change[]>();
  /** Nothing is known of revisions before this one. */
  #start: number | undefined;
  #revision = 0;

  constructor(world: World) {
    this.#world = world;
    for (const kind of kinds) world.inputs[kind].observe((changes) => this.#take(changes));
  }

  /** What the next flush brings belongs to this revision. */
  begin(revision: number): void {
    this.#revision = revision;
  }

  /** The first whole state is there. */
  ready(): void {
    this.#start ??= this.#revision;
  }

  /** The object as it was in force at the end of a revision; null: it was not; undefined: that is not remembered. */
  at(key: ObjectKey, revision: number): StoredObject | null | undefined {
    if (this.#start === undefined || revision < this.#start) return undefined;
    const changes = this.#changes.get(keyText(key)) ?? [];
    const next = changes.find((change) => change.revision > revision);
    if (next === undefined) return this.#world.inputs[key.kind].get(inputKey(key)) ?? null;
    // An older change may be forgotten.
    return next === changes[0] && changes.length === perObject ? undefined : (next.before ?? null);
  }

  /** Whether another content of an object came into force after a revision, as far as that is remembered. */
  changedAfter(key: ObjectKey, revision: number): boolean {
    return (this.#changes.get(keyText(key)) ?? []).some((change) => change.revision > revision);
  }

  #take(changes: readonly CollectionChange<StoredObject>[]): void {
    if (this.#start === undefined) return;
    for (const { before, after } of changes) {
      const object = before ?? after;
      if (object !== undefined) this.#add(keyText(object), { revision: this.#revision, before });
    }
  }

  #add(key: string, change: Change): void {
    const known = this.#changes.get(key) ?? [];
    this.#changes.delete(key);
    this.#changes.set(key, [...known, change].slice(-perObject));
    const [oldest] = this.#changes.keys();
    if (this.#changes.size <= objectLimit || oldest === undefined) return;
    this.#changes.delete(oldest);
    this.#start = this.#revision;
  }
}
