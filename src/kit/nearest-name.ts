/** Longer words are not compared letter by letter: nobody mistypes that much, and the cost grows with the product. */
const longestWord = 64;

/**
 * The known name that a person most likely meant, for hints such as `did you mean "timeout"?`. A name that differs only in
 * case or in `-` and `_` always counts; otherwise about one letter in three may be wrong, swapped neighbours being one
 * mistake. The first of equally near names wins; `undefined` when none is near.
 */
export function nearestName(word: string, names: Iterable<string>): string | undefined {
  const wanted = fold(word);
  let nearest: string | undefined;
  let least = Math.min(3, Math.floor(word.length / 3) || 1) + 1;
  for (const name of names) {
    const candidate = fold(name);
    if (candidate === wanted) return name;
    const distance = editDistance(wanted, candidate, least);
    if (distance < least && distance < Math.max(wanted.length, candidate.length)) {
      nearest = name;
      least = distance;
    }
  }
  return nearest;
}

function fold(name: string): string {
  return name.toLowerCase().replaceAll(/[-_]/gu, "");
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment); `limit` when there are that many or more. */
function editDistance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) >= limit || left.length > longestWord || right.length > longestWord) return limit;
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const changed = left[row - 1] === right[column - 1] ? 0 : 1;
      let best = Math.min(at(last, column) + 1, at(current, column - 1) + 1, at(last, column - 1) + changed);
      if (row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]) {
        best = Math.min(best, at(beforeLast, column - 2) + 1);
      }
      current.push(best);
    }
    beforeLast = last;
    last = current;
  }
  return Math.min(limit, at(last, right.length));
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
