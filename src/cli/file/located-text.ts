import type { Violation } from "../../client/client-error.ts";
import type { LocatedProblem } from "../../model/yaml/read-documents.ts";
import { printable } from "../output/table.ts";
import type { FiledObject } from "./filed-object.ts";

/** Problems as compilers write them: `route.yaml:7:5: Field "hostname" is not known here`, the hint below. */
export function locatedText(problems: readonly LocatedProblem[]): string {
  return problems.map((problem) => `${problem.file}:${problem.line}:${problem.column}: ${wordsOf(problem)}`).join("\n");
}

/** The server's violations with their places in the files, as far as they speak of objects in them. */
export function locateViolations(violations: readonly Violation[], objects: readonly FiledObject[]): string {
  return violations.map((violation) => locate(violation, objects)).join("\n");
}

function locate(violation: Violation, objects: readonly FiledObject[]): string {
  const { object, pointer } = violation;
  const filed = objects.find(({ kind, namespace, name }) => kind === object?.kind && name === object.name && namespace === (object.namespace ?? ""));
  if (filed === undefined) return `${printable(pointer)}: ${wordsOf(violation)}`;
  const { line, column } = filed.locate(pointer);
  return `${filed.file}:${line}:${column}: ${wordsOf(violation)}`;
}

function wordsOf({ detail, hint }: Pick<Violation, "detail" | "hint">): string {
  return `${printable(detail)}${hint === undefined ? "" : `\n    ${printable(hint)}`}`;
}
