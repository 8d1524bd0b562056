import { keyText } from "../../model/object/object.ts";
import type { AttributionPort, PlacedObject } from "./attribution.ts";
import { blameAtLast, blameAtOnce, type ObjectBlame } from "./blame-objects.ts";
import { causeOf } from "./decide/cause.ts";
import { contentOf } from "./held-object.ts";
import { type Before, Hindsight, type HindsightOptions } from "./hindsight.ts";
import { type LastGoodSources, lastGoodOf } from "./last-good.ts";
import type { NodeViews } from "./node-views.ts";
import type { OtherNodes } from "./other-nodes.ts";
import type { Proxies } from "./proxies.ts";
import { recordLimits } from "./quarantine-record.ts";
import { type HeldResource, type QuarantineTable, refusalIn } from "./quarantine-table.ts";
import { RecentMap } from "./recent-map.ts";
import { Conflict, type Finding, RecordWriter, type RecordWriterOptions } from "./record-writer.ts";
import type { Sighting } from "./refusal-inbox.ts";
import { idText, type ResourceId } from "./resource-id.ts";
import type { Trials } from "./trials.ts";

/** So many refused variants are remembered. */
const variantLimit = 1000;

/** What the keeper works with. */
export interface KeeperOptions extends LastGoodSources, HindsightOptions, RecordWriterOptions {
  readonly attribution: AttributionPort;
  readonly table: QuarantineTable;
  readonly proxies: Proxies;
  readonly trials: Trials;
  readonly views: NodeViews;
  readonly others: OtherNodes;
}

/**
 * Decides on refusals. First what must hold at once: the version is held back and the last good one stays. Then who caused it: the one
 * object that changed, or the one that is found by trying. An object that shares its resource with others is held back itself, so that
 * the changes of the others go on.
 */
