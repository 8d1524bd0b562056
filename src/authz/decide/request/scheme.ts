/** A header's value without its scheme's word (RFC 9110 §11.4), which case does not matter of; undefined when it has another one. */
export function withoutScheme(value: string, scheme: string): string | undefined {
  const end = scheme.length;
  if (value.length <= end || value[end] !== " " || value.slice(0, end).toLowerCase() !== scheme.toLowerCase()) return undefined;
  return value.slice(end + 1).trim();
}
