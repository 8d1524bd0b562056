import type { ExpressionError } from "./expression-error.ts";
import { comparable, type ExpressionType, joinTypes, type NamedValues, scalarTypes, typeText, type ValueType } from "./expression-type.ts";
import { functions, methods, type Overload, operators } from "./overloads.ts";
import type { ExpressionNode, NodeOf } from "./syntax.ts";

/** Who finds out the types of parts. */
interface PartTypes {
  typeOf(node: ExpressionNode, scope: Scope): ExpressionType;
  valueOf(node: ExpressionNode | undefined, scope: Scope): ValueType;
  entryOf(values: NamedValues, key: ExpressionNode, options?: { readonly isRead: boolean }): ValueType;
  fault(node: ExpressionNode, message: string, hint?: string): ExpressionError;
}

/** The variables of macros, by name. */
export type Scope = ReadonlyMap<string, ValueType>;

/** A call, and the variables of macros around it. */
export interface Call {
  readonly call: NodeOf<"callExpr">;
  readonly scope: Scope;
}

/** The type of a call: of an operator, a function or a method. */
export function checkCall(checker: PartTypes, node: ExpressionNode, { call, scope }: Call): ValueType {
  const special = specials.get(call.function);
  if (special !== undefined && call.target === undefined) return special(checker, node, { call, scope });
  const parts = call.target === undefined ? call.args : [call.target, ...call.args];
  const types = parts.map((part) => checker.valueOf(part, scope));
  const overloads = call.target === undefined ? (operators.get(call.function) ?? functions.get(call.function)) : methods.get(call.function);
  if (overloads === undefined) throw unknown(checker, node, call);
  if (call.function === "_+_" && types.every(({ kind }) => kind === "list")) return types.reduce(joinTypes);
  const result = resultOf(overloads, types);
  if (result !== undefined) return result;
  throw checker.fault(node, `${nameOf(call)} does not take ${types.map(typeText).join(" and ")}`);
}

type Special = (checker: PartTypes, node: ExpressionNode, call: Call) => ValueType;

const specials: ReadonlyMap<string, Special> = new Map<string, Special>([
  ["_==_", equality],
  ["_!=_", equality],
  ["_?_:_", conditional],
  ["@in", membership],
  ["_[_]", index],
  ["@not_strictly_false", (checker, _, { call, scope }) => checker.valueOf(call.args[0], scope)],
]);

function equality(checker: PartTypes, node: ExpressionNode, { call, scope }: Call): ValueType {
  const [left, right] = [checker.valueOf(call.args[0], scope), checker.valueOf(call.args[1], scope)];
  if (comparable(left, right)) return scalarTypes.bool;
  throw checker.fault(node, `Values of the types ${typeText(left)} and ${typeText(right)} are never equal`);
}

function conditional(checker: PartTypes, node: ExpressionNode, { call, scope }: Call): ValueType {
  const condition = checker.valueOf(call.args[0], scope);
  if (condition.kind !== "bool" && condition.kind !== "dyn") throw checker.fault(node, `A condition is a bool, not ${typeText(condition)}`);
  return joinTypes(checker.valueOf(call.args[1], scope), checker.valueOf(call.args[2], scope));
}

function membership(checker: PartTypes, node: ExpressionNode, { call, scope }: Call): ValueType {
  const [item, group] = partsOf(checker, node, call);
  const among = checker.typeOf(group, scope);
  if (among.kind === "named") return checker.entryOf(among, item, { isRead: false });
  const sought = checker.valueOf(item, scope);
  const fits = holds(checker.valueOf(group, scope), sought);
  if (fits) return scalarTypes.bool;
  throw checker.fault(node, `No value of type ${typeText(sought)} can be in ${typeText(among)}`);
}

function holds(among: ValueType, sought: ValueType): boolean {
  if (among.kind === "list") return comparable(among.of, sought);
  if (among.kind === "map") return sought.kind === "string" || sought.kind === "dyn";
  return among.kind === "dyn";
}

function index(checker: PartTypes, node: ExpressionNode, { call, scope }: Call): ValueType {
  const [group, key] = partsOf(checker, node, call);
  const among: ExpressionType = checker.typeOf(group, scope);
  if (among.kind === "named") return checker.entryOf(among, key);
  const of = checker.valueOf(group, scope);
  const by = checker.valueOf(key, scope);
  const byText = by.kind === "string" || by.kind === "dyn";
  const byNumber = by.kind === "int" || by.kind === "dyn";
  if (of.kind === "list" && byNumber) return of.of;
  if (of.kind === "map" && byText) return of.of;
  if (of.kind === "dyn" && (byText || byNumber)) return scalarTypes.dyn;
  throw checker.fault(node, `A value of type ${typeText(of)} has no entry by ${typeText(by)}`);
}

function partsOf(checker: PartTypes, node: ExpressionNode, { args: [first, second] }: Call["call"]): readonly [ExpressionNode, ExpressionNode] {
  if (first === undefined || second === undefined) throw checker.fault(node, "A part is missing");
  return [first, second];
}

/** What the overloads that fit have as result; undefined when none fits. */
function resultOf(overloads: readonly Overload[], types: readonly ValueType[]): ValueType | undefined {
  const fitting = overloads.filter(({ parameters }) => parameters.length === types.length && parameters.every((parameter, at) => takes(parameter, types[at])));
  const results = fitting.map(({ result }) => result);
  return results.length === 0 ? undefined : results.reduce(joinTypes);
}

function takes(parameter: ValueType, type: ValueType | undefined): boolean {
  return type !== undefined && (type.kind === "dyn" || type.kind === parameter.kind);
}

/** Operators stand in the tree as `_+_`. */
function nameOf({ function: name }: Call["call"]): string {
  return /^[_!-]|^@/u.test(name) ? `Operator ${name.replaceAll(/[_@]/gu, "")}` : `${name}()`;
}

function unknown(checker: PartTypes, node: ExpressionNode, call: Call["call"]): Error {
  const known = [...(call.target === undefined ? functions : methods).keys()];
  const macros = ["exists", "exists_one", "all", "map", "filter"];
  const hint = timeGetters.test(call.function)
    ? "For days and hours the rule has time, with a time zone"
    : `There are ${[...known, ...(call.target === undefined ? ["has"] : macros)].join(", ")}`;
  return checker.fault(node, `${nameOf(call)} cannot be called here`, hint);
}

const timeGetters = /^get(?:FullYear|Month|Date|DayOf(?:Month|Week|Year)|Hours|Minutes|Seconds|Milliseconds)$/u;
