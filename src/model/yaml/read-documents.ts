import { type Document, isAlias, isCollection, isMap, isScalar, isSeq, LineCounter, type ParsedNode, parseAllDocuments, type YAMLError } from "yaml";
import { parsePointer } from "../../kit/json-pointer.ts";
import type { Problem } from "../../kit/problem.ts";

/** A place in a text; both count from 1. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** A problem and where it stands in a file. */
export interface LocatedProblem extends Problem, TextPlace {
  readonly file: string;
}

/** One value of a file. */
export interface YamlDocument {
  readonly file: string;
  readonly value: unknown;
  /** Where a value stands: the name of the member, the item of the list; the nearest that exists when there is none. */
  locate(pointer: string): TextPlace;
}

/** The values of a text, and what is wrong with the text itself. */
export interface ReadDocuments {
  readonly documents: readonly YamlDocument[];
  readonly problems: readonly LocatedProblem[];
}

/** How many uses of anchors one document may have; guards against texts that grow when they are read. */
const mostAliases = 100;
/** How many problems of one document are told. */
const mostProblems = 20;

/**
 * Reads YAML 1.2 (and so JSON): several documents, and a list at the top as one value each. Two members of one name are an error, as are
 * tags that JSON does not have. Empty documents are left out.
 */
export function readDocuments(text: string, file: string): ReadDocuments {
  const lines = new LineCounter();
  const documents: YamlDocument[] = [];
  const problems: LocatedProblem[] = [];
  for (const document of parse(text, lines)) {
    const found = problemsOf(document, { file, lines });
    problems.push(...found);
    if (found.length > 0 || document.contents === null) continue;
    const read = readValue(document);
    if ("error" in read) problems.push({ code: "INVALID_YAML", pointer: "", detail: read.error, file, ...placeAt(lines, document.contents.range[0]) });
    else if (read.value !== null) documents.push(...expand(read.value, document.contents, { file, lines }));
  }
  return { documents, problems };
}

interface Source {
  readonly file: string;
  readonly lines: LineCounter;
}

type ParsedDocument = Document.Parsed<ParsedNode>;

function parse(text: string, lines: LineCounter): readonly ParsedDocument[] {
  const parsed = parseAllDocuments(text, {
    lineCounter: lines,
    version: "1.2",
    schema: "core",
    uniqueKeys: true,
    stringKeys: true,
    prettyErrors: false,
    strict: true,
    logLevel: "error",
  });
  return "empty" in parsed ? [] : parsed;
}

/** One mistake may bring hundreds after it: the first few are the ones to mend. */
function problemsOf(document: ParsedDocument, source: Source): readonly LocatedProblem[] {
  const errors = [...document.errors, ...document.warnings];
  const tooDeep = errors.find(({ message }) => message.includes("call stack"));
  return (tooDeep === undefined ? errors.slice(0, mostProblems) : [tooDeep]).map((error) => problemOf(error, source));
}

function problemOf(error: YAMLError, { file, lines }: Source): LocatedProblem {
  const place = { pointer: "", file, ...placeAt(lines, error.pos[0]) };
  if (error.code === "DUPLICATE_KEY") return { code: "DUPLICATE_FIELD", detail: "Field stands here a second time", ...place };
  if (error.code === "NON_STRING_KEY") return { code: "INVALID_YAML", detail: "Name of a field is not a text", ...place };
  if (error.message.includes("call stack")) return { code: "INVALID_YAML", detail: "Document is nested too deeply", ...place };
  return { code: "INVALID_YAML", detail: error.message.replace(/\.$/u, ""), ...place };
}

function readValue(document: ParsedDocument): { readonly value: unknown } | { readonly error: string } {
  try {
    const value: unknown = document.toJS({ maxAliasCount: mostAliases });
    return isEndless(value) ? { error: "Document contains itself by an alias" } : { value };
  } catch (error) {
    // The library throws a ReferenceError for both; only its words tell them apart.
    const unresolved = error instanceof ReferenceError && error.message.startsWith("Unresolved alias");
    return {
      error: unresolved ? "Document uses an alias before its anchor is made" : `Document cannot be read, or uses anchors more than ${mostAliases} times`,
    };
  }
}

function isEndless(value: unknown, within: readonly unknown[] = []): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (within.includes(value)) return true;
  return Object.values(value).some((member) => isEndless(member, [...within, value]));
}

function expand(value: unknown, contents: ParsedNode, { file, lines }: Source): readonly YamlDocument[] {
  const make = (item: unknown, node: unknown): YamlDocument => ({
    file,
    value: item,
    locate: (pointer) => placeAt(lines, offsetOf(node, parsePointer(pointer) ?? [])),
  });
  if (!Array.isArray(value) || !isSeq(contents)) return [make(value, contents)];
  return value.map((item: unknown, index) => make(item, contents.items[index]));
}

/** Offset of what a pointer's segments lead to; as deep as they lead. */
function offsetOf(node: unknown, segments: readonly string[]): number {
  let offset = startOf(node) ?? 0;
  let current = node;
  for (const segment of segments) {
    const next = step(current, segment);
    if (next === undefined) break;
    offset = startOf(next.at) ?? offset;
    current = next.node;
  }
  return offset;
}

/** `at` is what a person looks for: a member's name, a list's item. */
function step(node: unknown, segment: string): { readonly node: unknown; readonly at: unknown } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => String(isScalar(key) ? key.value : key) === segment);
    return pair === undefined ? undefined : { node: pair.value, at: pair.key };
  }
  const item = isSeq(node) ? node.items[Number(segment)] : undefined;
  return item === undefined ? undefined : { node: item, at: item };
}

function startOf(node: unknown): number | undefined {
  return isScalar(node) || isCollection(node) || isAlias(node) ? node.range?.[0] : undefined;
}

function placeAt(lines: LineCounter, offset: number): TextPlace {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}
