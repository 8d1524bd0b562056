import type { Clock } from "../../kit/clock.ts";
import type { Json, JsonObject } from "../../kit/json.ts";
import type { SealKey } from "../../kit/seal.ts";
import type { Logger } from "../../kit/telemetry.ts";
import type { Resource } from "../../snapshot/resource.ts";
import type { RecordChange } from "../../store/store.ts";
import { openKept, openPlans } from "./kept-resource.ts";
import {
  type KeptRecord,
  type ObjectRecord,
  type RefusedVersion,
  type ResourceRecord,
  readObjectRecord,
  readResourceRecord,
  subjectOf,
} from "./quarantine-record.ts";
import { idText, parseId, type ResourceId } from "./resource-id.ts";

/** How long a record that was written may take to come back, milliseconds. */
const seenMs = 2000;

/** A record with its ETag, which a change of it has to name. */
export interface Stored<R> {
  readonly record: R;
  readonly etag: string;
}

/** What kept resources are opened with. */
interface OpenedBy {
  readonly view: string;
  readonly sealKey: SealKey;
}

/** The quarantine of a resource, its kept resources opened. */
export interface HeldResource extends Stored<ResourceRecord> {
  readonly id: ResourceId;
  readonly lastGood: Resource | "none" | "unknown";
  readonly beside: readonly Resource[];
  /** The plans that these name, as far as they are kept; one entry a resource. */
  readonly plans: readonly JsonObject[];
}

/** The quarantine of an object, by its key text. */
export interface HeldObject extends Stored<ObjectRecord> {
  readonly key: string;
}

/** Which records a batch of changes was about. */
export interface QuarantineChanges {
  readonly resources: readonly ResourceId[];
  /** Key texts. */
  readonly objects: readonly string[];
}

/**
 * Every quarantine of the fleet, from the store's records: what every replica obeys. Small: a record is written only for what proxies
 * refuse.
 */
export class QuarantineTable {
  readonly #sealKey: SealKey;
  readonly #logger: Logger;
  readonly #resources = new Map<string, HeldResource>();
  readonly #byView = new Map<string, Set<string>>();
  readonly #objects = new Map<string, HeldObject>();
  /** Those of which a content is held back from single nodes, by node; made when it is asked for. */
  #objectsByNode: ReadonlyMap<string, readonly HeldObject[]> | undefined;
  /** By ETag. */
  readonly #waiting = new Map<string, () => void>();
  #generation = 0;

  constructor({ sealKey, logger }: { readonly sealKey: SealKey; readonly logger: Logger }) {
    this.#sealKey = sealKey;
    this.#logger = logger;
  }

  /** Grows with every change. */
  get generation(): number {
    return this.#generation;
  }

  /** How many records there are. */
  get size(): number {
    return this.#resources.size + this.#objects.size;
  }

  /** Takes changes of records; `reset`: these are all. Answers what they were about. */
  apply(changes: readonly RecordChange[], reset: boolean): QuarantineChanges {
    const objects = new Set(reset ? this.#objects.keys() : []);
    const resources = new Set(reset ? this.#resources.keys() : []);
    if (reset) this.#clear();
    if (reset || changes.length > 0) this.#generation += 1;
    for (const { key, value, etag = "" } of changes) {
      this.#waiting.get(etag)?.();
      const subject = subjectOf(key);
      if (subject?.kind === "object") {
        objects.add(subject.key);
        this.#setObject(subject.key, value, etag);
      } else if (subject?.kind === "resource") {
        resources.add(subject.id);
        this.#setResource(subject.id, value, etag);
      }
    }
    return { resources: [...resources].flatMap((text) => parseId(text) ?? []), objects: [...objects] };
  }

  /** Resolves when a record has come with this ETag, and the views with it; or when it does not come for a while. */
  seen(etag: string, clock: Clock): Promise<void> {
    if (this.#has(etag)) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        this.#waiting.delete(etag);
        resolve();
      };
      const cancel = clock.schedule(seenMs, done);
      this.#waiting.set(etag, done);
    });
  }

  /** Goes by another record than the stored one, until that changes. */
  override(subject: { readonly resource: HeldResource } | { readonly object: HeldObject }): void {
    if ("resource" in subject) this.#resources.set(idText(subject.resource.id), subject.resource);
    else this.#putObject(subject.object.key, subject.object);
  }

