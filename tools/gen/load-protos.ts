import { join } from "node:path";
import protobuf from "protobufjs";

/** What stands in the .proto files, with everything that they import, as protobufjs reflects it. */
export interface LoadedProtos {
  readonly root: protobuf.Root;
  /** Every file that was read, relative to the folder, sorted. */
  readonly files: readonly string[];
}

/**
 * Reads .proto files and what they import, field names kept as written. Throws protobufjs' own error, which names
 * the file and line, when one is missing or malformed.
 */
export function loadProtos(folder: string, roots: readonly string[]): LoadedProtos {
  const read = new Set<string>();
  const root = new protobuf.Root();
  root.resolvePath = (_origin, target) => {
    read.add(target);
    return join(folder, target);
  };
  forgetBundledFiles();
  root.loadSync([...roots], { keepCase: true });
  root.resolveAll();
  return { root, files: [...read].sort() };
}

/** protobufjs brings google/protobuf/*.proto of its own and takes them before ours; ours are the ones that are checked in. */
function forgetBundledFiles(): void {
  for (const name of Object.keys(protobuf.common)) {
    if (name.endsWith(".proto")) {
      Reflect.deleteProperty(protobuf.common, name);
    }
  }
}
