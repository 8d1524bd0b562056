import { fromByteText, toByteText } from "./byte-text.ts";
import { parseRe2 } from "./parse-re2.ts";
import { programSize } from "./program-size.ts";
import { type Re2Problem, Re2SyntaxError } from "./re2-problem.ts";

/** How a pattern is checked. */
export interface CheckRe2Options {
  /**
   * Largest program that Envoy takes: the runtime key `re2.max_program_size.error_level` of its bootstrap.
   * Default {@link defaultMaxProgramSize}.
   */
  readonly maxProgramSize?: number;
}

/**
 * The limit that our bootstraps set. Envoy's own default, 100, is passed by patterns as common as `[a-z0-9-]{1,63}`; RE2
 * matches in linear time, so the limit only guards memory (about 16 bytes an instruction).
 */
export const defaultMaxProgramSize = 32_768;

/**
 * Checks a pattern against RE2's grammar as Envoy 1.40 applies it (RE2's default options, Latin-1 mode) and against the limit
 * of its program. `undefined`: Envoy takes it. The empty pattern is fine for RE2; Envoy's own rules refuse it.
 */
export function checkRe2(pattern: string, { maxProgramSize = defaultMaxProgramSize }: CheckRe2Options = {}): Re2Problem | undefined {
  const bytes = toByteText(pattern);
  try {
    const size = programSize(parseRe2(bytes));
    return size > maxProgramSize ? tooLarge(pattern, size, maxProgramSize) : undefined;
  } catch (error) {
    if (error instanceof Re2SyntaxError) return toProblem(bytes, error);
    throw error;
  }
}

/** Instructions of the program of a pattern that {@link checkRe2} takes. */
export function sizeOfRe2(pattern: string): number {
  return programSize(parseRe2(toByteText(pattern)));
}

function toProblem(bytes: string, error: Re2SyntaxError): Re2Problem {
  const fragment = fromByteText(bytes.slice(error.start, error.end));
  return {
    message: `${error.message}: ${fragment}`,
    offset: fromByteText(bytes.slice(0, error.start)).length,
    fragment,
    hint: error.hint,
  };
}

function tooLarge(pattern: string, size: number, most: number): Re2Problem {
  return {
    message: `Program size of ${String(size)} is more than ${String(most)}`,
    offset: 0,
    fragment: pattern,
    hint: "Repeat fewer times, or smaller things: each copy counts",
  };
}
