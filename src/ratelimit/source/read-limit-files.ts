import { isMap, isPair, isScalar, LineCounter, parseAllDocuments, visit } from "yaml";
import { parsePointer } from "../../kit/json-pointer.ts";
import type { Problem } from "../../kit/problem.ts";
import type { RuleNode } from "../decide/rules/rule-tree.ts";
import { addDomain } from "./add-domain.ts";

/** A file's name and text. */
export interface LimitFile {
  readonly name: string;
  readonly text: string;
}

/** A problem and where it stands; lines count from 1. */
export interface FileProblem extends Problem {
  readonly file: string;
  readonly line: number;
}

/** Domains by name, or everything that is wrong. */
export type ReadLimitFiles = { readonly domains: ReadonlyMap<string, RuleNode> } | { readonly problems: readonly FileProblem[] };

/**
 * Reads configurations in the reference service's format, one or several documents a file. Two files of one domain are an error unless `merge`, as
 * there; then the later file, by name, adds to the earlier one.
 */
export function readLimitFiles(files: readonly LimitFile[], { merge }: { readonly merge: boolean }): ReadLimitFiles {
  const problems: FileProblem[] = [];
  const domains = new Map<string, RuleNode>();
  for (const file of [...files].sort((left, right) => (left.name < right.name ? -1 : 1))) addFile(file, { domains, problems, merge });
  return problems.length > 0 ? { problems } : { domains };
}

interface Reading {
  readonly domains: Map<string, RuleNode>;
  readonly problems: FileProblem[];
  readonly merge: boolean;
}

type ParsedDocument = ReturnType<typeof parseAllDocuments>[number];

function addFile({ name, text }: LimitFile, reading: Reading): void {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false });
  for (const document of documents as readonly ParsedDocument[]) {
    const errors = document.errors.map(({ message, pos }) => ({
      code: "INVALID_YAML",
      pointer: "",
      detail: message,
      file: name,
      line: lines.linePos(pos[0]).line,
    }));
    reading.problems.push(...errors);
    if (errors.length > 0 || document.toJS() === null) continue;
    const found = addDocument(document, reading);
    reading.problems.push(...found.map((problem) => ({ ...problem, file: name, line: lineOf(document, problem.pointer, lines) })));
  }
}

function addDocument(document: ParsedDocument, reading: Reading): readonly Problem[] {
  keepTexts(document);
  return addDomain(document.toJS(), reading);
}

/** A value is text, whatever it looks like: `value: 010` and `value: 1.0` mean what stands there. */
function keepTexts(document: ParsedDocument): void {
  visit(document, {
    Pair: (_, { key, value }) => {
      if (isScalar(key) && key.value === "value" && isScalar(value) && typeof value.value !== "string" && value.value !== null) {
        value.value = value.source ?? "";
      }
    },
  });
}

function lineOf(document: ParsedDocument, pointer: string, lines: LineCounter): number {
  const path = parsePointer(pointer) ?? [];
  for (let length = path.length; length > 0; length -= 1) {
    const parent: unknown = document.getIn(path.slice(0, length - 1).map(indexOrName), true);
    const name = path[length - 1] ?? "";
    const pair = isMap(parent) ? parent.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === name) : undefined;
    const node: unknown = pair?.key ?? document.getIn(path.slice(0, length).map(indexOrName), true);
    const start = (node as { readonly range?: readonly number[] } | undefined)?.range?.[0];
    if (start !== undefined) return lines.linePos(start).line;
  }
  return 1;
}

function indexOrName(segment: string): string | number {
  return /^\d+$/u.test(segment) ? Number(segment) : segment;
}
