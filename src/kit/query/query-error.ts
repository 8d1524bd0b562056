/**
 * What can go wrong with a query engine.
 *
 * - `ERR_QUERY_COMPUTE`: one or more entries could not be computed (or compared); see `failures`. The engine stays usable: such an
 *   entry keeps its last good value, everything else is up to date, and each `settle` tries it again.
 * - `ERR_QUERY_OBSERVER`: an observer threw. All other observers were told nevertheless.
 * - `ERR_QUERY_READ`: a computation read what it must not: a collection made later than its own, or one of another engine.
 * - `ERR_QUERY_MISUSE`: a call at a moment or with a value that the engine cannot accept; a mistake of the program.
 */
export type QueryErrorCode = "ERR_QUERY_COMPUTE" | "ERR_QUERY_OBSERVER" | "ERR_QUERY_READ" | "ERR_QUERY_MISUSE";

/** One entry that could not be computed, or (without key) one observer that threw. */
export interface QueryFailure {
  readonly collection: string;
  readonly key?: string;
  readonly cause: unknown;
}

/** Thrown by the query engine; `cause` is the first of the failures' causes. */
export class QueryError extends Error {
  override readonly name = "QueryError";
  readonly code: QueryErrorCode;
  readonly failures: readonly QueryFailure[];

  constructor(code: QueryErrorCode, message: string, failures: readonly QueryFailure[] = []) {
    super(message, failures[0] === undefined ? undefined : { cause: failures[0].cause });
    this.code = code;
    this.failures = failures;
  }
}

/** One error for all failures of one settle or flush, which names the first and counts the others. */
export function failuresError(failures: readonly QueryFailure[]): QueryError {
  const [first] = failures;
  if (first === undefined) throw new QueryError("ERR_QUERY_MISUSE", "There is no failure to report");
  const more = failures.length > 1 ? ` (and ${failures.length - 1} more)` : "";
  if (first.key === undefined) {
    return new QueryError("ERR_QUERY_OBSERVER", `An observer of collection "${first.collection}" failed: ${reasonOf(first.cause)}${more}`, failures);
  }
  const message = `Entry "${first.key}" of collection "${first.collection}" could not be computed: ${reasonOf(first.cause)}${more}`;
  return new QueryError("ERR_QUERY_COMPUTE", message, failures);
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
