import { inspect } from "node:util";
import { z } from "zod";

const line = z.looseObject({ time: z.string(), level: z.string(), message: z.string() });

/**
 * Turns the logger's JSON lines into lines for people: `12:30:01.123 info  Message  field=value`. What is not such a line passes as it is.
 */
export function textLog(write: (text: string) => void): { write(text: string): void } {
  return {
    write: (text) => {
      for (const entry of text.split("\n")) if (entry !== "") write(`${readable(entry)}\n`);
    },
  };
}

function readable(entry: string): string {
  const read = line.safeParse(parse(entry));
  if (!read.success) return entry;
  const { time, level, message, ...fields } = read.data;
  const words = Object.entries(fields).map(([name, value]) => `${name}=${typeof value === "string" ? shown(value) : inspect(value)}`);
  return [`${time.slice(11, 23)} ${level.padEnd(5)} ${message}`, ...words].join("  ");
}

function shown(value: string): string {
  return /^[\w./:@-]+$/u.test(value) ? value : JSON.stringify(value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
