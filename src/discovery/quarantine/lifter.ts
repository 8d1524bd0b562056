import type { Clock } from "../../kit/clock.ts";
import type { Logger } from "../../kit/telemetry.ts";
import type { Resource } from "../../snapshot/resource.ts";
import type { Store } from "../../store/store.ts";
import type { AttributionPort } from "./attribution.ts";
import type { GoodVersions } from "./good-versions.ts";
import { contentOf, contentRefusal } from "./held-object.ts";
import type { OtherNodes } from "./other-nodes.ts";
import type { Proxies } from "./proxies.ts";
import { objectOfKey, objectRecordKey, type RefusedVersion, resourceRecordKey } from "./quarantine-record.ts";
import { type HeldObject, type HeldResource, type QuarantineTable, refusalIn } from "./quarantine-table.ts";
import { parseId, type ResourceId } from "./resource-id.ts";

/** A node that nobody knows so long after it refused something is gone for good, milliseconds. */
const goneMs = 120_000;

/** Records of objects that hold nothing back any more stay for this long after a refusal, milliseconds. */
const restMs = 600_000;

type Refused = Pick<RefusedVersion, "scope" | "nodes" | "since">;

/** What lifting works with. */
export interface LifterOptions {
  readonly store: Pick<Store, "deleteRecord">;
  readonly table: QuarantineTable;
  readonly good: GoodVersions;
  readonly proxies: Proxies;
  readonly others: OtherNodes;
  readonly attribution: AttributionPort;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Ends quarantines. What is refused is not lifted by time: a resource is free when a proxy has taken a version that was not refused, or
 * when it is gone; an object, when it has other content that proxies have taken, or is gone. What is held back from single proxies waits
 * for these.
 */
export class Lifter {
  readonly #options: LifterOptions;
  readonly #leaving = new Set<string>();

  constructor(options: LifterOptions) {
    this.#options = options;
  }

  /** Looks at every quarantine; called when proxies have agreed with their view, and when objects have changed. */
  sweep(): void {
    const { table } = this.#options;
    for (const held of table.resources()) if (this.#isFreeResource(held)) this.#lift(resourceRecordKey(held.id), held);
    for (const held of table.objects()) if (this.#isFreeObject(held)) this.#lift(objectRecordKey(held.key), held);
  }

  #isFreeResource(held: HeldResource): boolean {
    const candidate = this.#options.attribution.candidateOf(held.id);
    if (candidate === "absent") return true;
    if (candidate === "invalid" || refusalIn(held, candidate.version) !== undefined) return false;
    return this.#isTaken(held.id, candidate, held.record.refused);
  }

  #isFreeObject(held: HeldObject): boolean {
    const { attribution } = this.#options;
    const object = objectOfKey(held.key);
    const written = object && attribution.written(object);
    if (written === undefined) return true;
    if (contentRefusal(held.record, contentOf(written)) !== undefined || !this.#isRested(held)) return false;
    return held.record.resources.every((text) => {
      const id = parseId(text);
      const candidate = id === undefined ? "absent" : attribution.candidateOf(id);
      return typeof candidate !== "object" || id === undefined || this.#isTaken(id, candidate, held.record.refused);
    });
  }

  /** Whoever comes back meanwhile may have it as it was in force in place of what was refused. */
  #isRested({ record }: HeldObject): boolean {
    return record.refused.every(({ since }) => this.#options.clock.now() - Date.parse(since) > restMs);
  }

  /** Some proxy has taken it, and every one that is named and still there. */
  #isTaken(id: ResourceId, candidate: Resource, refused: readonly Refused[]): boolean {
    const { good, proxies, others } = this.#options;
    if (!good.isGood(id.view, candidate)) return false;
    const single = refused.filter(({ scope }) => scope === "nodes");
    if (single.length === 0) return true;
    const known = others.known();
    const holding = new Set([...proxies.holding(id, candidate.version), ...others.holding(id, candidate.version)]);
    return single.every(({ nodes, since }) => nodes.every((node) => holding.has(node) || (!known.has(node) && this.#isOld(since))));
  }

  /** A node that is not known here may have come to another replica a moment ago. */
  #isOld(since: string): boolean {
    return this.#options.clock.now() - Date.parse(since) > goneMs;
  }

  #lift(key: string, { etag }: { readonly etag: string }): void {
    const { store, logger } = this.#options;
    const once = `${key} ${etag}`;
    if (this.#leaving.has(once)) return;
    this.#leaving.add(once);
    // Whoever is second finds another ETag or nothing, and is content.
    store.deleteRecord(key, { expected: etag }).then(
      (deleted) => {
        if (deleted) logger.info("Quarantine is lifted", { record: key });
        this.#leaving.delete(once);
      },
      (error: unknown) => {
        logger.warn("Quarantine cannot be lifted now", { record: key, error: String(error) });
        this.#leaving.delete(once);
      },
    );
  }
}
