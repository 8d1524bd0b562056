import { LaneLimitError, type LaneLimits, resolveLaneLimits } from "../../http2/limits/lane-limits.ts";
import { nearestName } from "../../kit/nearest-name.ts";
import { textSchema } from "./option.ts";

const names = Object.keys(resolveLaneLimits());

/** The schema of `--lane-limits`. */
export const laneLimitsSchema = textSchema(parseLaneLimits).optional();

/** Reads `maxConnections=20000,idleTimeoutMs=60000`; what is wrong is told with what would be right. */
function parseLaneLimits(text: string): { readonly value: Partial<LaneLimits> } | { readonly expected: string } {
  const limits: Record<string, number> = {};
  for (const pair of text.split(",")) {
    const { name = "", value = "" } = /^\s*(?<name>\w+)=(?<value>\d+)\s*$/u.exec(pair)?.groups ?? {};
    if (name === "") return { expected: "must be NAME=NUMBER with commas between them, for example maxConnections=20000,idleTimeoutMs=60000" };
    if (!names.includes(name)) return { expected: unknown(name) };
    limits[name] = Number(value);
  }
  try {
    resolveLaneLimits(limits);
  } catch (error) {
    if (error instanceof LaneLimitError) return { expected: `is out of range: ${error.message}` };
    throw error;
  }
  return { value: limits };
}

function unknown(name: string): string {
  const meant = nearestName(name, names);
  return `names a limit ${name}, which there is not${meant === undefined ? `; there are ${names.join(", ")}` : `: did you mean ${meant}?`}`;
}
