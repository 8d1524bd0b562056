/** Units of calendar windows. Weeks begin on Monday. */
export const calendarUnits = ["hour", "day", "week", "month", "year"] as const;

/** A unit of calendar windows. */
export type CalendarUnit = (typeof calendarUnits)[number];

/**
 * How time is cut into windows: into lengths counted from the Unix epoch (`length`, milliseconds, as the reference service does it), or by the
 * calendar of a time zone.
 */
export type Window = { readonly kind: "length"; readonly ms: number } | { readonly kind: "calendar"; readonly unit: CalendarUnit; readonly timeZone: string };

/** True for a name of the IANA time zone database that this platform knows: `UTC`, `Europe/Berlin`. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
