import type { Check } from "../violation.ts";
import { lengthCheck } from "./length-check.ts";
import type { RuleReader } from "./rule-reader.ts";
import { byteWords } from "./string-checks.ts";

/** Checks of `bytes`. */
export function bytesChecks(rules: RuleReader): Check[] {
  const least = rules.number("min_len");
  const most = rules.number("max_len");
  const check = lengthCheck({
    least: least === undefined ? undefined : { rule: "bytes.min_len", limit: least },
    most: most === undefined ? undefined : { rule: "bytes.max_len", limit: most },
    words: byteWords,
  });
  return check === undefined ? [] : [(value) => check((value as Uint8Array).length)];
}
