import type { Json } from "../../kit/json.ts";
import { appendPointer } from "../../kit/json-pointer.ts";
import { nearestName } from "../../kit/nearest-name.ts";
import { authTestKind } from "../../model/auth/auth-test-schema.ts";
import { fleetKinds, type Kind, keyText, kinds } from "../../model/object/object.ts";
import { type LocatedProblem, readDocuments, type TextPlace, type YamlDocument } from "../../model/yaml/read-documents.ts";
import type { CliContext } from "../cli-context.ts";
import { CliError } from "../exit-code.ts";
import { titleOf } from "../parse-kind.ts";
import type { FiledObject } from "./filed-object.ts";
import { findFiles } from "./find-files.ts";
import { locatedText } from "./located-text.ts";

/** The objects of some files, and what is wrong with the files themselves. */
export interface FiledObjects {
  readonly objects: readonly FiledObject[];
  readonly problems: readonly LocatedProblem[];
}

/** Reads the objects of files; throws `ERR_CLI_INVALID` with every problem and its place when there is one. */
export async function readObjectFiles(context: CliContext, names: readonly string[]): Promise<FiledObjects> {
  const read = await scanObjectFiles(context, names);
  if (read.problems.length > 0) throw new CliError("ERR_CLI_INVALID", locatedText(read.problems));
  if (read.objects.length === 0) throw new CliError("ERR_CLI_FILE", `No object in ${names.join(", ")}`);
  return read;
}

/** Reads the objects of files as far as it can be told what they are. */
export async function scanObjectFiles(context: CliContext, names: readonly string[]): Promise<FiledObjects> {
  const texts = await findFiles(context, names);
  const read = texts.map(({ name, text }) => readDocuments(text, name));
  const placed = read.flatMap(({ documents }) => documents.flatMap(unwrap)).map(identify);
  const objects = placed.flatMap((one) => ("object" in one ? [one.object] : []));
  const problems = [...read.flatMap(({ problems: found }) => found), ...placed.flatMap((one) => ("problems" in one ? one.problems : []))];
  return { objects, problems: [...problems, ...repeated(objects)] };
}

interface Placed {
  readonly value: unknown;
  readonly file: string;
  readonly locate: (pointer: string) => TextPlace;
}

/** `export -o json` writes one document with a list of objects. Tests of policies stand beside them, and are none. */
function unwrap(document: YamlDocument): readonly Placed[] {
  const { value, file } = document;
  if (isObject(value) && value["kind"] === authTestKind) return [];
  const locate = (pointer: string): TextPlace => document.locate(pointer);
  const inner = isObject(value) && value["kind"] === undefined ? value["objects"] : undefined;
  if (!Array.isArray(inner)) return [{ value, file, locate }];
  return inner.map((item: unknown, index) => ({ value: item, file, locate: (pointer: string) => locate(`${appendPointer("/objects", index)}${pointer}`) }));
}

function identify(placed: Placed): { readonly object: FiledObject } | { readonly problems: readonly LocatedProblem[] } {
  const { value, file, locate } = placed;
  if (!isObject(value))
    return {
      problems: [problem(placed, { pointer: "", code: "WRONG_TYPE", detail: "An object is expected here, with kind, name, namespace, labels and spec" })],
    };
  const { kind, name, namespace } = value;
  const known = kinds.find((candidate) => candidate === kind);
  const problems = [
    ...(known === undefined ? [unknownKind(placed, kind)] : []),
    ...(typeof name === "string"
      ? []
      : [problem(placed, { pointer: "/name", code: "MISSING_FIELD", detail: name === undefined ? "Field name is missing" : "Field name is not a text" })]),
    ...(namespace === undefined || typeof namespace === "string"
      ? []
      : [problem(placed, { pointer: "/namespace", code: "WRONG_TYPE", detail: "Field namespace is not a text" })]),
  ];
  if (known === undefined || typeof name !== "string" || problems.length > 0) return { problems };
  return { object: { kind: known, namespace: namespaceOf(known, namespace), name, document: value as Json, file, locate } };
}

function namespaceOf(kind: Kind, namespace: unknown): string {
  if (fleetKinds.has(kind)) return "";
  return typeof namespace === "string" ? namespace : "default";
}

function unknownKind(placed: Placed, kind: unknown): LocatedProblem {
  if (kind === undefined) return problem(placed, { pointer: "", code: "MISSING_FIELD", detail: "Field kind is missing", hint: `One of ${kinds.join(", ")}` });
  const meant = typeof kind === "string" ? nearestName(kind, kinds) : undefined;
  const hint = meant === undefined ? `One of ${kinds.join(", ")}` : `Did you mean ${meant}?`;
  return problem(placed, { pointer: "/kind", code: "UNKNOWN_KIND", detail: `Kind ${JSON.stringify(kind)} is unknown`, hint });
}

function repeated(objects: readonly FiledObject[]): readonly LocatedProblem[] {
  const groups = Map.groupBy(objects, keyText);
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const { line } = first.locate("");
    return others.map((other) => problem(other, { pointer: "", code: "REPEATED", detail: `${titleOf(other)} stands in ${first.file}:${line} already` }));
  });
}

function problem({ file, locate }: Pick<Placed, "file" | "locate">, what: { pointer: string; code: string; detail: string; hint?: string }): LocatedProblem {
  return { ...what, file, ...locate(what.pointer) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
