import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { messageOf, StartError } from "../start-error.ts";
import { takeFolderLock } from "./folder-lock.ts";

/** Number of the folder's form; raised when a newer program could not read what an older one wrote, or the other way round. */
export const stateFormat = 1;

/** Name of the file that makes a folder ours. */
export const markerName = "sluice.json";

/** The folder of the embedded store, the keys and what `sluice dev` remembers, held by this process alone. */
export interface StateFolder {
  readonly path: string;
  /** True when this start made it. */
  readonly isNew: boolean;
  /** Path of a file in it. */
  file(name: string): string;
  /** Lets go of the folder; the files stay. */
  close(): void;
}

/** What somebody may put into a folder before its first start: after a loss these files come back first, from where they were kept safe. */
const keptFiles = new Set(["seal.key", "admin.key"]);

const marker = z.object({ kind: z.literal("sluice state folder"), format: z.int() });

/**
 * Opens the folder, or makes it (mode 0700), and locks it until `close` or the end of the process. Throws a `StartError` for a folder
 * that is not ours, of another format, damaged, or in use.
 */
export function openStateFolder(path: string, command: string): StateFolder {
  const isNew = prepareFolder(path);
  const lock = takeFolderLock(path, command);
  return { path, isNew, file: (name) => join(path, name), close: () => lock.release() };
}

/** Makes the folder ours, or checks that it is, without locking it: for files of replicas whose state is elsewhere. */
export function prepareFolder(path: string): boolean {
  const entries = entriesOf(path);
  const foreign = entries?.find((entry) => !keptFiles.has(entry));
  if (entries === undefined || foreign === undefined) {
    makeFolder(path);
    return true;
  }
  if (!entries.includes(markerName)) {
    throw new StartError(
      "ERR_STATE_FOREIGN",
      `Folder ${path} is not a state folder of sluice: it holds ${foreign} and no ${markerName}; choose another one by --state-dir`,
    );
  }
  checkMarker(path);
  return false;
}

function entriesOf(path: string): string[] | undefined {
  try {
    if (!statSync(path).isDirectory()) throw new StartError("ERR_STATE_FOREIGN", `State folder ${path} is a file; choose another one by --state-dir`);
    return readdirSync(path);
  } catch (error) {
    if (error instanceof StartError) throw error;
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new StartError("ERR_STATE_FOLDER", `State folder ${path} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    writeFileSync(join(path, markerName), `${JSON.stringify({ kind: "sluice state folder", format: stateFormat }, undefined, 2)}\n`);
  } catch (cause) {
    throw new StartError("ERR_STATE_FOLDER", `State folder ${path} cannot be made: ${messageOf(cause)}`, { cause });
  }
}

function checkMarker(path: string): void {
  const { format } = readMarker(path);
  if (format > stateFormat) {
    throw new StartError(
      "ERR_STATE_NEWER",
      `State folder ${path} is of format ${format}, written by a newer sluice; this one knows format ${stateFormat}: update sluice, or choose another folder by --state-dir`,
    );
  }
  if (format < stateFormat) {
    throw new StartError(
      "ERR_STATE_OLD",
      `State folder ${path} is of format ${format}, this sluice needs ${stateFormat}: move it away, or carry it over with \`sluice backup\` of the version that wrote it`,
    );
  }
}

function readMarker(path: string): z.infer<typeof marker> {
  try {
    return marker.parse(JSON.parse(readFileSync(join(path, markerName), "utf8")));
  } catch (cause) {
    throw new StartError("ERR_STATE_DAMAGED", `State folder ${path} has a damaged ${markerName}; restore the file or choose another folder by --state-dir`, {
      cause,
    });
  }
}
