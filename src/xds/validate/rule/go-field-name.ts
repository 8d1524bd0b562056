/**
 * A field's name as Envoy's validation errors write it: `connect_timeout` → `ConnectTimeout`, and, since the rules come from
 * protoc's Go generator, `consecutive_5xx` → `Consecutive_5Xx`.
 */
export function goFieldName(name: string): string {
  return name
    .replace(/^_/u, "X")
    .replaceAll(/_(?<letter>[a-z])/gu, (_match, letter: string) => letter.toUpperCase())
    .replaceAll(/(?<before>^|\d)(?<letter>[a-z])/gu, (_match, before: string, letter: string) => `${before}${letter.toUpperCase()}`);
}
