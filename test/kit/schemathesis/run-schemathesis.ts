import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestAdmin } from "../admin/start-admin.ts";
import { startProcess } from "../binary/running-process.ts";
import { tempFolder } from "../binary/temp-folder.ts";

/** How much is tried. */
export interface SchemathesisRun {
  readonly path: string;
  readonly phases: string;
  readonly maxExamples: number;
  /** Only this operation. */
  readonly operation?: string;
  /** `schemathesis.toml`; default: none. */
  readonly config?: string;
}

/** What came out. */
export interface SchemathesisResult {
  readonly exit: number | NodeJS.Signals;
  readonly log: string;
  /** How many requests were made. */
  readonly cases: number;
}

/** What every answer must be: no defect of the server, and nothing that the document does not declare. */
const checks = [
  "not_a_server_error",
  "status_code_conformance",
  "content_type_conformance",
  "response_headers_conformance",
  "response_schema_conformance",
  "unsupported_method",
  "allow_header_conformance",
  "ignored_auth",
];

/** Runs schemathesis against a server, as an admin; the watch, which has no end, is left out. */
export async function runSchemathesis(test: TestAdmin, options: SchemathesisRun): Promise<SchemathesisResult> {
  const { path, phases, maxExamples, operation, config = "" } = options;
  const folder = await tempFolder("schemathesis");
  await writeFile(join(folder, "schemathesis.toml"), config);
  const args = [
    ...["run", `${test.running.url}/openapi.json`, "--no-color", "--continue-on-failure", "--seed", "1", "--generation-database", "none"],
    ...["--header", `Authorization: Bearer ${test.token}`, ...chosen(operation), "--request-timeout", "20", "--warnings", "off"],
    ...["--checks", checks.join(","), "--phases", phases, "--max-examples", String(maxExamples)],
  ];
  const child = await startProcess({ path, args, logFile: join(folder, "log"), cwd: folder });
  const exit = await child.exited;
  const log = await child.log();
  return { exit, log, cases: Number(/(?<cases>\d+) generated/u.exec(log)?.groups?.["cases"] ?? 0) };
}

function chosen(operation: string | undefined): readonly string[] {
  return operation === undefined ? ["--exclude-operation-id", "watch"] : ["--include-operation-id", operation];
}
