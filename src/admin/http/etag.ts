/** What `If-Match` or `If-None-Match` says. */
export type ETagCondition = { readonly kind: "any" } | { readonly kind: "list"; readonly tags: readonly ETag[] };

/** An entity tag (RFC 9110, section 8.8.3). */
export interface ETag {
  readonly weak: boolean;
  readonly value: string;
}

/** The strong entity tag of a revision. */
export function revisionETag(revision: number): string {
  return `"${revision}"`;
}

/** A strong entity tag of an opaque text, whatever characters it has. */
export function opaqueETag(text: string): string {
  return `"${encodeURIComponent(text)}"`;
}

const oneTag = /^(?<weak>W\/)?"(?<value>[\x21\x23-\x7e\x80-\xff]*)"$/u;

/** Reads `*` or a list of entity tags; undefined when it is neither. */
export function parseETagCondition(text: string): ETagCondition | undefined {
  if (text.trim() === "*") return { kind: "any" };
  // A comma inside a tag's quotes separates nothing.
  const parts = text.match(/(?:W\/)?"[^"]*"|[^,\s][^,]*/gu) ?? [];
  const tags: ETag[] = [];
  for (const part of parts) {
    const groups = oneTag.exec(part.trim())?.groups;
    if (groups === undefined) return undefined;
    tags.push({ weak: groups["weak"] !== undefined, value: groups["value"] ?? "" });
  }
  return tags.length === 0 ? undefined : { kind: "list", tags };
}

/** Strong comparison, for `If-Match`: a weak tag never matches (RFC 9110, section 13.1.1). */
export function matchesStrongly(condition: ETagCondition, etag: string): boolean {
  return condition.kind === "any" || condition.tags.some((tag) => !tag.weak && `"${tag.value}"` === etag);
}

/** Weak comparison, for `If-None-Match` (RFC 9110, section 13.1.2). */
export function matchesWeakly(condition: ETagCondition, etag: string): boolean {
  return condition.kind === "any" || condition.tags.some((tag) => `"${tag.value}"` === etag);
}
