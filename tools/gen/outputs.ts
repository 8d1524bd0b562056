import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Descriptor, describe } from "./describe.ts";
import { emitMessages, emitServices } from "./emit-tables.ts";
import { emitTypes, header, packagePath } from "./emit-types.ts";
import { loadProtos } from "./load-protos.ts";
import { listNamed, type Named } from "./names.ts";
import { rootFiles } from "./roots.ts";

/** Everything that belongs into src/gen, by path relative to it. Same .proto files, same text. */
export function makeOutputs(protoFolder: string): Map<string, string> {
  const descriptor = describe(loadProtos(protoFolder, rootFiles).root);
  const named = listNamed(descriptor);
  const byName = new Map(named.map((entry) => [entry.full, entry]));
  const outputs = new Map<string, string>([
    ["descriptor.json", emitDescriptor(descriptor)],
    ["messages.ts", emitMessages(named)],
    ["services.ts", emitServices(descriptor)],
    ...readTemplates(),
  ]);
  for (const [name, members] of groupByPackage(named)) {
    outputs.set(packagePath(name), emitTypes(members, byName));
  }
  return outputs;
}

/** One type a line, so that a new version of Envoy's API reads as a diff. */
function emitDescriptor(descriptor: Descriptor): string {
  const types = Object.entries(descriptor.types).map(([name, type]) => `${JSON.stringify(name)}:${JSON.stringify(type)}`);
  return `{"services":${JSON.stringify(descriptor.services)},\n"types":{\n${types.join(",\n")}\n}}\n`;
}

function groupByPackage(named: readonly Named[]): Map<string, Named[]> {
  return Map.groupBy(named, (entry) => entry.package);
}

/** The hand-written part: type-checked in place, copied with its imports of generated files made local. */
function readTemplates(): [string, string][] {
  const folder = join(import.meta.dirname, "template");
  return readdirSync(folder)
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .sort()
    .map((name) => {
      const text = readFileSync(join(folder, name), "utf8").replaceAll("../../../src/gen/", "./");
      return [name, `${header}\n${text}`];
    });
}
