import { flatMapValue, groupOf, groupsOf, keeps, keys, mapValue, type Pipeline, type ReadValue, type Step, type Value } from "./pipeline.ts";

/** A collection as the plainest program would compute it: everything, each time. */
export type Contents = ReadonlyMap<string, Value>;

/** What a build from nothing holds, and what each computation read. */
export interface Build {
  readonly collections: readonly Contents[];
  /** For each collection and source key: the reads as `collection/key`. */
  readonly reads: readonly ReadonlyMap<string, ReadonlySet<string>>[];
}

export function buildFromNothing({ steps }: Pipeline, inputs: readonly Contents[]): Build {
  const collections: Contents[] = [...inputs];
  const reads: ReadonlyMap<string, ReadonlySet<string>>[] = inputs.map(() => new Map());
  for (const step of steps) {
    const noted = new Map<string, Set<string>>();
    collections.push(sorted(compute(step, collections, noted)));
    reads.push(noted);
  }
  return { collections, reads };
}

/** How often each derived collection has to compute between two builds: entries whose source or reads changed, each once. */
export function necessaryComputations({ inputs, steps }: Pipeline, before: Build, after: Build): Map<string, number> {
  const changed = after.collections.map((contents, index) => changedKeys(before.collections[index] as Contents, contents));
  return new Map(
    after.collections.map((_, index) => {
      const step = steps[index - inputs];
      if (step === undefined || step.kind === "concat") return [String(index), 0];
      const source = after.collections[step.source] as Contents;
      const reads = before.reads[index];
      const mustCompute = ([key]: readonly [string, Value]) => changed[step.source]?.has(key) || touches(reads?.get(key), changed);
      return [String(index), [...source].filter(mustCompute).length];
    }),
  );
}

function touches(reads: ReadonlySet<string> | undefined, changed: readonly ReadonlySet<string>[]): boolean {
  return [...(reads ?? [])].some((read) => {
    const [collection, key] = read.split("/");
    return changed[Number(collection)]?.has(key ?? "") ?? false;
  });
}

function changedKeys(before: Contents, after: Contents): ReadonlySet<string> {
  return new Set([...before.keys(), ...after.keys()].filter((key) => !same(before.get(key), after.get(key))));
}

export function same(left: Value | undefined, right: Value | undefined): boolean {
  return JSON.stringify(plain(left)) === JSON.stringify(plain(right));
}

/** Any value as plain data, for comparisons. */
export function plain(value: Value | undefined): unknown {
  if (value === undefined || typeof value === "number") return value;
  return [...value.entries()].map(([key, member]) => [key, plain(member)]);
}

function compute(step: Step, collections: readonly Contents[], noted: Map<string, Set<string>>): Map<string, Value> {
  const source = collections[step.source] as Contents;
  const result = new Map<string, Value>();
  for (const [key, value] of source) {
    const read: ReadValue = (collection, target) => {
      noted.set(key, (noted.get(key) ?? new Set()).add(`${collection}/${target}`));
      return collections[collection]?.get(target);
    };
    place(step, { key, value, read }, result);
  }
  if (step.kind === "concat") {
    for (const [key, value] of collections[step.other] as Contents) if (!result.has(key)) result.set(key, value);
  }
  return result;
}

function place(step: Step, entry: { key: string; value: Value; read: ReadValue }, result: Map<string, Value>): void {
  for (const [key, value] of placed(step, entry, result)) {
    if (step.kind === "groupBy" || step.kind === "groupByEach" || !result.has(key)) result.set(key, value);
  }
}

function placed(step: Step, { key, value, read }: { key: string; value: Value; read: ReadValue }, result: Contents): (readonly [string, Value])[] {
  switch (step.kind) {
    case "map": {
      const mapped = mapValue(step, value, read);
      return mapped === undefined ? [] : [[key, mapped]];
    }
    case "flatMap":
      return flatMapValue(step, value, read);
    case "filter":
      return keeps(step, value) ? [[key, value]] : [];
    case "concat":
      return [[key, value]];
    case "groupBy": {
      const group = groupOf(step, value, key);
      return group === undefined ? [] : [[group, joined(result, group, [key, value])]];
    }
    case "groupByEach":
      return [...new Set(groupsOf(step, value, key))].map((group) => [group, joined(result, group, [key, value])]);
  }
}

/** The group so far, and one member more. */
function joined(result: Contents, group: string, member: readonly [string, Value]): Value {
  return new Map([...((result.get(group) as Map<string, Value> | undefined) ?? []), member]);
}

function sorted(contents: Contents): Contents {
  return new Map(keys.flatMap((key) => (contents.has(key) ? [[key, contents.get(key) as Value] as const] : [])));
}
