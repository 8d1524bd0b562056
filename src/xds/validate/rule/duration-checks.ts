import type { Duration } from "../../../gen/google/protobuf.ts";
import type { Check } from "../violation.ts";
import { goDuration } from "./go-text.ts";
import { rangeCheck } from "./range.ts";
import type { RuleReader } from "./rule-reader.ts";

/** Longest duration that google.protobuf.Duration can hold. */
const mostSeconds = 315_576_000_000;
const malformed = { rule: "duration.valid", reason: "value must be a duration of at most 315576000000s, seconds and nanos of one sign" };

const durations = {
  compare: (left: Duration, right: Duration) => secondsOf(left) - secondsOf(right) || nanosOf(left) - nanosOf(right),
  show: (duration: Duration) => goDuration(secondsOf(duration), nanosOf(duration)),
};

/** Checks of `duration`. */
export function durationChecks(rules: RuleReader): Check[] {
  const range = rangeCheck<Duration>(rules, durations);
  return range === undefined ? [] : [range];
}

/** Holds for every duration: google.protobuf.Duration's own limits, which Envoy asks for wherever it uses one. */
export const wellFormedDuration: Check = (value) => {
  const seconds = secondsOf(value as Duration);
  const nanos = nanosOf(value as Duration);
  const isInRange = Math.abs(seconds) <= mostSeconds && Math.abs(nanos) < 1_000_000_000;
  return isInRange && seconds * nanos >= 0 ? undefined : malformed;
};

function secondsOf(duration: Duration): number {
  return duration.seconds ?? 0;
}

function nanosOf(duration: Duration): number {
  return duration.nanos ?? 0;
}
