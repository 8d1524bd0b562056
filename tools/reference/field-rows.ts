/** The parts of a JSON Schema that the reference shows. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
}

/** One line of a table. */
export interface FieldRow {
  readonly path: string;
  readonly type: string;
  /** The default, `required`, or nothing. */
  readonly fallback: string;
  readonly description: string;
}

/** Every field of a schema, in the order written; variants of a choice follow each other, a field that several share is listed once. */
export function fieldRows(schema: Schema, options: { readonly skip: ReadonlySet<string> }): readonly FieldRow[] {
  const rows = new Map<string, FieldRow>();
  walk(schema, "", { rows, skip: options.skip });
  return [...rows.values()];
}

interface Walk {
  readonly rows: Map<string, FieldRow>;
  readonly skip: ReadonlySet<string>;
}

function walk(schema: Schema, path: string, context: Walk): void {
  for (const variant of choicesOf(schema)) walk(variant, path, context);
  if (schema.items !== undefined) walk(schema.items, `${path}[]`, context);
  if (typeof schema.additionalProperties === "object") walk(schema.additionalProperties, `${path}.*`, context);
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    if (context.skip.has(name)) continue;
    const inner = path === "" ? name : `${path}.${name}`;
    if (!context.rows.has(inner)) context.rows.set(inner, row(inner, field, schema.required?.includes(name) === true));
    walk(field, inner, context);
  }
}

/** The variants of a choice, null apart: that it unsets a field of a policy is said once, at the top. */
function choicesOf(schema: Schema): readonly Schema[] {
  return [schema.anyOf, schema.oneOf, schema.allOf].flatMap((variants) => variants ?? []).filter((variant) => variant.type !== "null");
}

function row(path: string, field: Schema, required: boolean): FieldRow {
  const fallback = field.default === undefined ? (required ? "required" : "") : `\`${JSON.stringify(field.default)}\``;
  return { path, type: cell(typeText(field)), fallback: cell(fallback), description: cell(field.description ?? "") };
}

function typeText(field: Schema): string {
  const choices = choicesOf(field);
  if (choices.length > 0) return [...new Set(choices.map(typeText))].join(" or ");
  if (field.const !== undefined) return `\`${JSON.stringify(field.const)}\``;
  if (field.enum !== undefined) return field.enum.map((value) => `\`${String(value)}\``).join(", ");
  if (field.type === "array") return `list of ${field.items === undefined ? "any" : typeText(field.items)}`;
  if (field.type === "object" && typeof field.additionalProperties === "object") return `map of ${typeText(field.additionalProperties)}`;
  return `${[field.type ?? "any"].flat().join(" or ")}${rangeText(field)}`;
}

function rangeText({ minimum, maximum }: Schema): string {
  if (minimum === undefined || maximum === undefined || maximum > 2 ** 40) return "";
  return ` ${minimum}–${maximum}`;
}

/** A cell of a Markdown table: one line, no bar. */
function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ").replaceAll("*.", "\\*.");
}
