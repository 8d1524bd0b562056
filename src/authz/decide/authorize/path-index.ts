/** Path templates, each with the number that it is known by. */
export class PathIndex {
  /** By what stands before the first segment that is not a literal: `/api/v1/`. */
  readonly #byPrefix = new Map<string, Entry[]>();
  readonly #ids = new Map<string, number>();
  /** Characters of the longest of these beginnings: no more of a path is looked at, however long somebody makes it. */
  #longest = 0;

  /** The number of a template; equal ones have one. */
  add(template: string): number {
    const known = this.#ids.get(template);
    if (known !== undefined) return known;
    const id = this.#ids.size;
    this.#ids.set(template, id);
    const entry: Entry = { id, expression: templateExpression(template) };
    const prefix = literalPrefix(template);
    this.#byPrefix.set(prefix, [...(this.#byPrefix.get(prefix) ?? []), entry]);
    this.#longest = Math.max(this.#longest, prefix.length);
    return id;
  }

  /** True when there is no template. */
  get empty(): boolean {
    return this.#ids.size === 0;
  }

  /** The numbers of the templates that a path fits, in order. */
  match(path: string): ReadonlySet<number> {
    const found: number[] = [];
    for (let slash = path.indexOf("/"); slash >= 0 && slash < this.#longest; slash = path.indexOf("/", slash + 1))
      this.#test(path, path.slice(0, slash + 1), found);
    this.#test(path, path, found);
    return new Set(found.length < 2 ? found : found.sort((left, right) => left - right));
  }

  #test(path: string, prefix: string, found: number[]): void {
    for (const { id, expression } of this.#byPrefix.get(prefix) ?? []) if (!found.includes(id) && expression.test(path)) found.push(id);
  }
}

interface Entry {
  readonly id: number;
  readonly expression: RegExp;
}

/** Whatever a path that fits begins with: the whole template when it has no variable, else all up to the slash before the first one. */
function literalPrefix(template: string): string {
  const variable = template.search(/[*{]/u);
  return variable < 0 ? template : template.slice(0, template.lastIndexOf("/", variable) + 1);
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
