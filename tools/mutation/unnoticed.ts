import type { Mutant } from "./scores.ts";

/** A mutant with what was changed. */
export interface TriedMutant extends Mutant {
  /** Lines and columns from 1 on, as an editor counts them. */
  readonly location: { readonly start: Position; readonly end: Position };
  readonly replacement?: string | undefined;
}

interface Position {
  readonly line: number;
  readonly column: number;
}

/** What no test noticed, a line a mutant in the order of the places: where it is, what stood there, and what was put there instead. */
export function unnoticed(mutants: readonly TriedMutant[], read: (file: string) => string): readonly string[] {
  return mutants
    .filter(({ status }) => status === "Survived" || status === "NoCoverage")
    .sort((left, right) => left.fileName.localeCompare(right.fileName) || before(left.location.start, right.location.start))
    .map((mutant) => lineOf(mutant, read(mutant.fileName)));
}

function lineOf({ fileName, status, location, replacement }: TriedMutant, text: string): string {
  const { line, column } = location.start;
  const isRun = status === "Survived" ? "" : "(run by no test) ";
  return `${fileName}:${line}:${column} ${isRun}${oneLine(cut(text, location))} → ${oneLine(replacement ?? "")}`;
}

function before(left: Position, right: Position): number {
  return left.line - right.line || left.column - right.column;
}

function cut(text: string, { start, end }: TriedMutant["location"]): string {
  const lines = text.split("\n").slice(start.line - 1, end.line);
  return lines.map((line, index) => line.slice(index === 0 ? start.column - 1 : 0, index === lines.length - 1 ? end.column - 1 : undefined)).join("\n");
}

function oneLine(text: string): string {
  return text.replace(/\s+/gu, " ") || "nothing";
}
