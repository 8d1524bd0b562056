import type { Logger } from "../kit/telemetry.ts";
import { createPinoLogger } from "../telemetry/pino-logger.ts";
import type { ServeSettings } from "./settings/serve-settings.ts";
import { textLog } from "./text-log.ts";

/** The logger of the process: JSON lines or text on standard error, or wherever `write` puts it. */
export function openLogger(settings: Pick<ServeSettings, "logLevel" | "logFormat" | "replicaId">, write?: (text: string) => void): Logger {
  const level = settings.logLevel;
  const fields = { replica: settings.replicaId };
  if (settings.logFormat === "json" && write === undefined) return createPinoLogger({ level, fields });
  const target = write ?? ((text: string) => void process.stderr.write(text));
  return settings.logFormat === "json"
    ? createPinoLogger({ level, fields, destination: { write: target } })
    : createPinoLogger({ level, destination: textLog(target) });
}
