import { toByteText } from "./byte-text.ts";
import { parseRe2 } from "./parse-re2.ts";
import type { Re2Problem } from "./re2-problem.ts";
import { compileProgram } from "./re2-program.ts";
import type { Captures } from "./run-program.ts";

const reference = /\\(?<escaped>.?)/gsu;

/**
 * Checks the substitution of a `regex_rewrite` against its pattern, which {@link checkRe2} must take: RE2 knows `\0` to `\9` and
 * `\\`. Envoy accepts anything and fails at the first request, so this is found here or never. `undefined`: it is fine.
 */
export function checkRe2Substitution(pattern: string, substitution: string): Re2Problem | undefined {
  const { groups } = compileProgram(parseRe2(toByteText(pattern)));
  for (const found of substitution.matchAll(reference)) {
    const escaped = found.groups?.["escaped"] ?? "";
    const problem = problemOf(escaped, groups);
    if (problem === undefined) continue;
    return { ...problem, offset: found.index, fragment: found[0] };
  }
  return undefined;
}

/** The substitution with its references filled in, for one match; all of them as bytes. */
export function expandRewrite(substitution: string, text: string, captures: Captures): string {
  return substitution.replaceAll(reference, (_whole, escaped: string) => {
    if (escaped === "\\") return "\\";
    const group = Number(escaped);
    const start = captures[2 * group] ?? -1;
    return start < 0 ? "" : text.slice(start, captures[2 * group + 1]);
  });
}

function problemOf(escaped: string, groups: number): Pick<Re2Problem, "message" | "hint"> | undefined {
  if (escaped === "\\") return undefined;
  if (!/^[0-9]$/.test(escaped)) {
    return {
      message: `Invalid reference in the substitution: \\${escaped}`,
      hint: "Write \\1 to \\9 for a group, \\0 for the whole match, \\\\ for a backslash",
    };
  }
  if (Number(escaped) <= groups) return undefined;
  return { message: `The pattern has no group ${escaped}`, hint: `It has ${String(groups)} groups; \\0 is the whole match` };
}
