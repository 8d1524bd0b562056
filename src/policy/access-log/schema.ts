import { z } from "zod";
import { absolutePath } from "../../model/object/common.ts";
import { formatText } from "../format-text.ts";

/** A line for each request or connection. */
export const accessLogSchema = z.strictObject({
  to: z
    .union([
      z.enum(["stdout", "stderr"]),
      z.strictObject({ file: absolutePath.describe("Absolute path on the proxy's machine, in one of the logFolders of its NodeGroup.") }),
    ])
    .describe("Where lines go. Default: stdout.")
    .exactOptional(),
  json: z
    .record(z.string().min(1).max(256), formatText(4096))
    .describe("Fields of a JSON line, values with Envoy's command operators. Default: a set that explains most incidents.")
    .exactOptional(),
  text: formatText(8192).min(1).describe("A line of text instead of JSON; a newline is added when it has none.").exactOptional(),
  minStatus: z.int().min(100).max(599).describe("Only answers with this status or a higher one. Default: all.").exactOptional(),
  sample: z.number().min(0).max(100).describe("Share of the lines that are written, in percent. Default: 100.").exactOptional(),
});
