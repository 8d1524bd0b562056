import type { PlacedObject } from "../../discovery/quarantine/attribution.ts";
import { RecentMap } from "../../discovery/quarantine/recent-map.ts";
import { idText, type ResourceId } from "../../discovery/quarantine/resource-id.ts";

/** What a version was made of: the objects in force at a revision, and others in place of some of them. */
export interface Composition {
  readonly revision: number;
  readonly objects: readonly PlacedObject[];
}

/** So many versions are remembered. */
const limit = 10_000;

/** What was made for single proxies lately: which objects are in what they have, where that is not what everybody has. */
export class MadeVersions {
  readonly #made = new RecentMap<Composition>(limit);

  /** What is known of a version already stays: it is what that was made of here. */
  add(id: ResourceId, version: string, composition: Composition): void {
    const key = `${idText(id)} ${version}`;
    this.#made.set(key, this.#made.get(key) ?? composition);
  }

  get(id: ResourceId, version: string): Composition | undefined {
    return this.#made.get(`${idText(id)} ${version}`);
  }
}
