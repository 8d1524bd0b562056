/** A unit of calendar windows. Weeks begin on Monday. */
export type CalendarUnit = "hour" | "day" | "week" | "month" | "year";

/**
 * How time is cut into windows: into lengths counted from the Unix epoch (`length`, milliseconds, as the reference service does it), or by the
 * calendar of a time zone.
 */
export type Window = { readonly kind: "length"; readonly ms: number } | { readonly kind: "calendar"; readonly unit: CalendarUnit; readonly timeZone: string };
