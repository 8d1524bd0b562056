/** One header: the name in lower case, the value as Latin-1 (its bytes, one a character). */
export interface HeaderField {
  readonly name: string;
  readonly value: string;
}

/** What a field counts in a dynamic table and in a header list. Source: RFC 7541, 4.1; RFC 9113, 6.5.2. */
export function fieldBytes(field: HeaderField): number {
  return field.name.length + field.value.length + 32;
}