  /** The quarantine of one resource. */
  resource(id: ResourceId): HeldResource | undefined {
    return this.#resources.get(idText(id));
  }

  /** Those of one view, or of all. */
  resources(view?: string): readonly HeldResource[] {
    if (view === undefined) return [...this.#resources.values()];
    const texts = this.#byView.get(view);
    return texts === undefined ? [] : [...texts].flatMap((text) => this.#resources.get(text) ?? []);
  }

  /** The quarantine of one object, by its key text. */
  object(key: string): HeldObject | undefined {
    return this.#objects.get(key);
  }

  objects(): readonly HeldObject[] {
    return [...this.#objects.values()];
  }

  /** Those that a node may have otherwise than the view; every stream asks at every change, and most nodes refuse nothing by themselves. */
  objectsOf(node: string): readonly HeldObject[] {
    this.#objectsByNode ??= byNode(this.#objects.values());
    return this.#objectsByNode.get(node) ?? [];
  }

  #has(etag: string): boolean {
    return [...this.#resources.values(), ...this.#objects.values()].some((held) => held.etag === etag);
  }

  #clear(): void {
    this.#resources.clear();
    this.#byView.clear();
    this.#objects.clear();
    this.#objectsByNode = undefined;
  }

  #setObject(key: string, value: Json | undefined, etag: string): void {
    const record = value === undefined ? undefined : readObjectRecord(value);
    this.#putObject(key, record && { key, record, etag });
  }

  #putObject(key: string, held: HeldObject | undefined): void {
    if (held === undefined) this.#objects.delete(key);
    else this.#objects.set(key, held);
    this.#objectsByNode = undefined;
  }

  #setResource(text: string, value: Json | undefined, etag: string): void {
    const id = parseId(text);
    const record = value === undefined ? undefined : readResourceRecord(value);
    if (id === undefined) return;
    if (record === undefined) {
      this.#resources.delete(text);
      this.#byView.get(id.view)?.delete(text);
      return;
    }
    const { lastGood, beside } = record;
    const kept = typeof lastGood === "string" ? beside : [lastGood, ...beside];
    this.#resources.set(text, {
      id,
      record,
      etag,
      lastGood: typeof lastGood === "string" ? lastGood : (this.#open(id, lastGood, openKept) ?? "unknown"),
      beside: beside.flatMap((one) => this.#open(id, one, openKept) ?? []),
      plans: kept.map((one) => this.#open(id, one, openPlans)).filter((one) => one !== undefined),
    });
    const view = this.#byView.get(id.view) ?? new Set();
    this.#byView.set(id.view, view.add(text));
  }

  /** What was sealed with another key is of no use, and no reason to stop. */
  #open<Opened>({ view }: ResourceId, kept: KeptRecord, open: (kept: KeptRecord, by: OpenedBy) => Opened): Opened | undefined {
    try {
      return open(kept, { view, sealKey: this.#sealKey });
    } catch (error) {
      const fields = { view, type: kept.type, resource: kept.name, error: String(error) };
      this.#logger.error("Last good version of a resource in quarantine cannot be opened, proxies that start anew do without it", fields);
      return undefined;
    }
  }
}

function byNode(objects: Iterable<HeldObject>): ReadonlyMap<string, readonly HeldObject[]> {
  const found = new Map<string, HeldObject[]>();
  for (const held of objects) {
    const single = held.record.refused.flatMap(({ scope, nodes }) => (scope === "nodes" ? nodes : []));
    for (const node of new Set(single)) found.set(node, [...(found.get(node) ?? []), held]);
  }
  return found;
}

/** The entry of a refused version; undefined when this version was not refused. */
export function refusalIn(held: HeldResource | undefined, version: string | undefined): RefusedVersion | undefined {
  return version === undefined ? undefined : held?.record.refused.find((refused) => refused.version === version);
}

/**
 * What is served in place of a refused version; `candidate` itself where nothing better is known. A cluster or listener that never was
 * good is left out. What is asked for by name is served all the same: Envoy refuses it once more and goes on, whereas it would wait for
 * a name that does not come.
 */
export function fallbackOf({ lastGood }: HeldResource, candidate: Resource): Resource | undefined {
  if (typeof lastGood === "object") return lastGood;
  const mayBeAbsent = candidate.type === "cluster" || candidate.type === "listener";
  return lastGood === "none" && mayBeAbsent ? undefined : candidate;
}
