import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

const blockLines = 10;

/**
 * Every `nth` block of ten lines of the files that `patterns` name, as Stryker's `mutate` takes them (`FILE:FIRST-LAST`). Blocks are counted on
 * from file to file, so that short files have their share.
 */
export function sampledLines(root: string, patterns: readonly string[], nth: number): string[] {
  const ranges: string[] = [];
  let block = 0;
  for (const file of filesOf(root, patterns)) {
    const lines = readFileSync(join(root, file), "utf8").split("\n").length;
    for (let first = 1; first <= lines; first += blockLines) {
      if (block % nth === 0) ranges.push(`${file}:${first}-${Math.min(lines, first + blockLines - 1)}`);
      block += 1;
    }
  }
  return ranges;
}

/** The files that patterns name, as Stryker reads them: a pattern with `!` takes away. */
export function filesOf(root: string, patterns: readonly string[]): readonly string[] {
  const found = (isAway: boolean): readonly string[] =>
    globSync(
      patterns.filter((pattern) => pattern.startsWith("!") === isAway).map((pattern) => (isAway ? pattern.slice(1) : pattern)),
      { cwd: root },
    );
  const away = new Set(found(true));
  return found(false)
    .filter((file) => !away.has(file))
    .sort();
}
