import { equalJson, type Json, type JsonObject } from "./json.ts";
import { getAtPointer, parsePointer } from "./json-pointer.ts";
import type { Problem } from "./problem.ts";

/** One operation of a JSON Patch (RFC 6902). */
export type JsonPatchOperation =
  | { readonly op: "add" | "replace" | "test"; readonly path: string; readonly value: Json }
  | { readonly op: "remove"; readonly path: string }
  | { readonly op: "move" | "copy"; readonly from: string; readonly path: string };

/** What applying a patch comes to. Pointers of problems go into the patch: `/2/path`. */
export type PatchResult = { readonly kind: "patched"; readonly document: Json } | { readonly kind: "failed"; readonly problems: readonly Problem[] };

/** What {@link parseJsonPatch} answers. */
export type ParsedPatch =
  | { readonly kind: "patch"; readonly operations: readonly JsonPatchOperation[] }
  | { readonly kind: "failed"; readonly problems: readonly Problem[] };

/** Copies of copies double a document with each operation; nothing sensible copies more values than this. */
const copyBudget = 100_000;

/** Reads a JSON Patch document and answers every problem of its form. */
export function parseJsonPatch(value: Json): ParsedPatch {
  if (!Array.isArray(value)) return failed({ code: "INVALID_PATCH", pointer: "", detail: "A JSON Patch is a list of operations" });
  const problems = (value as readonly Json[]).flatMap((operation, index) => operationProblems(operation, `/${index}`));
  return problems.length > 0 ? { kind: "failed", problems } : { kind: "patch", operations: value as unknown as readonly JsonPatchOperation[] };
}

/**
 * Applies a JSON Patch; the document given stays as it is. The first operation that fails ends it, since what follows was
 * written for its result.
 */
export function applyJsonPatch(document: Json, operations: readonly JsonPatchOperation[]): PatchResult {
  let current = document;
  let copied = 0;
  for (const [index, operation] of operations.entries()) {
    const step = applyOperation(current, operation, `/${index}`);
    if (step.kind === "failed") return step;
    if (operation.op === "copy") copied += countValues(getAtPointer(current, operation.from), copyBudget - copied);
    if (copied >= copyBudget) {
      return failed({ code: "PATCH_TOO_LARGE", pointer: `/${index}`, detail: `The patch copies more than ${copyBudget} values` });
    }
    current = step.document;
  }
  return { kind: "patched", document: current };
}

/** Applies a JSON Merge Patch (RFC 7396): members are merged, `null` removes one, everything else replaces. */
export function applyMergePatch(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const merged = new Map<string, Json>(Object.entries(target !== undefined && isObject(target) ? target : {}));
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name);
    else merged.set(name, applyMergePatch(merged.get(name), value));
  }
  return Object.fromEntries(merged);
}

function operationProblems(operation: Json, at: string): readonly Problem[] {
  if (!isObject(operation)) return [{ code: "INVALID_PATCH", pointer: at, detail: "An operation is an object" }];
  const { op } = operation;
  if (typeof op !== "string" || !["add", "remove", "replace", "move", "copy", "test"].includes(op)) {
    const shown = op === undefined ? "is missing" : `has the value ${JSON.stringify(op)}`;
    return [{ code: "INVALID_PATCH", pointer: `${at}/op`, detail: `Member op ${shown}`, hint: "One of add, remove, replace, move, copy, test" }];
  }
  const problems = [...pointerProblems(operation, "path", at)];
  if (op === "move" || op === "copy") problems.push(...pointerProblems(operation, "from", at));
  else if (op !== "remove" && operation["value"] === undefined) {
    problems.push({ code: "INVALID_PATCH", pointer: at, detail: `Operation ${op} has no member value` });
  }
  return problems;
}

function pointerProblems(operation: JsonObject, member: "path" | "from", at: string): readonly Problem[] {
  const text = operation[member];
  if (text === undefined) return [{ code: "INVALID_PATCH", pointer: at, detail: `Operation has no member ${member}` }];
  if (typeof text === "string" && parsePointer(text) !== undefined) return [];
  return [{ code: "INVALID_PATCH", pointer: `${at}/${member}`, detail: `Member ${member} has the value ${JSON.stringify(text)}, which is no JSON Pointer` }];
}

function applyOperation(document: Json, operation: JsonPatchOperation, at: string): PatchResult {
  switch (operation.op) {
    case "add":
    case "remove":
    case "replace":
      return edit(document, { op: operation.op, path: operation.path, value: "value" in operation ? operation.value : undefined, at });
    case "test":
      return applyTest(document, operation, at);
    case "copy":
    case "move":
      return applyTransfer(document, operation, at);
  }
}

