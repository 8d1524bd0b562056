import type { Known } from "../subscription/action.ts";
import type { AttributionPort, PlacedObject, Since } from "./attribution.ts";
import type { GoodVersions } from "./good-versions.ts";
import { RecentMap } from "./recent-map.ts";
import type { Sighting } from "./refusal-inbox.ts";
import { idText } from "./resource-id.ts";

/** So many nodes' resources are remembered. */
const rememberedLimit = 1000;

/** What looking back works with. */
export interface HindsightOptions {
  readonly good: GoodVersions;
  readonly attribution: AttributionPort;
}

/** How it was before a refusal. */
export interface Before {
  /** What the proxy has instead, as far as that can be known. */
  readonly held: Known;
  readonly since: Since;
  /** Variants may be tried on it: what it had is known, or it had nothing, so that there is nothing to lose. */
  readonly mayTry: boolean;
}

/** What is known beside the refusal itself. */
export interface Circumstances {
  readonly holding: number;
  readonly base: readonly PlacedObject[];
  readonly after?: number;
  readonly excepted?: number;
}

/** Finds out when all was well with what a proxy refuses now: what is to blame came later. */
export class Hindsight {
  readonly #options: HindsightOptions;
  /** A revision at which a node was well with a resource, by both. */
  readonly #well = new RecentMap<number>(rememberedLimit);

  constructor(options: HindsightOptions) {
    this.#options = options;
  }

  /**
   * `holding`: how many have in force what is refused. `base`: objects that are otherwise for this proxy. `after`: what is known already of
   * when all was well. `excepted`: when a content was refused without which the proxy has been well; 0: none was.
   */
  async before(sighting: Sighting, known: Circumstances): Promise<Before> {
    const { id, witness } = sighting;
    const recalled =
      witness.held === "unknown" && witness.told !== undefined ? await this.#options.attribution.recall(id, witness.told, witness.node) : undefined;
    const held = recalled?.resource ?? witness.held;
    const version = typeof held === "object" ? held.version : witness.told;
    const made = version === undefined ? 0 : this.#options.attribution.madeAt(id, version);
    const after = known.after ?? recalled?.revision ?? (this.#wellUntil(sighting, held, known.holding) || known.excepted || made);
    const fresh = held === undefined;
    return { held, since: { after, fresh, base: known.base, held: version, node: witness.node }, mayTry: after > 0 || fresh };
  }

  /**
   * The proxy had everything then, or what it has now; or so it was when it refused something before; or some proxy had a version before
   * this one.
   */
  #wellUntil({ id, witness }: Sighting, held: Known, holding: number): number {
    const key = `${witness.node} ${idText(id)}`;
    // What it has of this resource may be newer than when it had taken everything.
    const own = Math.max(witness.after, held === "unknown" ? 0 : this.#options.attribution.hadUntil(id, held?.version));
    const revision = own || this.#well.get(key) || this.#othersWellUntil(id, held, holding);
    this.#well.set(key, revision);
    return revision;
  }

  #othersWellUntil(id: Sighting["id"], held: Known, holding: number): number {
    const { good, attribution } = this.#options;
    // What others took before says nothing of a proxy that cannot take what they have and of which nothing is known.
    if (typeof held !== "object" && holding > 0) return 0;
    const revision = good.revision(id.view, id.type, id.name);
    return holding === 0 ? revision : Math.min(revision, Math.max(0, attribution.changedAt(id) - 1));
  }
}
