import { readFile } from "node:fs/promises";

/** Form of the lines that {@link readAccessLog} reads; for the `accessLog` policy of a gateway under load. */
export const accessLogText = "%RESPONSE_FLAGS% %RESPONSE_CODE% %REQ(:METHOD)% %REQ(:PATH)% %UPSTREAM_CLUSTER_RAW% %UPSTREAM_HOST% %RESPONSE_CODE_DETAILS%";

/** Envoy writes what it has for the log so often; its default of 10 s would make every test wait. */
export const accessLogArguments = ["--file-flush-interval-msec", "100"] as const;

/** The client went away, or reset its stream: nobody was let down. */
const clientFlags: ReadonlySet<string> = new Set(["DC", "DR"]);

/** What a log says. */
export interface AccessLog {
  readonly lines: number;
  /** Lines with a response flag other than those of a client that left. */
  readonly failures: readonly string[];
}

/** Reads the log of one Envoy; one that is not there yet is empty. */
export async function readAccessLog(file: string): Promise<AccessLog> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  });
  const lines = text.split("\n").slice(0, -1);
  return { lines: lines.length, failures: lines.filter(isFailure) };
}

function isFailure(line: string): boolean {
  const [flags = "-"] = line.split(" ");
  return flags !== "-" && !flags.split(",").every((flag) => clientFlags.has(flag));
}
