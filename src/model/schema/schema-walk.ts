import type { z } from "zod";

/** The parts of a zod schema's definition that lead to other schemas. */
interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly element?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly in?: z.ZodType;
}

/** The names of the fields that objects at `path` may have; alternatives are joined. Empty where anything or nothing may stand. */
export function fieldsAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  let schemas = alternatives(schema);
  for (const segment of path) schemas = schemas.flatMap((candidate) => step(candidate, segment)).flatMap(alternatives);
  return [...new Set(schemas.flatMap((candidate) => Object.keys(definitionOf(candidate).shape ?? {})))];
}

/** Looks through optional, default and the like, and takes unions apart. */
function alternatives(schema: z.ZodType): readonly z.ZodType[] {
  const { innerType, options, in: source } = definitionOf(schema);
  const inner = innerType ?? source;
  if (inner !== undefined) return alternatives(inner);
  return options === undefined ? [schema] : options.flatMap(alternatives);
}

function step(schema: z.ZodType, segment: PropertyKey): readonly z.ZodType[] {
  const { shape, element, valueType } = definitionOf(schema);
  if (shape !== undefined) return Object.hasOwn(shape, segment) ? [Reflect.get(shape, segment) as z.ZodType] : [];
  const next = element ?? valueType;
  return next === undefined ? [] : [next];
}

function definitionOf(schema: z.ZodType): Definition {
  return schema._zod.def;
}
