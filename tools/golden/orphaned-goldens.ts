import { globSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** Golden files below `root` (paths relative to it) whose input is gone. A test never reads them, so no test would say so. */
export function orphanedGoldens(root: string): string[] {
  const files = globSync("{src,test}/**/testdata/**/*.{in,out}.*", { cwd: root });
  const inputs = new Set(files.filter((path) => /\.in\.[^./]+$/.test(path)).map(stemOf));
  return files.filter((path) => /\.out\.[^./]+$/.test(path) && !inputs.has(stemOf(path))).sort();
}

function stemOf(path: string): string {
  return join(dirname(path), basename(path).replace(/\.(in|out)\.[^.]+$/, ""));
}
