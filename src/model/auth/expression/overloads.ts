import type { ValueType } from "./expression-type.ts";
import { scalarTypes } from "./expression-type.ts";

/** One way to call a function: with these arguments, of which a method's receiver is the first. */
export interface Overload {
  readonly parameters: readonly ValueType[];
  readonly result: ValueType;
}

type ScalarName = keyof typeof scalarTypes;

/** `string string: bool` */
function overload(text: string): Overload {
  const [parameters = "", result = ""] = text.split(":").map((part) => part.trim());
  return { parameters: parameters.split(" ").map(typeOf), result: typeOf(result) };
}

function typeOf(word: string): ValueType {
  if (word === "texts") return { kind: "list", of: scalarTypes.string };
  if (word === "list") return { kind: "list", of: scalarTypes.dyn };
  if (word === "map") return { kind: "map", of: scalarTypes.dyn };
  return scalarTypes[word as ScalarName];
}

function table(entries: Readonly<Record<string, readonly string[]>>): ReadonlyMap<string, readonly Overload[]> {
  return new Map(Object.entries(entries).map(([name, texts]) => [name, texts.map(overload)]));
}

const order = ["int int: bool", "double double: bool", "int double: bool", "double int: bool", "string string: bool"];
const orderWithTime = [...order, "timestamp timestamp: bool", "duration duration: bool"];
const sums = ["int int: int", "double double: double"];

/** Operators, by their names in the syntax tree. Those whose types depend on each other – `==`, `? :`, `in`, `[]` – are checked apart. */
export const operators = table({
  "!_": ["bool: bool"],
  "-_": ["int: int", "double: double"],
  "_&&_": ["bool bool: bool"],
  "_||_": ["bool bool: bool"],
  "_<_": orderWithTime,
  "_<=_": orderWithTime,
  "_>_": orderWithTime,
  "_>=_": orderWithTime,
  "_+_": [...sums, "string string: string", "timestamp duration: timestamp", "duration timestamp: timestamp", "duration duration: duration"],
  "_-_": [...sums, "timestamp duration: timestamp", "timestamp timestamp: duration", "duration duration: duration"],
  "_*_": sums,
  "_/_": sums,
  "_%_": ["int int: int"],
});

/** Functions: `size(text)`. */
export const functions = table({
  size: ["string: int", "list: int", "map: int"],
  int: ["int: int", "string: int", "double: int"],
  double: ["double: double", "int: double"],
  string: ["string: string", "int: string", "bool: string"],
  timestamp: ["timestamp: timestamp", "string: timestamp"],
  duration: ["duration: duration", "string: duration"],
});

/** Methods: `text.startsWith("a")`. */
export const methods = table({
  size: ["string: int", "list: int", "map: int"],
  contains: ["string string: bool"],
  startsWith: ["string string: bool"],
  endsWith: ["string string: bool"],
  matches: ["string string: bool"],
  lowerAscii: ["string: string"],
  upperAscii: ["string: string"],
  trim: ["string: string"],
  split: ["string string: texts"],
});
