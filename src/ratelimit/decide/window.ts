import type { CalendarUnit, Window } from "../../model/limit/window.ts";

/** One window: `start` belongs to it, `end` to the next; Unix milliseconds. */
export interface WindowSpan {
  readonly start: number;
  readonly end: number;
}

/** The window that `now` (Unix milliseconds) lies in. Throws a RangeError for a time zone that the platform does not know. */
export function windowAt(window: Window, now: number): WindowSpan {
  if (window.kind === "calendar") return calendarWindowAt(window, now);
  const start = now - (now % window.ms);
  return { start, end: start + window.ms };
}

/** The last window of each zone and unit: nearly every question is about the same one. */
const lastWindows = new Map<string, WindowSpan>();
const formats = new Map<string, Intl.DateTimeFormat>();

function calendarWindowAt({ unit, timeZone }: Extract<Window, { kind: "calendar" }>, now: number): WindowSpan {
  const name = `${unit} ${timeZone}`;
  const last = lastWindows.get(name);
  if (last !== undefined && last.start <= now && now < last.end) return last;
  const local = localTime(now, timeZone);
  const span = { start: instantOf(floorTo(local, unit, 0), timeZone), end: instantOf(floorTo(local, unit, 1), timeZone) };
  lastWindows.set(name, span);
  return span;
}

/** The wall clock of a zone, as milliseconds that `Date.UTC` would give for what it shows. */
function localTime(instant: number, timeZone: string): number {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour") % 24, part("minute"), part("second"));
}

function floorTo(local: number, unit: CalendarUnit, ahead: number): number {
  const date = new Date(local);
  const [year, month, day, hour] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate(), date.getUTCHours()];
  switch (unit) {
    case "hour":
      return Date.UTC(year, month, day, hour + ahead);
    case "day":
      return Date.UTC(year, month, day + ahead);
    case "week":
      return Date.UTC(year, month, day - ((date.getUTCDay() + 6) % 7) + 7 * ahead);
    case "month":
      return Date.UTC(year, month + ahead, 1);
    case "year":
      return Date.UTC(year + ahead, 0, 1);
  }
}

/**
 * The first instant at which a zone's clock shows `local` or later. Where the clock is put forward past it (a day that begins at 01:00), that is
 * the instant of the change; where it is put back over it, the first of both.
 */
function instantOf(local: number, timeZone: string): number {
  const dayMs = 86_400_000;
  const offsets = [local - dayMs, local + dayMs].map((probe) => localTime(probe, timeZone) - probe);
  const candidates = offsets.map((offset) => local - offset).sort((left, right) => left - right);
  const exact = candidates.find((instant) => localTime(instant, timeZone) === local);
  return exact ?? changeBetween(Math.min(...candidates), Math.max(...candidates), (instant) => localTime(instant, timeZone) >= local);
}

/** The first instant, between two, that has what the later one has and the earlier one has not. */
function changeBetween(before: number, after: number, has: (instant: number) => boolean): number {
  let [early, late] = [before, after];
  while (late - early > 1000) {
    const middle = Math.floor((early + late) / 2000) * 1000;
    if (has(middle)) late = middle;
    else early = middle;
  }
  return late;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const numeric = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" } as const;
  const made = new Intl.DateTimeFormat("en-US", { timeZone, hourCycle: "h23", ...numeric });
  formats.set(timeZone, made);
  return made;
}
