import { InvalidArgumentError } from "commander";
import { parseDuration } from "../kit/duration.ts";

/** Reads an option that is a whole number of 0 or more. */
export function parseWholeNumber(text: string): number {
  if (/^\d{1,15}$/u.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a whole number.");
}

/** Reads an option that is a length of time, as milliseconds. */
export function parseTime(text: string): number {
  const parsed = parseDuration(text);
  if ("ms" in parsed) return parsed.ms;
  throw new InvalidArgumentError(`${parsed.error}.`);
}
