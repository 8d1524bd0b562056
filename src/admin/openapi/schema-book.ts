import { z } from "zod";
import type { Json, JsonObject } from "../../kit/json.ts";
import type { BodySchema, RawSchema, SchemaReferences } from "../http/operation.ts";

const home = "#/components/schemas/";

/** Turns zod schemas into JSON Schema (the dialect of OpenAPI 3.1). Schemas with an `id` in their metadata become components of that name. */
export class SchemaBook implements SchemaReferences {
  readonly #components = new Map<string, JsonObject>();
  readonly #known = new Map<BodySchema, JsonObject>();

  /** The schema as an operation writes it: a reference to a component, or the schema itself when it has no name. */
  reference(schema: BodySchema): JsonObject {
    const known = this.#known.get(schema) ?? (schema instanceof z.ZodType ? this.#addZod(schema) : this.#addRaw(schema));
    this.#known.set(schema, known);
    return known;
  }

  /** All components that references lead to, by name. */
  components(): JsonObject {
    return Object.fromEntries([...this.#components].sort(([left], [right]) => (left < right ? -1 : 1)));
  }

  #addRaw({ name, schema }: RawSchema): JsonObject {
    if (name === undefined) return this.#add(schema(this));
    // Raw schemas are made anew by each operation; the name says that they are the same.
    if (!this.#components.has(name)) this.#components.set(name, this.#add(schema(this)));
    return { $ref: `${home}${name}` };
  }

  #addZod(schema: z.ZodType): JsonObject {
    // The input side: what a person may leave out because it has a default is not required.
    return this.#add(z.toJSONSchema(schema, { io: "input", target: "draft-2020-12", unrepresentable: "any" }) as unknown as JsonObject);
  }

  /** The schema, its own definitions moved to the components. */
  #add(made: JsonObject): JsonObject {
    const { $schema: _dialect, $defs, ...own } = made;
    const definitions = new Map(Object.entries(($defs ?? {}) as Readonly<Record<string, JsonObject>>));
    const names = new Map([...definitions].map(([name, definition]) => [name, this.#nameOf(name, definition)]));
    for (const [name, definition] of definitions) this.#components.set(names.get(name) ?? name, moved(definition, names) as JsonObject);
    return moved(own, names) as JsonObject;
  }

  /** Recursive definitions without a name are called `Shared0` and so on; those with equal content share one. */
  #nameOf(name: string, definition: JsonObject): string {
    if (!name.startsWith("__schema")) return name;
    for (let index = 0; ; index += 1) {
      const candidate = `Shared${index}`;
      const present = this.#components.get(candidate);
      const text = JSON.stringify(moved(definition, new Map([[name, candidate]])));
      if (present === undefined || JSON.stringify(present) === text) return candidate;
    }
  }
}

/** The schema with every reference into its own definitions turned into one to a component. */
function moved(value: Json, names: ReadonlyMap<string, string>): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => moved(item, names));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value as JsonObject).map(([name, member]): readonly [string, Json] => {
      if (name !== "$ref" || typeof member !== "string" || !member.startsWith("#/$defs/")) return [name, moved(member, names)];
      const local = member.slice("#/$defs/".length);
      return [name, `${home}${names.get(local) ?? local}`];
    }),
  );
}
