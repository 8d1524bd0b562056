import type { TimeWindow } from "../../../model/auth/rule-schema.ts";

/** Whether a window holds, and how long that answer is good at least, in milliseconds since the Unix epoch. */
export interface WindowState {
  readonly holds: boolean;
  readonly until: number;
}

const minuteMs = 60_000;
/** Every offset of a time zone is a multiple of it, so clocks are put forward and back at its multiples. */
const quarterMs = 15 * minuteMs;
const dayNames: readonly string[] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** Makes a window; the schema has checked its texts. */
export function compileTimeWindow(window: TimeWindow): (now: number) => WindowState {
  const from = window.from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(window.from);
  const until = window.until === undefined ? Number.POSITIVE_INFINITY : Date.parse(window.until);
  const calendar = compileCalendar(window);
  return (now) => {
    if (now < from) return { holds: false, until: from };
    if (now >= until) return { holds: false, until: Number.POSITIVE_INFINITY };
    const { holds, until: changes } = calendar(now);
    return { holds, until: Math.min(until, changes) };
  };
}

function compileCalendar({ days, hours, zone }: TimeWindow): (now: number) => WindowState {
  if (days === undefined && hours === undefined) return () => ({ holds: true, until: Number.POSITIVE_INFINITY });
  const localTime = localTimeIn(zone ?? "UTC");
  const start = hours === undefined ? 0 : minutesOf(hours.from);
  const end = hours === undefined ? 24 * 60 : minutesOf(hours.until);
  const onDays: ReadonlySet<string> = new Set(days ?? dayNames);
  const onDay = (day: number) => onDays.has(dayNames[(day + 7) % 7] ?? "");
  return (now) => {
    const { day, minute } = localTime(now);
    // A window past midnight belongs to the day on which it began.
    const holds = start < end ? minute >= start && minute < end && onDay(day) : (minute >= start && onDay(day)) || (minute < end && onDay(day - 1));
    return { holds, until: nextChange(now, minute, [start, end]) };
  };
}

/** The next edge of the window or of the day, but no later than the next moment at which clocks may be put forward or back. */
function nextChange(now: number, minute: number, edges: readonly number[]): number {
  const thisMinute = Math.floor(now / minuteMs) * minuteMs;
  const away = [...edges, 24 * 60].map((edge) => edge - minute).filter((distance) => distance > 0);
  return Math.min(thisMinute + Math.min(...away) * minuteMs, (Math.floor(now / quarterMs) + 1) * quarterMs);
}

function localTimeIn(zone: string): (now: number) => { readonly day: number; readonly minute: number } {
  const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return (now) => {
    const parts = new Map(format.formatToParts(now).map(({ type, value }) => [type, value]));
    const day = dayNames.indexOf(parts.get("weekday")?.toLowerCase() ?? "");
    return { day, minute: Number(parts.get("hour")) * 60 + Number(parts.get("minute")) };
  };
}

function minutesOf(text: string): number {
  const [hours = 0, minutes = 0] = text.split(":").map(Number);
  return hours * 60 + minutes;
}
