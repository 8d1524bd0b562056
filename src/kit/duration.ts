/** What {@link parseDuration} answers: milliseconds, or a sentence that says what is wrong. */
export type ParsedDuration = { readonly ms: number } | { readonly error: string };

/** The parts of `google.protobuf.Duration`; both have the sign of the whole. */
export interface DurationParts {
  readonly seconds: number;
  readonly nanos: number;
}

const unitMs: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
const unitOrder = Object.keys(unitMs);
const whole = /^(?:\d+(?:\.\d+)?(?:ms|[dhms]))+$/u;
const part = /(?<amount>\d+(?:\.\d+)?)(?<unit>ms|[dhms])/gu;
const nanosPerMs = 1_000_000;
/** The most that Envoy takes: its durations are 64-bit nanoseconds. */
const longestMs = 9_223_372_035_000;

/**
 * Reads a length of time as people write it: `200ms`, `1.5s`, `1h30m`, `7d`. Units from long to short, each at most once;
 * rounded to a nanosecond. A bare number is refused, `0` excepted, because nobody can tell seconds from milliseconds.
 */
export function parseDuration(text: string): ParsedDuration {
  if (text === "0") return { ms: 0 };
  if (!whole.test(text)) return { error: explain(text) };
  let ms = 0;
  let last = -1;
  for (const { groups } of text.matchAll(part)) {
    const unit = groups?.["unit"] ?? "";
    const place = unitOrder.indexOf(unit);
    if (place <= last) return { error: `Duration "${text}" has ${unit} after a unit that is not longer; write for example 1h30m` };
    last = place;
    ms += Number(groups?.["amount"]) * (unitMs[unit] ?? 0);
  }
  if (ms > longestMs) return { error: `Duration "${text}" is longer than 292 years, the most that Envoy takes` };
  return { ms: Math.round(ms * nanosPerMs) / nanosPerMs };
}

/** Writes milliseconds as {@link parseDuration} reads them, in the largest units that fit, days as hours: `1h30m`, `1.5s`, `200ms`, `0s`. */
export function formatDuration(ms: number): string {
  if (ms === 0) return "0s";
  if (ms < 1000) return `${plain(ms)}ms`;
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor((ms % 3_600_000) / 60_000);
  const seconds = (ms % 60_000) / 1000;
  const parts = [
    [hours, "h"],
    [minutes, "m"],
    [seconds, "s"],
  ] as const;
  return parts.map(([amount, unit]) => (amount === 0 ? "" : `${plain(amount)}${unit}`)).join("");
}

/** Milliseconds as the two fields of `google.protobuf.Duration`, rounded to a nanosecond. */
export function durationParts(ms: number): DurationParts {
  const seconds = Math.trunc(ms / 1000);
  const nanos = Math.round((ms - seconds * 1000) * nanosPerMs);
  if (Math.abs(nanos) === 1_000_000_000) return { seconds: seconds + Math.sign(nanos), nanos: 0 };
  return { seconds, nanos: nanos === 0 ? 0 : nanos };
}

/** The two fields of `google.protobuf.Duration` as milliseconds; what is absent is 0. */
export function durationFromParts(parts: { readonly seconds?: number; readonly nanos?: number }): number {
  return (parts.seconds ?? 0) * 1000 + (parts.nanos ?? 0) / nanosPerMs;
}

function explain(text: string): string {
  if (/^\d+(?:\.\d+)?$/u.test(text)) return `Duration "${text}" has no unit; write ${text}s or ${text}ms`;
  if (text.startsWith("-")) return `Duration "${text}" is negative`;
  return `Duration "${text}" is not a length of time; write for example 200ms, 1.5s or 1h30m (units d, h, m, s, ms)`;
}

/** A decimal without exponent and without the noise of binary fractions. */
function plain(amount: number): string {
  return amount.toFixed(9).replace(/\.?0+$/u, "");
}
