import { type DestinationStream, type Logger as PinoInstance, pino } from "pino";
import type { LogFields, Logger } from "../kit/telemetry.ts";

/** Options of {@link createPinoLogger}. */
export interface PinoLoggerOptions {
  /** Lines below it are left out. Default `info`. */
  readonly level?: "debug" | "info" | "warn" | "error" | "silent";
  /** Where the lines go. Default standard error, so that standard output stays free for what commands print. */
  readonly destination?: DestinationStream;
  /** Fields of every line. */
  readonly fields?: LogFields;
}

/** Field names whose values never enter a line, whatever a caller hands over (P8). */
const secretFields: ReadonlySet<string> = new Set(["authorization", "adminkey", "apikey", "cookie", "password", "privatekey", "secret", "sealkey", "token"]);

/** Tokens that this program gives out, wherever they stand in a text. */
const tokenText = /slc_[0-9a-z-]+_[A-Za-z0-9_-]{43}/gu;

/**
 * A logger that writes one JSON object a line: `time` (ISO 8601, UTC), `level` (its name), `message` and the fields.
 * Values of fields with a secret's name, and tokens inside texts, are replaced by `[redacted]`.
 */
export function createPinoLogger(options: PinoLoggerOptions = {}): Logger {
  const settings = {
    level: options.level ?? "info",
    base: redactFields(options.fields),
    messageKey: "message",
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return wrap(pino(settings, options.destination ?? pino.destination({ dest: 2, sync: true })));
}

function wrap(instance: PinoInstance): Logger {
  return {
    debug: (message, fields) => instance.debug(redactFields(fields), redactText(message)),
    info: (message, fields) => instance.info(redactFields(fields), redactText(message)),
    warn: (message, fields) => instance.warn(redactFields(fields), redactText(message)),
    error: (message, fields) => instance.error(redactFields(fields), redactText(message)),
    child: (fields) => wrap(instance.child(redactFields(fields))),
  };
}

function redactFields(fields: LogFields | undefined): Record<string, unknown> {
  const entries = Object.entries(fields ?? {}).map(([name, value]) => [name, redactValue(name, value)]);
  return Object.fromEntries(entries) as Record<string, unknown>;
}

function redactValue(name: string, value: LogFields[string]): LogFields[string] {
  if (secretFields.has(name.toLowerCase().replaceAll(/[-_]/gu, ""))) return "[redacted]";
  if (typeof value === "string") return redactText(value);
  return Array.isArray(value) ? value.map(redactText) : value;
}

function redactText(text: string): string {
  return text.includes("slc_") ? text.replaceAll(tokenText, "[redacted]") : text;
}
