import type { CheckWorld } from "./check-world.ts";

/** JSON of a page; the status when it is not 200; a sentence when there was no answer. */
export type Page = { readonly json: unknown } | { readonly status: number } | { readonly fault: string };

/** Gets a page of somebody's REST API. */
export async function getJson(url: string, { signal, timeoutMs }: CheckWorld): Promise<Page> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]), headers: { accept: "application/json" } });
    const text = await answer.text();
    if (answer.status !== 200) return { status: answer.status };
    return { json: JSON.parse(text) as unknown };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { fault: cause instanceof Error ? cause.message : String(cause) };
  }
}

/** A member of what may or may not be an object. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let found = value;
  for (const step of path) {
    if (typeof found !== "object" || found === null) return undefined;
    found = Reflect.get(found, step);
  }
  return found;
}

/** A list, or none. */
export function listAt(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** A text, or an empty one for whatever is none. */
export function textAt(value: unknown, ...path: readonly (string | number)[]): string {
  const found = at(value, ...path);
  return typeof found === "string" ? found : "";
}
