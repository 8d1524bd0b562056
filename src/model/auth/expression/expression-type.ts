/** The type of a part of an expression. `dyn` is known only when it is evaluated, as what stands in a claim. */
export type ExpressionType = ValueType | RecordType | NamedValues;

/** The type of a value. Maps have texts as keys. */
export type ValueType =
  | { readonly kind: "bool" | "int" | "double" | "string" | "null" | "timestamp" | "duration" | "dyn" }
  | { readonly kind: "list"; readonly of: ValueType }
  | { readonly kind: "map"; readonly of: ValueType };

/** A variable with fields, as `request`. It is no value: only its fields are. */
export interface RecordType {
  readonly kind: "record";
  readonly name: string;
  readonly fields: Readonly<Record<string, ValueType | NamedValues>>;
}

/** Values by names that must be written out, as `request.headers`: so it is known which of them an expression reads. */
export interface NamedValues {
  readonly kind: "named";
  readonly name: string;
  /** The type of each. */
  readonly of: ValueType;
  /** What is wrong with a name; undefined when nothing is. */
  readonly fault: (name: string) => string | undefined;
}

/** The types without parts. */
export const scalarTypes = {
  bool: { kind: "bool" },
  int: { kind: "int" },
  double: { kind: "double" },
  string: { kind: "string" },
  null: { kind: "null" },
  timestamp: { kind: "timestamp" },
  duration: { kind: "duration" },
  dyn: { kind: "dyn" },
} as const satisfies Record<string, ValueType>;

/** A type as CEL writes it: `list(string)`. */
export function typeText(type: ExpressionType): string {
  switch (type.kind) {
    case "list":
      return `list(${typeText(type.of)})`;
    case "map":
      return `map(string, ${typeText(type.of)})`;
    case "record":
    case "named":
      return type.name;
    default:
      return type.kind;
  }
}

/** True when values of both types can be the same: of equal types, of two kinds of numbers, or when that is known only later. */
export function comparable(left: ValueType, right: ValueType): boolean {
  if (left.kind === "dyn" || right.kind === "dyn") return true;
  if (isNumber(left) && isNumber(right)) return true;
  if (left.kind !== right.kind) return false;
  return "of" in left && "of" in right ? comparable(left.of, right.of) : true;
}

/** The type of a value that is of one of two types. */
export function joinTypes(left: ValueType, right: ValueType): ValueType {
  if (left.kind !== right.kind) return scalarTypes.dyn;
  if (left.kind === "list" && right.kind === "list") return { kind: "list", of: joinTypes(left.of, right.of) };
  if (left.kind === "map" && right.kind === "map") return { kind: "map", of: joinTypes(left.of, right.of) };
  return left;
}

function isNumber({ kind }: ValueType): boolean {
  return kind === "int" || kind === "double";
}
