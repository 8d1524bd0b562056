import type { Clock } from "../../kit/clock.ts";
import type { Json } from "../../kit/json.ts";
import type { Logger } from "../../kit/telemetry.ts";
import { keyText, keyTitle } from "../../model/object/object.ts";
import type { Store } from "../../store/store.ts";
import type { AttributionPort, ObjectHold, Suspects } from "./attribution.ts";
import type { ObjectBlame } from "./blame-objects.ts";
import type { Cause } from "./decide/cause.ts";
import { type Scope, scopeOf } from "./decide/scope.ts";
import { contentRefusal } from "./held-object.ts";
import {
  type ObjectRecord,
  objectRecord,
  objectRecordKey,
  type RefusedVersion,
  type ResourceRecord,
  recordLimits,
  resourceRecord,
  resourceRecordKey,
} from "./quarantine-record.ts";
import { type HeldResource, type QuarantineTable, refusalIn } from "./quarantine-table.ts";
import { idText, type ResourceId } from "./resource-id.ts";

/** A refusal that is looked into. */
export interface Finding {
  readonly id: ResourceId;
  readonly version: string;
  readonly cause: Cause;
  readonly detail: string;
  readonly nodes: readonly string[];
  /** How many proxies have the version in force. */
  readonly holding: number;
  readonly suspects: Suspects;
}

/** What a record of a resource says beside who refused it. */
export type ResourceFacts = Pick<ResourceRecord, "after" | "lastGood" | "beside"> & { readonly culprits: ObjectBlame };

/** What writing works with. */
export interface RecordWriterOptions {
  readonly store: Pick<Store, "putRecord" | "deleteRecord">;
  readonly table: QuarantineTable;
  readonly attribution: Pick<AttributionPort, "authorOf">;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Another replica wrote the record first: what it wrote arrives with the watch, and then it is looked at again. */
export class Conflict extends Error {
  override readonly name = "Conflict";
}

/** Writes quarantines, each against the version of its record that is known here. */
export class RecordWriter {
  readonly #options: RecordWriterOptions;

  constructor(options: RecordWriterOptions) {
    this.#options = options;
  }

  /** Holds a version of a resource back. */
  async holdResource(
    finding: Finding,
    facts: ResourceFacts,
    before: HeldResource | undefined,
  ): Promise<{ readonly record: ResourceRecord; readonly etag: string }> {
    const refused = this.#refusedVersion(finding, refusalIn(before, finding.version));
    const earlier = (before?.record.refused ?? []).filter(({ version }) => version !== finding.version);
    const record = resourceRecord({ ...facts, refused: [...earlier, refused].slice(-recordLimits.refused) });
    const etag = await this.#put(resourceRecordKey(finding.id), record, before?.etag);
    if (facts.culprits !== "open") this.#tell(finding, facts.culprits, refused.scope);
    return { record, etag };
  }

  /** Says who caused it. */
  async nameCulprits(finding: Finding, culprits: ObjectBlame, { record, etag }: Pick<HeldResource, "record" | "etag">): Promise<void> {
    await this.#put(resourceRecordKey(finding.id), { ...record, culprits }, etag);
    this.#tell(finding, culprits, record.refused.at(-1)?.scope ?? "nodes");
  }

  /** Gives a resource free, because the objects in it are held back themselves. */
  async releaseResource(id: ResourceId, etag: string): Promise<void> {
    await this.#options.store.deleteRecord(resourceRecordKey(id), { expected: etag });
  }

  /** Holds a content of an object back. */
  async holdObject(hold: ObjectHold, finding: Finding): Promise<void> {
    const key = keyText(hold.object);
    const before = this.#options.table.object(key);
    const known = contentRefusal(before?.record, hold.content);
    const nodes = [...new Set([...(known?.nodes ?? []), ...finding.nodes])];
    const scope = known?.scope === "all" ? "all" : scopeOf({ cause: finding.cause, refusing: nodes.length, holding: finding.holding });
    if (known?.scope === scope && known.nodes.length === nodes.length) return;
    await this.#put(objectRecordKey(key), this.#objectRecord(hold, { ...finding, nodes }, { scope, before: before?.record }), before?.etag);
    this.#tell(finding, [hold], scope);
  }

  /** Changes the record of an object. */
  async changeObject(key: string, record: ObjectRecord, etag: string): Promise<void> {
    await this.#put(objectRecordKey(key), record, etag);
  }

  /** With who wrote them. */
  async signed(blamed: ObjectBlame): Promise<ObjectBlame> {
    if (typeof blamed === "string") return blamed;
    return Promise.all(
      blamed.map(async (culprit) => {
        const author = await this.#options.attribution.authorOf(culprit);
        return author === undefined ? culprit : { ...culprit, author };
      }),
    );
  }

  #refusedVersion({ version, cause, detail, nodes, holding }: Finding, known: RefusedVersion | undefined): RefusedVersion {
    const scope = known?.scope === "all" ? "all" : scopeOf({ cause, refusing: nodes.length, holding });
    const words = known ?? { detail: detail.slice(0, recordLimits.detail), since: this.#now() };
    return { version, detail: words.detail, since: words.since, scope, cause, nodes: nodes.slice(0, recordLimits.nodes) };
  }

  #objectRecord(
    hold: ObjectHold,
    { id, detail, nodes }: Finding,
    { scope, before }: { readonly scope: Scope; readonly before: ObjectRecord | undefined },
  ): ObjectRecord {
    const { content, revision, pointer, author, inForce } = hold;
    const words = { detail: detail.slice(0, recordLimits.detail), since: this.#now() };
    const who = { scope, nodes: nodes.slice(-recordLimits.nodes), ...(author !== undefined && { author }) };
    const earlier = (before?.refused ?? []).filter((one) => one.content !== content);
    return objectRecord({
      refused: [...earlier, { content, revision, pointer, ...who, ...words, inForce }].slice(-recordLimits.refused),
      resources: [...new Set([...(before?.resources ?? []), idText(id)])].slice(-recordLimits.resources),
    });
  }

  async #put(key: string, record: ResourceRecord | ObjectRecord, etag: string | undefined): Promise<string> {
    const result = await this.#options.store.putRecord(key, record as unknown as Json, { expected: etag ?? "absent" });
    if (result.kind === "conflict") throw new Conflict(`Record ${key} was changed by another replica`);
    // What follows builds on the views having it.
    await this.#options.table.seen(result.etag, this.#options.clock);
    return result.etag;
  }

  #now(): string {
    return new Date(this.#options.clock.now()).toISOString();
  }

  #tell({ id: { view, type, name }, nodes, detail }: Finding, blamed: ObjectBlame, scope: Scope): void {
    const objects = typeof blamed === "string" ? [] : blamed.map(({ object, pointer }) => `${keyTitle(object)}${pointer}`);
    const fields = { view, type, resource: name, scope, nodes: nodes.slice(0, 10), objects, reason: detail };
    this.#options.logger.warn("Resource is in quarantine, its last good version stays in force", fields);
  }
}
