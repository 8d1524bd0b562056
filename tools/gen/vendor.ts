import { copyFileSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { loadProtos } from "./load-protos.ts";
import { rootFiles } from "./roots.ts";

/**
 * `node tools/gen/vendor.ts --from FOLDER` takes the files of roots.ts and all that they import from a folder of .proto
 * files (proto/SOURCE.md says how to make one) into proto/, and takes out what is no longer imported.
 */
const { values: options } = parseArgs({ options: { from: { type: "string" } } });
if (options.from === undefined) throw new TypeError("Option --from FOLDER is missing: where the .proto files lie");

const target = join(import.meta.dirname, "../../proto");
const { files } = loadProtos(options.from, rootFiles);
for (const stale of readdirSync(target, { recursive: true, encoding: "utf8" })) {
  if (stale.endsWith(".proto") && !stale.startsWith("sluice") && !files.includes(stale)) rmSync(join(target, stale));
}
for (const file of files) {
  mkdirSync(dirname(join(target, file)), { recursive: true });
  copyFileSync(join(options.from, file), join(target, file));
}
process.stdout.write(`${String(files.length)} files in proto/\n`);
