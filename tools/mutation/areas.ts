/** A part of the program whose tests are judged by mutants. */
export interface MutationArea {
  readonly name: string;
  /** What it is, as the page says it. */
  readonly what: string;
  /** Files that are changed, as patterns from the root. */
  readonly mutate: readonly string[];
  /** Tests that have to notice. */
  readonly tests: readonly string[];
  /** The least share of noticed mutants, in percent. */
  readonly atLeast: number;
}

/** All areas, by the name that the command takes. */
export const mutationAreas: readonly MutationArea[] = [
  {
    name: "subscription",
    what: "the state machine of discovery, `src/discovery/subscription`",
    mutate: ["src/discovery/subscription/*.ts", "!src/discovery/subscription/*.test.ts"],
    tests: ["src/discovery/subscription/*.test.ts", "test/property/xds-*.test.ts"],
    atLeast: 85,
  },
];

/** What is to be tried: all of an area, or some of its files. */
export interface MutationWish {
  readonly area: MutationArea;
  /** Paths from the root. */
  readonly files: "all" | readonly string[];
}

/**
 * What the arguments of the command ask for: names of areas, and files of areas; nothing: everything. `filesOf` lists the files of an area.
 * Throws when an argument is neither.
 */
export function mutationWishes(words: readonly string[], filesOf: (area: MutationArea) => readonly string[]): readonly MutationWish[] {
  if (words.length === 0) return mutationAreas.map((area) => ({ area, files: "all" }));
  const wishes = mutationAreas.flatMap((area): readonly MutationWish[] => {
    const known = new Set(filesOf(area));
    const files = words.filter((word) => known.has(word));
    return words.includes(area.name) ? [{ area, files: "all" }] : files.length > 0 ? [{ area, files }] : [];
  });
  const strange = words.find((word) => !wishes.some(({ area, files }) => word === area.name || files.includes(word)));
  if (strange === undefined) return wishes;
  throw new RangeError(`There is no area ${strange} and no area with such a file: use ${mutationAreas.map(({ name }) => name).join(" or ")}, or a file of it`);
}

/** The area of that name. Throws when there is none. */
export function mutationAreaOf(name: string): MutationArea {
  const area = mutationAreas.find((candidate) => candidate.name === name);
  if (area === undefined) throw new RangeError(`There is no area ${name}: use ${mutationAreas.map((each) => each.name).join(" or ")}`);
  return area;
}