export class Keeper {
  readonly #options: KeeperOptions;
  readonly #writer: RecordWriter;
  readonly #hindsight: Hindsight;
  /** Resources for whose refusal a cause is being looked for here, by text. */
  readonly #searching = new Set<string>();
  /** Variants that single nodes refused, by node, resource and version: a node that tried something is sent what it had once more. */
  readonly #seen = new RecentMap<true>(variantLimit);
  #isFailing = false;

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#writer = new RecordWriter(options);
    this.#hindsight = new Hindsight(options);
  }

  /** Deals with refusals of one version; `again` when the store did not take it. */
  handle(sighting: Sighting): Promise<"done" | "again"> {
    return this.#attempt(sighting.id, () => this.#decide(sighting));
  }

  /** True when the cause of a refusal is still open, nobody here looks for it, and there is a proxy to ask. */
  mayResume(held: HeldResource): boolean {
    if (held.record.culprits !== "open" || this.#searching.has(idText(held.id))) return false;
    const refused = refusalIn(held, this.#versionNow(held.id));
    return refused !== undefined && this.#options.trials.choose({ id: held.id, ...refused }) !== undefined;
  }

  /** Looks for the cause of a refusal that somebody else began to look for. */
  async resume(held: HeldResource): Promise<void> {
    await this.#attempt(held.id, async () => {
      const finding = await this.#findingOf(held);
      if (finding !== undefined) await this.#search(finding, (found) => this.#conclude(finding, found, held));
    });
  }

  async #attempt(id: ResourceId, task: () => Promise<void>): Promise<"done" | "again"> {
    try {
      await task();
      this.#isFailing = false;
      return "done";
    } catch (error) {
      if (!(error instanceof Conflict)) this.#complain(id, error);
      return "again";
    }
  }

  #complain(id: ResourceId, error: unknown): void {
    const fields = { resource: idText(id), error: String(error) };
    if (!this.#isFailing) this.#options.logger.error("Quarantine cannot be written, refusals are remembered on their streams alone", fields);
    this.#isFailing = true;
  }

  async #decide(sighting: Sighting): Promise<void> {
    const { id, version, witness } = sighting;
    const now = this.#versionNow(id);
    if (now === undefined) return;
    if (now !== version) return this.#decideVariant(sighting, now);
    const stored = this.#options.table.resource(id);
    const known = refusalIn(stored, version);
    // The first one is asked what it thinks of variants: of what it took everything is taken that is not to blame.
    const nodes = [...new Set([...(known?.nodes ?? []), witness.node, ...sighting.nodes])];
    if (known !== undefined && known.nodes.length === nodes.length && stored?.record.lastGood !== "unknown") return;
    const holding = this.#holding(id, version);
    const before = await this.#hindsight.before(sighting, { holding, base: [], ...(stored !== undefined && { after: stored.record.after }) });
    const finding = await this.#look({ id, version, cause: known?.cause ?? causeOf(sighting.detail), detail: sighting.detail, nodes, holding }, before);
    const blamed = await this.#writer.signed(firstBlame(finding, before));
    if (await this.#holdBack(finding, blamed)) return;
    const lastGood = await lastGoodOf({ ...sighting, held: before.held }, stored, this.#options);
    const held = await this.#writer.holdResource(finding, { after: before.since.after, ...lastGood, culprits: blamed }, stored);
    if (blamed === "open") await this.#search(finding, (found) => this.#conclude(finding, found, held));
  }

  /** What a node got in place of the view's, because of objects that it refuses, is refused as well. */
  async #decideVariant(sighting: Sighting, now: string): Promise<void> {
    const { id, version, detail, witness } = sighting;
    const variant = this.#options.views.variantOf(witness.node, id);
    const seen = `${witness.node} ${idText(id)} ${version}`;
    if (variant?.resource.version !== version || this.#seen.get(seen) === true) return;
    this.#seen.set(seen, true);
    const holding = this.#holding(id, now);
    const before = await this.#hindsight.before(sighting, { holding, base: variant.objects, excepted: this.#exceptedAt(variant.objects, witness.node) });
    const finding = await this.#look({ id, version, cause: causeOf(detail), detail, nodes: [witness.node], holding }, before);
    const blamed = await this.#writer.signed(firstBlame(finding, before));
    if (finding.suspects.units.length === 0) await this.#leaveOut(finding, variant.objects);
    else if (blamed !== "open") await this.#holdBack(finding, blamed);
    else if (!(await this.#search(finding, (found) => this.#holdBack(finding, found)))) this.#seen.delete(seen);
  }

  /** The newest revision of a content that was refused by a node, and held back from it since. */
  #exceptedAt(objects: readonly PlacedObject[], node: string): number {
    const refused = objects.flatMap(({ key }) => this.#options.table.object(keyText(key))?.record.refused ?? []);
    return Math.max(0, ...refused.filter(({ nodes }) => nodes.includes(node)).map(({ revision }) => revision));
  }

  /** Nothing else has changed: as they were before, the objects are not good for that node either. */
  async #leaveOut({ id, nodes }: Finding, objects: readonly PlacedObject[]): Promise<void> {
    for (const { key, object } of objects) {
      const held = this.#options.table.object(keyText(key));
      if (held === undefined || object === null || !held.record.resources.includes(idText(id))) continue;
      const content = contentOf(object);
      const refused = held.record.refused.map((one) => (one.inForce !== null && contentOf(one.inForce) === content ? { ...one, inForce: null } : one));
      this.#options.logger.warn("Object is left out for a proxy that refuses it as it was, too", { object: held.key, nodes });
      await this.#writer.changeObject(held.key, { ...held.record, refused }, held.etag);
    }
  }

  async #findingOf(held: HeldResource): Promise<Finding | undefined> {
    const { id, record } = held;
    const refused = refusalIn(held, this.#versionNow(id));
    if (refused === undefined) return undefined;
    const since = { after: record.after, fresh: record.lastGood === "none", base: [], held: undefined, node: refused.nodes[0] };
    const suspects = await this.#options.attribution.suspects(id, since);
    return { id, ...refused, holding: this.#holding(id, refused.version), suspects };
  }

  async #look(facts: Omit<Finding, "suspects">, { since }: Before): Promise<Finding> {
    return { ...facts, suspects: await this.#options.attribution.suspects(facts.id, since) };
  }

  /** What translation makes of the resource now. */
  #versionNow(id: ResourceId): string | undefined {
    const candidate = this.#options.attribution.candidateOf(id);
    return typeof candidate === "object" ? candidate.version : undefined;
  }

  #holding(id: ResourceId, version: string): number {
    return this.#options.proxies.holding(id, version).size + this.#options.others.holding(id, version).size;
  }

  /**
   * Tries on one proxy which change is to blame; the last good version is in force meanwhile. False: there was nobody to ask. Whoever
   * finds it open looks again.
   */
  async #search(finding: Finding, conclude: (blamed: ObjectBlame) => Promise<unknown>): Promise<boolean> {
    const text = idText(finding.id);
    this.#searching.add(text);
    let isDone = false;
    try {
      await this.#options.trials.search(finding, async (found) => {
        if (found.kind === "interrupted") return;
        await conclude(await this.#writer.signed(found.kind === "found" ? found.culprits : "together"));
        isDone = true;
      });
    } finally {
      this.#searching.delete(text);
    }
    return isDone;
  }

  /** What is made without the objects goes before what was in force as a whole. */
  async #conclude(finding: Finding, blamed: ObjectBlame, held: Pick<HeldResource, "record" | "etag">): Promise<void> {
    if (await this.#holdBack(finding, blamed)) await this.#writer.releaseResource(finding.id, held.etag);
    else await this.#writer.nameCulprits(finding, blamed, held);
  }

  /** Holds the objects themselves back; false where nobody is named, or they share their resource with nobody. */
  async #holdBack(finding: Finding, blamed: ObjectBlame): Promise<boolean> {
    const { cause, suspects } = finding;
    const holds = typeof blamed === "object" && cause !== "environment" ? suspects.holdBack(blamed) : undefined;
    if (holds === undefined || holds.some(({ inForce }) => JSON.stringify(inForce).length > recordLimits.object)) return false;
    await Promise.all(holds.map((hold) => this.#writer.holdObject(hold, finding)));
    return true;
  }
}

function firstBlame({ suspects: { units }, cause }: Finding, { mayTry }: Before): ObjectBlame {
  const blamed = blameAtOnce(units, cause);
  return blamed === "open" && !mayTry ? blameAtLast(units) : blamed;
}
