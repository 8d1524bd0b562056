import type { FieldJson, TypeJson } from "./describe.ts";
import { isEnum, type Named } from "./names.ts";

/** Text of the file that holds the types of one package. `byName` finds the types of other packages. */
export function emitTypes(members: readonly Named[], byName: ReadonlyMap<string, Named>): string {
  const writer = new TypeWriter(members[0]?.package ?? "", byName);
  const declarations = members.map((member) => (isEnum(member.json) ? emitEnum(member.local, member.json.values) : writer.message(member.local, member.json)));
  return `${[header, ...writer.imports(), ...declarations].join("\n")}\n`;
}

/** First line of every generated file. */
export const header = "// Made by `npm run gen` from proto/; do not edit";

/** Path of the file of a package, relative to src/gen: `envoy/config/cluster/v3.ts`. */
export function packagePath(name: string): string {
  return `${name.replaceAll(".", "/")}.ts`;
}

const scalars: Readonly<Record<string, string>> = {
  bool: "boolean",
  bytes: "Uint8Array",
  double: "number",
  fixed32: "number",
  fixed64: "number",
  float: "number",
  int32: "number",
  int64: "number",
  sfixed32: "number",
  sfixed64: "number",
  sint32: "number",
  sint64: "number",
  string: "string",
  uint32: "number",
  uint64: "number",
};

class TypeWriter {
  readonly #package: string;
  readonly #byName: ReadonlyMap<string, Named>;
  readonly #imported = new Set<string>();

  constructor(name: string, byName: ReadonlyMap<string, Named>) {
    this.#package = name;
    this.#byName = byName;
  }

  message(local: string, json: TypeJson): string {
    const oneofs = Object.values(json.oneofs ?? {});
    const inOneof = new Set(oneofs.flatMap(({ oneof }) => oneof));
    const plain = Object.entries(json.fields)
      .filter(([name]) => !inOneof.has(name))
      .map(([name, field]) => `\n  readonly ${name}?: ${this.#field(field)};`)
      .join("");
    const body = plain === "" ? "{}" : `{${plain}\n}`;
    if (oneofs.length === 0) return emitPlain(local, plain, body);
    const unions = oneofs.map(({ oneof }) => this.#oneof(oneof, json));
    return `export type ${local} = ${[plain === "" ? "object" : body, ...unions].join(" & ")};`;
  }

  imports(): string[] {
    const up = "../".repeat(this.#package.split(".").length - 1) || "./";
    return [...this.#imported].sort().map((name) => `import type * as ${alias(name)} from "${up}${packagePath(name)}";`);
  }

  /** A union with one member a field; the others must be absent. */
  #oneof(names: readonly string[], json: TypeJson): string {
    const none = `{ ${names.map((name) => `readonly ${name}?: never`).join("; ")} }`;
    const members = names.map((chosen) => {
      const parts = names.map((name) => (name === chosen ? `readonly ${name}: ${this.#field(json.fields[name] as FieldJson)}` : `readonly ${name}?: never`));
      return `{ ${parts.join("; ")} }`;
    });
    return `(\n  | ${[none, ...members].join("\n  | ")}\n)`;
  }

  #field(field: FieldJson): string {
    const type = this.#type(field.type);
    if (field.keyType !== undefined) return `Readonly<Record<string, ${type}>>`;
    return field.rule === "repeated" ? `readonly ${type}[]` : type;
  }

  #type(name: string): string {
    const scalar = scalars[name];
    if (scalar !== undefined) return scalar;
    const named = this.#byName.get(name.slice(1));
    if (named === undefined) throw new TypeError(`Unknown type ${name} in package ${this.#package}`);
    if (named.package === this.#package) return named.local;
    this.#imported.add(named.package);
    return `${alias(named.package)}.${named.local}`;
  }
}

function emitPlain(local: string, plain: string, body: string): string {
  return plain === "" ? `export type ${local} = Readonly<Record<never, never>>;` : `export interface ${local} ${body}`;
}

function emitEnum(local: string, values: Readonly<Record<string, number>>): string {
  const members = Object.entries(values).map(([name, value]) => `\n  ${name}: ${String(value)},`);
  return `export const ${local} = {${members.join("")}\n} as const;\nexport type ${local} = (typeof ${local})[keyof typeof ${local}];`;
}

function alias(name: string): string {
  return name.replaceAll(".", "_");
}
