import { nearestName } from "../../../kit/nearest-name.ts";
import { checkCall, type Scope } from "./check-call.ts";
import { ExpressionError } from "./expression-error.ts";
import { type ExpressionType, joinTypes, type NamedValues, type RecordType, scalarTypes, typeText, type ValueType } from "./expression-type.ts";
import type { ExpressionNode, NodeOf, ParsedExpression } from "./syntax.ts";
import { type ExpressionVariables, otherNames } from "./variables.ts";

/** Something that an expression reads: `request.method`, or one of several by its name, `request.headers` and `x-tenant`. */
export interface ExpressionRead {
  readonly path: string;
  readonly name: string | undefined;
}

const noScope: Scope = new Map();

/**
 * Finds out of what type an expression is and what it reads, by the rules of CEL's type checker. It knows only what our table has, which is
 * what the library evaluates as the specification says; everything else is refused here. Throws an {@link ExpressionError}.
 */
export class ExpressionChecker {
  readonly #variables: ExpressionVariables;
  readonly #positions: ParsedExpression["sourceInfo"];
  readonly #reads = new Map<string, ExpressionRead>();
  #folds = 0;

  constructor(variables: ExpressionVariables, { sourceInfo }: ParsedExpression) {
    this.#variables = variables;
    this.#positions = sourceInfo;
  }

