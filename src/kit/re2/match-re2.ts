import { fromByteText, toByteText } from "./byte-text.ts";
import { checkRe2 } from "./check-re2.ts";
import { parseRe2 } from "./parse-re2.ts";
import { compileProgram, type Re2Program } from "./re2-program.ts";
import { expandRewrite } from "./rewrite.ts";
import { runProgram } from "./run-program.ts";

/** A compiled pattern that answers as Envoy's RE2 does. */
export interface Re2Matcher {
  /** True when the pattern matches the whole text, as Envoy asks of paths, headers and queries. */
  test(text: string): boolean;
  /**
   * Replaces every match, as Envoy's `regex_rewrite` does; `\1` in the substitution is the first group, `\0` the match, `\\` a
   * backslash. The substitution is one that `checkRe2Substitution` takes.
   */
  replaceAll(text: string, substitution: string): string;
}

/**
 * Compiles a pattern; `undefined` when {@link checkRe2} finds a problem with it. Matching takes time in proportion to the text
 * (no backtracking, so no pattern can hang it), some microseconds a character: for explanations and tests, not for traffic.
 */
export function matchRe2(pattern: string): Re2Matcher | undefined {
  if (checkRe2(pattern) !== undefined) return undefined;
  const program = compileProgram(parseRe2(toByteText(pattern)));
  return {
    test: (text) => runProgram(program, toByteText(text), { from: 0, isWhole: true }) !== undefined,
    replaceAll: (text, substitution) => fromByteText(replaceBytes(program, toByteText(text), toByteText(substitution))),
  };
}

function replaceBytes(program: Re2Program, text: string, substitution: string): string {
  let replaced = "";
  let from = 0;
  let lastEnd = -1;
  while (from <= text.length) {
    const captures = runProgram(program, text, { from, isWhole: false });
    const [start = -1, end = -1] = captures ?? [];
    if (captures === undefined) break;
    replaced += text.slice(from, start);
    if (start === end && start === lastEnd) {
      // An empty match right behind the last one does not count; one byte is copied and the search goes on.
      replaced += text.slice(start, start + 1);
      from = start + 1;
      continue;
    }
    replaced += expandRewrite(substitution, text, captures);
    from = end;
    lastEnd = end;
  }
  return replaced + text.slice(from);
}
