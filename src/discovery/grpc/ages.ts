import type { ResourceType } from "../../snapshot/resource.ts";

/** So many moments are remembered of a type; when there are more, every second one of the older half is forgotten. */
const momentLimit = 8;

/** A moment at which a client had, or had refused, everything of a type. */
interface Moment {
  /** Of the view. */
  readonly position: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/**
 * Since when the client of one stream has what it has. What it has agrees with its view, so moments stand for resources: who has everything of a
 * type at a position has what changed before it.
 */
export class Ages {
  /** Position and time in turn, oldest first: numbers alone, because thousands of streams have them. */
  readonly #moments = new Map<ResourceType, readonly number[]>();

  /** The client has, or has refused, everything of a type. */
  note(type: ResourceType, { position, at }: Moment): void {
    const known = this.#moments.get(type) ?? [];
    if ((known.at(-2) ?? -1) >= position) return;
    const moments = [...known, position, at];
    this.#moments.set(type, moments.length > 2 * momentLimit ? thinned(moments) : moments);
  }

  /** When the client had what changed at a position, at the latest; undefined: it had it when the stream began, or has not got it. */
  since(type: ResourceType, position: number): number | undefined {
    const moments = this.#moments.get(type) ?? [];
    const index = moments.findIndex((number, place) => place % 2 === 0 && number >= position);
    return index < 0 ? undefined : moments[index + 1];
  }
}

/** The first and the newest stay. */
function thinned(moments: readonly number[]): readonly number[] {
  return moments.filter((_, place) => place >= momentLimit || place % 4 < 2);
}
