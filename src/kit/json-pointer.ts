/** One step of a JSON Pointer: a member's name or an index. */
export type PointerSegment = string | number;

/** What {@link getAtPointer} answers: the value, or that there is none. */
export type PointerTarget = { readonly found: true; readonly value: unknown } | { readonly found: false };

/** A JSON Pointer (RFC 6901) from its segments: `pointer("spec", "rules", 0)` is `/spec/rules/0`; no segment is the whole document. */
export function pointer(...segments: readonly PointerSegment[]): string {
  return segments.map((segment) => `/${escapePointerSegment(segment)}`).join("");
}

/** A pointer one step deeper. */
export function appendPointer(base: string, segment: PointerSegment): string {
  return `${base}/${escapePointerSegment(segment)}`;
}

/** `~` becomes `~0` and `/` becomes `~1`. */
function escapePointerSegment(segment: PointerSegment): string {
  const text = String(segment);
  return /[~/]/u.test(text) ? text.replaceAll("~", "~0").replaceAll("/", "~1") : text;
}

/** The segments of a pointer, or `undefined` when it is malformed: it starts without `/`, or has a `~` that is not `~0` or `~1`. */
export function parsePointer(text: string): readonly string[] | undefined {
  if (text === "") return [];
  if (!text.startsWith("/") || /~(?![01])/u.test(text)) return undefined;
  return text
    .slice(1)
    .split("/")
    .map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** The value at a pointer. Own members only; an index has no leading zero. A malformed pointer finds nothing. */
export function getAtPointer(document: unknown, text: string): PointerTarget {
  const segments = parsePointer(text);
  if (segments === undefined) return { found: false };
  let value = document;
  for (const segment of segments) {
    if (!hasSegment(value, segment)) return { found: false };
    value = Reflect.get(value, segment);
  }
  return { found: true, value };
}

function hasSegment(value: unknown, segment: string): value is object {
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return /^(?:0|[1-9]\d*)$/u.test(segment) && Number(segment) < value.length;
  return Object.hasOwn(value, segment);
}
