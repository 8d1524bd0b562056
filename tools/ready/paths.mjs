import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Folder of the repository: two levels above this file, wherever the command was called from. */
export const repository = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The folders and files that making ready reads and writes, all below `root`. */
export function pathsOf(root) {
  const cache = join(root, ".cache");
  return {
    root,
    cache,
    lock: join(cache, "ready.lock"),
    node: join(cache, "node"),
    nodeStamp: join(cache, "node", "ready.json"),
    compile: join(cache, "compile"),
    install: join(cache, "install"),
    downloads: join(root, "src", "main", "binary", "downloads.json"),
    packageLock: join(root, "package-lock.json"),
    modules: join(root, "node_modules"),
    modulesStamp: join(root, "node_modules", ".sluice-ready.json"),
    installed: join(root, "node_modules", ".package-lock.json"),
    bin: join(root, "node_modules", ".bin"),
  };
}
