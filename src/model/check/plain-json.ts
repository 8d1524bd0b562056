import { appendPointer } from "../../kit/json-pointer.ts";
import type { Problem } from "../../kit/problem.ts";

/** Deeper than any object of ours; protects what walks values by recursion. */
const deepest = 64;

/**
 * What of a value is not plain, safe JSON: numbers that are not finite, texts with NUL or half a surrogate pair (no protobuf string can
 * carry them), members called `__proto__`, values that JSON does not have, and nesting deeper than 64.
 */
export function plainJsonProblems(value: unknown, pointer = "", depth = 0): readonly Problem[] {
  if (typeof value === "string") return textProblems(value, pointer);
  if (typeof value === "number") return Number.isFinite(value) ? [] : [{ code: "INVALID_VALUE", pointer, detail: `Number ${value} is not finite` }];
  if (value === null || typeof value === "boolean") return [];
  if (typeof value !== "object") return [{ code: "INVALID_VALUE", pointer, detail: `Value of type ${typeof value} is not JSON` }];
  if (depth >= deepest) return [{ code: "TOO_DEEP", pointer, detail: `Value is nested deeper than ${deepest} levels` }];
  if (Array.isArray(value)) return value.flatMap((item: unknown, index) => plainJsonProblems(item, appendPointer(pointer, index), depth + 1));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype)
    return [{ code: "INVALID_VALUE", pointer, detail: `Value of class ${value.constructor.name} is not JSON` }];
  return Object.entries(value).flatMap(([name, member]) => memberProblems(name, member, { pointer: appendPointer(pointer, name), depth: depth + 1 }));
}

function memberProblems(name: string, member: unknown, place: { readonly pointer: string; readonly depth: number }): readonly Problem[] {
  if (name === "__proto__") return [{ code: "INVALID_NAME", pointer: place.pointer, detail: 'Member "__proto__" may not be used' }];
  return [...textProblems(name, place.pointer), ...plainJsonProblems(member, place.pointer, place.depth)];
}

function textProblems(text: string, pointer: string): readonly Problem[] {
  if (text.includes("\0")) return [{ code: "INVALID_TEXT", pointer, detail: "Text has a NUL character" }];
  return text.isWellFormed() ? [] : [{ code: "INVALID_TEXT", pointer, detail: "Text has half of a surrogate pair; it is not valid Unicode" }];
}
