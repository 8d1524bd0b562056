import type { Duration } from "../../../gen/google/protobuf.ts";
import type { Check } from "../violation.ts";
import { goDuration } from "./go-text.ts";
import { rangeCheck } from "./range.ts";
import type { RuleReader } from "./rule-reader.ts";

/** The most that Envoy takes (its DurationUtil counts 64-bit nanoseconds), some 292 years. */
const mostSeconds = 9_223_372_035;
const malformed = { rule: "duration.valid", reason: "value must be a duration from 0s to 9223372035s, with less than a second of nanos" };

const durations = {
  compare: (left: Duration, right: Duration) => secondsOf(left) - secondsOf(right) || nanosOf(left) - nanosOf(right),
  show: (duration: Duration) => goDuration(secondsOf(duration), nanosOf(duration)),
};

/** Checks of `duration`. */
export function durationChecks(rules: RuleReader): Check[] {
  const range = rangeCheck<Duration>(rules, durations);
  return range === undefined ? [] : [range];
}

/** Holds for every duration: what Envoy asks for wherever it uses one ("Expected positive duration", "Duration out-of-range"). */
export const wellFormedDuration: Check = (value) => {
  const seconds = secondsOf(value as Duration);
  const nanos = nanosOf(value as Duration);
  return seconds >= 0 && seconds <= mostSeconds && nanos >= 0 && nanos < 1_000_000_000 ? undefined : malformed;
};

function secondsOf(duration: Duration): number {
  return duration.seconds ?? 0;
}

function nanosOf(duration: Duration): number {
  return duration.nanos ?? 0;
}
