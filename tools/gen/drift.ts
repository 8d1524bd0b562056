/** A file of src/gen that is not as the generator makes it. */
export interface Drift {
  readonly kind: "missing" | "changed" | "orphan";
  readonly path: string;
}

/** Compares what should be there with what is there; sorted by path. */
export function findDrift(wanted: ReadonlyMap<string, string>, present: ReadonlyMap<string, string>): Drift[] {
  const lacking = [...wanted].flatMap(([path, text]): Drift[] => {
    const found = present.get(path);
    if (found === text) return [];
    return [{ kind: found === undefined ? "missing" : "changed", path }];
  });
  const orphans = [...present.keys()].filter((path) => !wanted.has(path)).map((path): Drift => ({ kind: "orphan", path }));
  return [...lacking, ...orphans].sort((left, right) => (left.path < right.path ? -1 : 1));
}
