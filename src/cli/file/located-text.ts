import type { Violation } from "../../client/client-error.ts";
import type { LocatedProblem } from "../../model/yaml/read-documents.ts";
import { printable } from "../output/table.ts";
import type { FiledObject } from "./filed-object.ts";

/** Problems as compilers write them: `route.yaml:7:5: Field "hostname" is not known here`, the hint below; each file from top to bottom. */
export function locatedText(problems: readonly LocatedProblem[]): string {
  return inOrder(problems)
    .map((problem) => `${problem.file}:${problem.line}:${problem.column}: ${wordsOf(problem)}`)
    .join("\n");
}

/** The server's violations with their places in the files, as far as they speak of objects in them. */
export function locateViolations(violations: readonly Violation[], objects: readonly FiledObject[]): string {
  const located = violations.map((violation) => locate(violation, objects));
  const placed = located.filter((problem) => typeof problem !== "string");
  return [...located.filter((problem) => typeof problem === "string"), ...(placed.length === 0 ? [] : [locatedText(placed)])].join("\n");
}

/** A violation with its place, or in words when none of the files is meant. */
function locate(violation: Violation, objects: readonly FiledObject[]): LocatedProblem | string {
  const { object, pointer } = violation;
  const filed = objects.find(({ kind, namespace, name }) => kind === object?.kind && name === object.name && namespace === (object.namespace ?? ""));
  if (filed === undefined) return `${printable(pointer)}: ${wordsOf(violation)}`;
  return { ...violation, file: filed.file, ...filed.locate(pointer) };
}

/** Files as they came, places in them from top to bottom. */
export function inOrder(problems: readonly LocatedProblem[]): readonly LocatedProblem[] {
  const files = [...new Set(problems.map(({ file }) => file))];
  const rank = new Map(files.map((file, index) => [file, index]));
  return problems.toSorted((left, right) => (rank.get(left.file) ?? 0) - (rank.get(right.file) ?? 0) || left.line - right.line || left.column - right.column);
}

function wordsOf({ detail, hint }: Pick<Violation, "detail" | "hint">): string {
  return `${printable(detail)}${hint === undefined ? "" : `\n    ${printable(hint)}`}`;
}
