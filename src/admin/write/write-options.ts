import type { ETagCondition } from "../http/etag.ts";
import { headerParameters, queryParameters } from "../http/parameters.ts";
import { AdminError } from "../problem/admin-error.ts";
import type { WriteCondition } from "./write-intent.ts";

/** Query parameters of everything that changes objects. */
export const writeQuery = {
  dryRun: queryParameters.dryRun,
  force: queryParameters.force,
  reason: queryParameters.reason,
  wait: queryParameters.wait,
  timeout: queryParameters.timeout,
} as const;

/** Header parameters of everything that changes objects. */
export const reasonHeader = { "x-sluice-reason": headerParameters.reason } as const;

/** Header parameters of changes to one object. */
export const conditionHeaders = { ...reasonHeader, "if-match": headerParameters.ifMatch } as const;

/** Header parameters of a replacement. */
export const putHeaders = { ...conditionHeaders, "if-none-match": headerParameters.ifNoneMatch } as const;

/** The values of {@link writeQuery}. */
export interface WriteQuery {
  readonly dryRun?: boolean;
  readonly force?: string;
  readonly reason?: string;
  readonly wait?: "programmed";
  readonly timeout?: number;
}

/** The values of {@link putHeaders}. */
export interface WriteHeaders {
  readonly "x-sluice-reason"?: string;
  readonly "if-match"?: ETagCondition;
  readonly "if-none-match"?: "*";
}

/** What is expected of the object, by the headers and `force`. */
export function conditionOf(query: WriteQuery, headers: WriteHeaders): WriteCondition {
  const { "if-match": match, "if-none-match": absent } = headers;
  const said = [match === undefined ? [] : ["If-Match"], absent === undefined ? [] : ["If-None-Match"], query.force === undefined ? [] : ["force"]].flat();
  if (said.length > 1) {
    const detail = `${said.join(" and ")} exclude each other`;
    throw new AdminError("INVALID_PARAMETER", detail, { violations: [{ in: "header", pointer: "/if-match", code: "EXCLUSIVE", detail }] });
  }
  if (match !== undefined) return { kind: "match", etags: match };
  if (absent !== undefined) return { kind: "absent" };
  return { kind: query.force === undefined ? "unsaid" : "any" };
}

/** The reason for the history, wherever it was given. */
export function reasonOf(query: WriteQuery, headers: WriteHeaders, inBody = ""): string {
  const reason = headers["x-sluice-reason"] ?? query.reason ?? inBody;
  if (query.force === undefined) return reason;
  return reason === "" || reason === query.force ? `forced: ${query.force}` : `${reason} (forced: ${query.force})`;
}
