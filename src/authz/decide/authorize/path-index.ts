/** Path templates, each with the number that it is known by. */
export class PathIndex {
  readonly #byFirst = new Map<string, Entry[]>();
  readonly #anyFirst: Entry[] = [];
  readonly #ids = new Map<string, number>();

  /** The number of a template; equal ones have one. */
  add(template: string): number {
    const known = this.#ids.get(template);
    if (known !== undefined) return known;
    const id = this.#ids.size;
    this.#ids.set(template, id);
    const entry: Entry = { id, expression: templateExpression(template) };
    const first = firstLiteral(template);
    if (first === undefined) this.#anyFirst.push(entry);
    else this.#byFirst.set(first, [...(this.#byFirst.get(first) ?? []), entry]);
    return id;
  }

  /** True when there is no template. */
  get empty(): boolean {
    return this.#ids.size === 0;
  }

  /** The numbers of the templates that a path fits, in order. */
  match(path: string): ReadonlySet<number> {
    const found: number[] = [];
    const slash = path.indexOf("/", 1);
    const first = path.slice(1, slash < 0 ? undefined : slash);
    for (const { id, expression } of this.#byFirst.get(first) ?? []) if (expression.test(path)) found.push(id);
    for (const { id, expression } of this.#anyFirst) if (expression.test(path)) found.push(id);
    return new Set(found.length < 2 ? found : found.sort((left, right) => left - right));
  }
}

interface Entry {
  readonly id: number;
  readonly expression: RegExp;
}

/** The first segment when it is a literal as a whole: templates are looked up by it. */
function firstLiteral(template: string): string | undefined {
  const [, segment = ""] = template.split("/", 2);
  return /[*{]/u.test(segment) ? undefined : segment;
}

/** Envoy's URI template grammar as an expression: `*` and `{name}` are one segment, `**` is the rest, `{name=pattern}` what the pattern covers. */
function templateExpression(template: string): RegExp {
  const plain = template.replaceAll(/\{[^=}]+\}/gu, "*").replaceAll(/\{[^=}]+=([^}]*)\}/gu, "$1");
  const parts = plain.split(/(\*\*|\*)/u).map((part) => {
    if (part === "**") return ".*";
    if (part === "*") return "[^/]+";
    return part.replaceAll(/[\\^$.|?+()[\]{}]/gu, "\\$&");
  });
  return new RegExp(`^${parts.join("")}$`, "su");
}
