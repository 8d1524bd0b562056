import type { Clock } from "../../kit/clock.ts";
import { ephemeralKinds, keyOf, keyText, type ObjectKey, type StoredObject } from "../../model/object/object.ts";
import type { CommitRecord, RecordChange, WatchEvent } from "../../store/store.ts";
import type { ObjectsPort, ProjectionQuery } from "../port/objects.ts";
import { keyOfEphemeralRecord, readEphemeralRecord } from "./ephemeral-record.ts";
import { SortedKeys } from "./sorted-keys.ts";

/** Options of {@link ObjectProjection}. */
export interface ProjectionOptions {
  readonly clock: Clock;
  /** The keys an object refers to; `Model.referencesOf` in real life. */
  readonly referencesOf: (object: StoredObject) => readonly ObjectKey[];
}

/** The newest state of all objects, kept by the events of one store watch. */
export class ObjectProjection implements ObjectsPort {
  readonly #clock: Clock;
  readonly #referencesOf: (object: StoredObject) => readonly ObjectKey[];
  readonly #objects = new Map<string, StoredObject>();
  readonly #keys = new SortedKeys();
  /** Text of a key → the keys of the objects that refer to it, by their text. */
  readonly #referrers = new Map<string, Map<string, ObjectKey>>();
  readonly #waiting = new Set<{ readonly revision: number; readonly resolve: (reached: boolean) => void }>();
  #revision = 0;
  #live = false;

  constructor(options: ProjectionOptions) {
    this.#clock = options.clock;
    this.#referencesOf = options.referencesOf;
  }

  get live(): boolean {
    return this.#live;
  }

  get revision(): number {
    return this.#revision;
  }

  /** Takes the next event of the watch. */
  apply(event: WatchEvent): void {
    switch (event.kind) {
      case "snapshot":
        this.#replaceDurable(event.objects);
        this.#live = true;
        this.#moveTo(event.revision);
        break;
      case "commit":
        this.#applyCommit(event.record);
        break;
      case "records":
        this.#applyRecords(event.reset, event.changes);
        break;
      case "outage":
        this.#live = false;
        break;
      case "restored":
        this.#live = true;
        break;
    }
  }

  get(key: ObjectKey): StoredObject | undefined {
    return this.#objects.get(keyText(key));
  }

  *list(query: ProjectionQuery): Generator<StoredObject> {
    const prefix = query.namespace === undefined ? `${query.kind}/` : `${query.kind}/${query.namespace}/`;
    const after = query.after !== undefined && query.after > prefix ? query.after : prefix;
    for (const text of this.#keys.from(after)) {
      if (!text.startsWith(prefix)) return;
      const object = this.#objects.get(text);
      if (object !== undefined) yield object;
    }
  }

  referrers(key: ObjectKey): readonly ObjectKey[] {
    const referrers = this.#referrers.get(keyText(key));
    return referrers === undefined ? [] : [...referrers].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, referrer]) => referrer);
  }

  reached(revision: number, timeoutMs: number): Promise<boolean> {
    if (this.#revision >= revision) return Promise.resolve(true);
    return new Promise((resolve) => {
      const end = (reached: boolean): void => {
        cancel();
        this.#waiting.delete(waiter);
        resolve(reached);
      };
      const waiter = { revision, resolve: end };
      const cancel = this.#clock.schedule(timeoutMs, () => waiter.resolve(false));
      this.#waiting.add(waiter);
    });
  }

  #applyCommit(record: CommitRecord): void {
    for (const { key, after } of record.changes) this.#set(key, after);
    this.#moveTo(record.revision);
  }

  #applyRecords(reset: boolean, changes: readonly RecordChange[]): void {
    if (reset) this.#keep((object) => !ephemeralKinds.has(object.kind));
    for (const { key, value } of changes) {
      const instance = keyOfEphemeralRecord(key);
      if (instance !== undefined) this.#set(instance, readEphemeralRecord(value));
    }
  }

  #replaceDurable(objects: readonly StoredObject[]): void {
    const present = new Set(objects.map(keyText));
    this.#keep((object) => ephemeralKinds.has(object.kind) || present.has(keyText(object)));
    for (const object of objects) this.#set(keyOf(object), object);
  }

  #keep(wanted: (object: StoredObject) => boolean): void {
    for (const object of [...this.#objects.values()]) if (!wanted(object)) this.#set(keyOf(object), undefined);
  }

  #set(key: ObjectKey, object: StoredObject | undefined): void {
    const text = keyText(key);
    const before = this.#objects.get(text);
    if (before !== undefined) for (const target of this.#referencesOf(before)) this.#unlink(keyText(target), text);
    if (object === undefined) {
      this.#objects.delete(text);
      this.#keys.delete(text);
      return;
    }
    this.#objects.set(text, object);
    this.#keys.add(text);
    for (const target of this.#referencesOf(object)) this.#link(keyText(target), text, key);
  }

  #link(target: string, text: string, key: ObjectKey): void {
    const referrers = this.#referrers.get(target) ?? new Map<string, ObjectKey>();
    this.#referrers.set(target, referrers.set(text, key));
  }

  #unlink(target: string, text: string): void {
    const referrers = this.#referrers.get(target);
    referrers?.delete(text);
    if (referrers?.size === 0) this.#referrers.delete(target);
  }

  #moveTo(revision: number): void {
    this.#revision = revision;
    for (const waiter of [...this.#waiting]) if (waiter.revision <= revision) waiter.resolve(true);
  }
}
