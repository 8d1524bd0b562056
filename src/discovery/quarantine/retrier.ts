import type { Clock } from "../../kit/clock.ts";
import type { Logger } from "../../kit/telemetry.ts";
import type { Store } from "../../store/store.ts";
import type { AttributionPort } from "./attribution.ts";
import type { Proxies } from "./proxies.ts";
import { type RefusedVersion, type ResourceRecord, resourceRecordKey } from "./quarantine-record.ts";
import { type HeldResource, type QuarantineTable, refusalIn } from "./quarantine-table.ts";
import { idText } from "./resource-id.ts";
import type { Trials } from "./trials.ts";

/** How long after a refusal it is tried again for the first time, and at most between two tries, milliseconds. */
const waitMs = { first: 15_000, longest: 600_000 };

/** What trying again works with. */
export interface RetrierOptions {
  readonly store: Pick<Store, "putRecord" | "deleteRecord">;
  readonly table: QuarantineTable;
  readonly attribution: AttributionPort;
  readonly proxies: Proxies;
  readonly trials: Trials;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Tries again what a proxy refused because of its machine: a port in use, a file that is not there. Nothing tells when that is over, so it is
 * tried after 15 s, then after twice as long each time, at most every ten minutes, on the proxies that are connected here.
 */
export class Retrier {
  readonly #options: RetrierOptions;
  /** By resource, version and node: how often it was tried, and what ends the wait. */
  readonly #waits = new Map<string, { tries: number; cancel: () => void }>();
  #closed = false;

  constructor(options: RetrierOptions) {
    this.#options = options;
  }

  /** Looks at what there is to try; called when records or streams have changed. */
  update(): void {
    const wanted = new Map(this.#cases().map((one) => [caseKey(one), one]));
    for (const [key, { cancel }] of this.#waits) {
      if (wanted.has(key)) continue;
      cancel();
      this.#waits.delete(key);
    }
    for (const [key, one] of wanted) if (!this.#waits.has(key)) this.#wait(key, one, 0);
  }

  close(): void {
    this.#closed = true;
    for (const { cancel } of this.#waits.values()) cancel();
  }

  #cases(): readonly RetryCase[] {
    const { table, attribution, proxies } = this.#options;
    return table.resources().flatMap((held) => {
      const candidate = attribution.candidateOf(held.id);
      const refused = typeof candidate === "object" ? refusalIn(held, candidate.version) : undefined;
      if (refused?.cause !== "environment") return [];
      return refused.nodes.filter((node) => proxies.of(node).length > 0).map((node) => ({ held, refused, node }));
    });
  }

  #wait(key: string, one: RetryCase, tries: number): void {
    if (this.#closed) return;
    const delayMs = Math.min(waitMs.first * 2 ** tries, waitMs.longest);
    const cancel = this.#options.clock.schedule(delayMs, () => void this.#retry(key, one, tries));
    this.#waits.set(key, { tries, cancel });
  }

  async #retry(key: string, one: RetryCase, tries: number): Promise<void> {
    const { attribution, trials, logger } = this.#options;
    const resource = attribution.candidateOf(one.held.id);
    if (typeof resource !== "object" || resource.version !== one.refused.version) return;
    try {
      await trials.once({ id: one.held.id, node: one.node, resource }, async (verdict) => {
        if (verdict === "taken") await this.#release(one);
      });
    } catch (error) {
      logger.warn("What a proxy refused cannot be tried again now", { resource: idText(one.held.id), node: one.node, error: String(error) });
    }
    if (this.#waits.has(key)) this.#wait(key, one, tries + 1);
  }

  /** The node takes it now. */
  async #release({ held, refused, node }: RetryCase): Promise<void> {
    const { table, store, clock, logger } = this.#options;
    const now = table.resource(held.id);
    if (now === undefined) return;
    const key = resourceRecordKey(held.id);
    const versions = now.record.refused.flatMap((one) => (one.version === refused.version ? withoutNode(one, node) : [one]));
    logger.info("Proxy takes what it refused before", { resource: idText(held.id), node });
    if (versions.length === 0) {
      await store.deleteRecord(key, { expected: now.etag });
      return;
    }
    const record: ResourceRecord = { ...now.record, refused: versions };
    const result = await store.putRecord(key, record, { expected: now.etag });
    if (result.kind === "written") await table.seen(result.etag, clock);
  }
}

/** One version that one node refused because of its machine. */
interface RetryCase {
  readonly held: HeldResource;
  readonly refused: RefusedVersion;
  readonly node: string;
}

function caseKey({ held, refused, node }: RetryCase): string {
  return `${idText(held.id)} ${refused.version} ${node}`;
}

function withoutNode(refused: RefusedVersion, node: string): readonly RefusedVersion[] {
  const nodes = refused.nodes.filter((one) => one !== node);
  return nodes.length === 0 ? [] : [{ ...refused, nodes }];
}
