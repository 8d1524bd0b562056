import type { IdentifyMethod } from "./identify-schema.ts";

/** What a way of identification is called when it has no name: the word of its kind. */
export function identityName(method: IdentifyMethod): string {
  if (method.name !== undefined) return method.name;
  if (method.apiKey !== undefined) return "api-key";
  return method.jwt === undefined ? "anonymous" : "jwt";
}

/** The names of all ways, in order. */
export function identityNames(methods: readonly IdentifyMethod[]): readonly string[] {
  return methods.map(identityName);
}