  /** What was read so far. */
  get reads(): readonly ExpressionRead[] {
    return [...this.#reads.values()];
  }

  /** The type of a part that must be a value. */
  valueOf(node: ExpressionNode | undefined, scope: Scope = noScope): ValueType {
    if (node === undefined) throw new ExpressionError("A part is missing", { offset: 0 });
    const type = this.typeOf(node, scope);
    if (type.kind !== "record" && type.kind !== "named") return type;
    const what = type.kind === "record" ? "one of its fields" : 'one of its entries, as in ["name"]';
    throw this.fault(node, `${type.name} is no value, only ${what} is`);
  }

  /** The type of a part. */
  typeOf(node: ExpressionNode, scope: Scope): ExpressionType {
    const { exprKind } = node;
    switch (exprKind.case) {
      case "constExpr":
        return this.#constant(node, exprKind.value);
      case "identExpr":
        return this.#identifier(node, exprKind.value.name, scope);
      case "selectExpr":
        return this.#select(node, exprKind.value, scope);
      case "callExpr":
        return checkCall(this, node, { call: exprKind.value, scope });
      case "listExpr":
        return { kind: "list", of: this.#join(exprKind.value.elements, scope) };
      case "structExpr":
        return this.#map(node, exprKind.value, scope);
      case "comprehensionExpr":
        return this.#fold(node, exprKind.value, scope);
      case undefined:
        throw this.fault(node, "A part is missing");
    }
  }

  /** The type of an entry of `request.headers` and the like, whose name must be a text that is written out. */
  entryOf(values: NamedValues, key: ExpressionNode, { isRead = true } = {}): ValueType {
    const name =
      key.exprKind.case === "constExpr" && key.exprKind.value.constantKind.case === "stringValue" ? key.exprKind.value.constantKind.value : undefined;
    if (name === undefined) throw this.fault(key, `Names in ${values.name} must be written out, so that it is known what the expression reads`);
    const fault = values.fault(name);
    if (fault !== undefined) throw this.fault(key, fault);
    this.#read(values.name, name);
    return isRead ? values.of : scalarTypes.bool;
  }

  /** An error at a part. */
  fault(node: ExpressionNode, message: string, hint?: string): ExpressionError {
    return new ExpressionError(message, { offset: this.#positions?.positions[String(node.id)] ?? 0, hint });
  }

  #constant(node: ExpressionNode, { constantKind }: NodeOf<"constExpr">): ValueType {
    switch (constantKind.case) {
      case "boolValue":
        return scalarTypes.bool;
      case "int64Value":
        return scalarTypes.int;
      case "doubleValue":
        return scalarTypes.double;
      case "stringValue":
        return scalarTypes.string;
      case "nullValue":
        return scalarTypes.null;
      default:
        throw this.fault(node, "Bytes and unsigned numbers cannot stand here", "Nothing that expressions read is of these types");
    }
  }

  #identifier(node: ExpressionNode, name: string, scope: Scope): ExpressionType {
    const local = scope.get(name);
    if (local !== undefined) return local;
    const known = Object.hasOwn(this.#variables, name) ? this.#variables[name] : undefined;
    if (known === undefined) throw this.fault(node, `Variable ${name} is not known`, hereItIs(name) ?? didYouMean(name, Object.keys(this.#variables)));
    if (known.kind !== "record") this.#read(name);
    return known;
  }

  #select(node: ExpressionNode, { operand, field, testOnly }: NodeOf<"selectExpr">, scope: Scope): ExpressionType {
    if (operand === undefined) throw this.fault(node, "A part is missing");
    const type = this.typeOf(operand, scope);
    if (type.kind === "record") return this.#field(node, type, { field, testOnly });
    if (type.kind === "named") return this.entryOf(type, asText(node, field), { isRead: !testOnly });
    if (type.kind !== "map" && type.kind !== "dyn") throw this.fault(node, `A value of type ${typeText(type)} has no field ${field}`);
    if (testOnly) return scalarTypes.bool;
    return type.kind === "map" ? type.of : scalarTypes.dyn;
  }

  #field(node: ExpressionNode, record: RecordType, { field, testOnly }: Pick<NodeOf<"selectExpr">, "field" | "testOnly">): ValueType | NamedValues {
    const path = `${record.name}.${field}`;
    const type = Object.hasOwn(record.fields, field) ? record.fields[field] : undefined;
    if (type === undefined) {
      throw this.fault(node, `${path} is not known`, hereItIs(path) ?? didYouMean(field, Object.keys(record.fields)));
    }
    if (testOnly) throw this.fault(node, `${path} is always there`, "Ask has() of headers, query parameters and claims; compare others with an empty text");
    if (type.kind !== "named") this.#read(path);
    return type;
  }

  #map(node: ExpressionNode, { messageName, entries }: NodeOf<"structExpr">, scope: Scope): ValueType {
    if (messageName !== "") throw this.fault(node, `Messages cannot be made here, and ${messageName} is none that is known`);
    for (const { keyKind } of entries) {
      const key = keyKind.case === "mapKey" ? this.valueOf(keyKind.value, scope) : undefined;
      if (key?.kind !== "string") throw this.fault(node, "Keys of maps must be texts");
    }
    return {
      kind: "map",
      of: this.#join(
        entries.map(({ value }) => value),
        scope,
      ),
    };
  }

  /** A macro: `list.exists(item, …)`. One inside of another would take the product of their lengths. */
  #fold(node: ExpressionNode, { accuVar, accuInit, iterVar, iterVar2, iterRange, loopStep, result }: NodeOf<"comprehensionExpr">, scope: Scope): ValueType {
    if (this.#folds > 0)
      throw this.fault(node, "A macro (exists, all, map, filter) cannot stand inside of another", "Write a claim that says it, or two rules");
    if (iterVar2 !== "") throw this.fault(node, "Macros with two variables cannot stand here");
    const range = this.valueOf(iterRange, scope);
    if (range.kind !== "list" && range.kind !== "map" && range.kind !== "dyn")
      throw this.fault(node, `There is nothing to go through in a value of type ${typeText(range)}`);
    const inner = new Map([...scope, [iterVar, itemOf(range)], [accuVar, this.valueOf(accuInit, scope)]]);
    this.#folds += 1;
    const stepped = this.valueOf(loopStep, inner);
    this.#folds -= 1;
    return this.valueOf(result, new Map([...scope, [accuVar, stepped]]));
  }

  #join(nodes: readonly (ExpressionNode | undefined)[], scope: Scope): ValueType {
    const types = nodes.map((node) => this.valueOf(node, scope));
    return types.length === 0 ? scalarTypes.dyn : types.reduce(joinTypes);
  }

  #read(path: string, name?: string): void {
    this.#reads.set(`${path} ${name ?? ""}`, { path, name });
  }
}

function itemOf(range: ValueType): ValueType {
  if (range.kind === "list") return range.of;
  return range.kind === "map" ? scalarTypes.string : scalarTypes.dyn;
}

function asText(node: ExpressionNode, text: string): ExpressionNode {
  return { ...node, exprKind: { case: "constExpr", value: { $typeName: "cel.expr.Constant", constantKind: { case: "stringValue", value: text } } } };
}

/** What people know from elsewhere, by its name here. */
function hereItIs(name: string): string | undefined {
  return Object.hasOwn(otherNames, name) ? `Here it is ${otherNames[name]}` : undefined;
}

function didYouMean(word: string, names: readonly string[]): string {
  const near = nearestName(word, names);
  return near === undefined ? `There are ${names.join(", ")}` : `Did you mean ${near}?`;
}
