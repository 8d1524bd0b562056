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

/** The area of that name. Throws when there is none. */
export function mutationAreaOf(name: string): MutationArea {
  const area = mutationAreas.find((candidate) => candidate.name === name);
  if (area === undefined) throw new RangeError(`There is no area ${name}: use ${mutationAreas.map((each) => each.name).join(" or ")}`);
  return area;
}
