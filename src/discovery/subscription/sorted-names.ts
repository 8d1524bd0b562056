/** Where a name stands in a sorted list; -1: it does not. */
export function indexIn(names: readonly string[], name: string): number {
  return search(names.length, (at) => compare(names[at] ?? "", name));
}

/** The member of a list, sorted by name, that has this name. */
export function memberOf<T extends { readonly name: string }>(list: readonly T[], name: string): T | undefined {
  const index = search(list.length, (at) => compare(list[at]?.name ?? "", name));
  return index < 0 ? undefined : list[index];
}

const sortedLists = new WeakMap<readonly string[], readonly string[]>();

/** In the order of code units, each once; made once a list. */
export function sorted(names: readonly string[]): readonly string[] {
  const known = sortedLists.get(names) ?? (isSorted(names) ? names : [...new Set(names)].sort(compare));
  sortedLists.set(names, known);
  return known;
}

function isSorted(names: readonly string[]): boolean {
  for (let index = 1; index < names.length; index++) if (compare(names[index - 1] ?? "", names[index] ?? "") >= 0) return false;
  return true;
}

/** Binary search; -1: not there. */
function search(length: number, compareAt: (index: number) => number): number {
  let low = 0;
  let high = length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const order = compareAt(middle);
    if (order === 0) return middle;
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
