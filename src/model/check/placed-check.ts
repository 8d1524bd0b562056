import type { z } from "zod";
import { appendPointer } from "../../kit/json-pointer.ts";
import type { Problem } from "../../kit/problem.ts";

/**
 * A check of one part of a spec. It sees the part as `schema` reads it (defaults filled in) and runs wherever that part is fine by itself,
 * whatever is wrong elsewhere: so that all violations are found in one go.
 */
export interface PlacedCheck {
  readonly path: readonly string[];
  readonly run: (value: unknown, pointer: string) => readonly Problem[];
}

/** Makes a check; `path` names members, `*` stands for every item: `/rules/*`. The empty path is the spec itself. */
export function placed<T>(path: string, schema: z.ZodType<T>, check: (value: T, pointer: string) => readonly Problem[]): PlacedCheck {
  return {
    path: path.split("/").slice(1),
    run: (value, pointer) => {
      const parsed = schema.safeParse(value);
      return parsed.success ? check(parsed.data, pointer) : [];
    },
  };
}

/** Runs checks on a spec that may be anything. */
export function runChecks(checks: readonly PlacedCheck[], spec: unknown): readonly Problem[] {
  return checks.flatMap(({ path, run }) => [...partsAt(spec, path, "/spec")].flatMap(([value, pointer]) => run(value, pointer)));
}

function* partsAt(value: unknown, path: readonly string[], pointer: string): Iterable<readonly [value: unknown, pointer: string]> {
  const [segment, ...rest] = path;
  if (segment === undefined) {
    yield [value, pointer];
    return;
  }
  if (typeof value !== "object" || value === null) return;
  const keys = segment === "*" ? Object.keys(value) : [segment].filter((key) => Object.hasOwn(value, key));
  for (const key of keys) yield* partsAt(Reflect.get(value, key), rest, appendPointer(pointer, key));
}
