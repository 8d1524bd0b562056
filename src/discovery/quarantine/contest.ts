import type { Json } from "../../kit/json.ts";
import type { Logger } from "../../kit/telemetry.ts";
import type { Store } from "../../store/store.ts";
import type { AttributionPort } from "./attribution.ts";
import { contentOf, contentRefusal } from "./held-object.ts";
import type { Proxies } from "./proxies.ts";
import { type ObjectRecord, objectOfKey, objectRecordKey, type ResourceRecord, resourceRecordKey } from "./quarantine-record.ts";
import { type HeldObject, type HeldResource, type QuarantineChanges, type QuarantineTable, refusalIn } from "./quarantine-table.ts";
import { parseId } from "./resource-id.ts";

/** What contesting works with. */
export interface ContestOptions {
  readonly store: Pick<Store, "putRecord">;
  readonly table: QuarantineTable;
  readonly attribution: AttributionPort;
  readonly proxies: Proxies;
  readonly logger: Logger;
}

/**
 * Objects to quarantines of other replicas that would take from proxies here what they have in force: who decided could not know of them.
 * Such a quarantine is for those that refuse it; this replica goes by that at once, and says so in the record.
 */
export class Contest {
  readonly #options: ContestOptions;

  constructor(options: ContestOptions) {
    this.#options = options;
  }

  /** Looks at records that have just come, before the views obey them. */
  review({ resources, objects }: QuarantineChanges): void {
    const { table } = this.#options;
    for (const id of resources) this.#reviewResource(table.resource(id));
    for (const key of objects) this.#reviewObject(table.object(key));
  }

  #reviewResource(held: HeldResource | undefined): void {
    const { table, attribution, proxies } = this.#options;
    const candidate = held === undefined ? "absent" : attribution.candidateOf(held.id);
    if (held === undefined || typeof candidate !== "object" || refusalIn(held, candidate.version)?.scope !== "all") return;
    if (proxies.holding(held.id, candidate.version).size === 0) return;
    const refused = held.record.refused.map((one) => (one.version === candidate.version ? { ...one, scope: "nodes" as const } : one));
    const record = { ...held.record, refused };
    table.override({ resource: { ...held, record } });
    this.#write(resourceRecordKey(held.id), record, held.etag);
  }

  #reviewObject(held: HeldObject | undefined): void {
    const { attribution } = this.#options;
    const object = objectOfKey(held?.key ?? "");
    const current = object && attribution.inForce(object);
    const refused = current && contentRefusal(held?.record, contentOf(current));
    if (held === undefined || refused?.scope !== "all" || !this.#isHeldHere(held)) return;
    const record = { ...held.record, refused: held.record.refused.map((one) => (one === refused ? { ...one, scope: "nodes" as const } : one)) };
    this.#options.table.override({ object: { ...held, record } });
    this.#write(objectRecordKey(held.key), record, held.etag);
  }

  /** The resources as they are made now have the refused content in them, when it is not held back yet. */
  #isHeldHere({ record }: HeldObject): boolean {
    const { attribution, proxies } = this.#options;
    return record.resources.some((text) => {
      const id = parseId(text);
      const candidate = id === undefined ? "absent" : attribution.candidateOf(id);
      return id !== undefined && typeof candidate === "object" && proxies.holding(id, candidate.version).size > 0;
    });
  }

  #write(key: string, record: ResourceRecord | ObjectRecord, etag: string): void {
    const { store, logger } = this.#options;
    logger.warn("Quarantine is for some proxies only, others have in force what is refused", { record: key });
    // Who comes first has said it; what cannot be written is said again when the record comes again.
    store.putRecord(key, record as unknown as Json, { expected: etag }).catch((error: unknown) => {
      logger.warn("Quarantine cannot be narrowed now", { record: key, error: String(error) });
    });
  }
}
