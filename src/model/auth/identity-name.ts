import type { IdentifyMethod } from "./identify-schema.ts";

/** What a way of identification is called when it has no name: the word of its kind. */
export function identityName(method: IdentifyMethod): string {
  if (method.name !== undefined) return method.name;
  const kind = Object.keys(method).find((field) => field !== "name") ?? "";
  return kind.replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`);
}

/** The names of all ways, in order. */
export function identityNames(methods: readonly IdentifyMethod[]): readonly string[] {
  return methods.map(identityName);
}