function applyTest(document: Json, operation: { readonly path: string; readonly value: Json }, at: string): PatchResult {
  const target = getAtPointer(document, operation.path);
  if (!target.found) return missing(operation.path, `${at}/path`);
  if (equalJson(target.value, operation.value)) return { kind: "patched", document };
  return failed({
    code: "PATCH_TEST_FAILED",
    pointer: at,
    detail: `The value at ${JSON.stringify(operation.path)} is not the one that the operation tests for`,
  });
}

function applyTransfer(document: Json, operation: { readonly op: "move" | "copy"; readonly from: string; readonly path: string }, at: string): PatchResult {
  const source = getAtPointer(document, operation.from);
  if (!source.found) return missing(operation.from, `${at}/from`);
  const add: Edit = { op: "add", path: operation.path, value: source.value as Json, at };
  if (operation.op === "copy" || operation.from === operation.path) return edit(document, add);
  if (operation.path.startsWith(`${operation.from}/`)) {
    return failed({ code: "INVALID_PATCH", pointer: `${at}/path`, detail: `${JSON.stringify(operation.from)} cannot be moved into itself` });
  }
  const removed = edit(document, { op: "remove", path: operation.from, at });
  return removed.kind === "failed" ? removed : edit(removed.document, add);
}

interface Edit {
  readonly op: "add" | "remove" | "replace";
  readonly path: string;
  readonly value?: Json | undefined;
  readonly at: string;
}

function edit(document: Json, change: Edit): PatchResult {
  const segments = parsePointer(change.path) ?? [];
  if (segments.length === 0) return { kind: "patched", document: change.op === "remove" ? null : (change.value ?? null) };
  const changed = editAt(document, segments, change);
  return changed === undefined ? missing(change.path, `${change.at}/path`) : { kind: "patched", document: changed };
}

/** The container with the change at the end of `segments`, or undefined when a step leads nowhere. */
function editAt(container: Json, segments: readonly string[], change: Edit): Json | undefined {
  const [segment = "", ...rest] = segments;
  if (rest.length === 0) return Array.isArray(container) ? editList(container as readonly Json[], segment, change) : editMember(container, segment, change);
  const inner = getAtPointer(container, `/${segment.replaceAll("~", "~0").replaceAll("/", "~1")}`);
  const changed = inner.found ? editAt(inner.value as Json, rest, change) : undefined;
  if (changed === undefined) return undefined;
  if (Array.isArray(container)) return (container as readonly Json[]).with(Number(segment), changed);
  return withMember(container as JsonObject, segment, changed);
}

function editList(list: readonly Json[], segment: string, { op, value = null }: Edit): Json | undefined {
  if (segment === "-") return op === "add" ? [...list, value] : undefined;
  const index = /^(?:0|[1-9]\d{0,14})$/u.test(segment) ? Number(segment) : Number.POSITIVE_INFINITY;
  if (index > (op === "add" ? list.length : list.length - 1)) return undefined;
  if (op === "replace") return list.with(index, value);
  return op === "add" ? list.toSpliced(index, 0, value) : list.toSpliced(index, 1);
}

function editMember(container: Json, segment: string, { op, value = null }: Edit): Json | undefined {
  if (!isObject(container) || segment === "__proto__") return undefined;
  if (op === "add") return withMember(container, segment, value);
  if (!Object.hasOwn(container, segment)) return undefined;
  if (op === "replace") return withMember(container, segment, value);
  return Object.fromEntries(Object.entries(container).filter(([name]) => name !== segment));
}

function withMember(object: JsonObject, name: string, value: Json): JsonObject {
  return { ...object, [name]: value };
}

function missing(path: string, at: string): PatchResult {
  return failed({ code: "PATCH_PATH_MISSING", pointer: at, detail: `There is nothing at ${JSON.stringify(path)}` });
}

function failed(problem: Problem): { readonly kind: "failed"; readonly problems: readonly Problem[] } {
  return { kind: "failed", problems: [problem] };
}

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** How many values a tree has, counted no further than `limit`. */
function countValues(target: { readonly found: boolean; readonly value?: unknown }, limit: number): number {
  const open: unknown[] = [target.value];
  let count = 0;
  for (; open.length > 0 && count < limit; count += 1) {
    const value = open.pop();
    const members: readonly unknown[] = typeof value === "object" && value !== null ? Object.values(value) : [];
    // One by one: a spread of a hundred thousand arguments would overflow the stack.
    for (const member of members) open.push(member);
  }
  return count;
}
