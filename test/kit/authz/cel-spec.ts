import { isDeepStrictEqual } from "node:util";
import { isCelError, isCelList, isCelMap } from "@bufbuild/cel";
import { getConformanceSuite, type IncrementalTest, type IncrementalTestSuite } from "@bufbuild/cel-spec/testdata/tests.js";
import { compileValue } from "../../../src/model/auth/expression/compile-expression.ts";
import { ExpressionError } from "../../../src/model/auth/expression/expression-error.ts";
import { scalarTypes, type ValueType } from "../../../src/model/auth/expression/expression-type.ts";

type Test = IncrementalTest["original"];
type Binding = Test["bindings"][string]["kind"];
type CelSpecValue = Extract<Binding, { case: "value" }>["value"];
type Declared = Test["typeEnv"][number]["declKind"];
type CelSpecType = NonNullable<Extract<Declared, { case: "ident" }>["value"]["type"]>;

/** A value of the specification's tests as JavaScript has it; undefined for what no expression of ours can have. */
function plainValue({ kind }: CelSpecValue): unknown {
  switch (kind.case) {
    case "int64Value":
    case "doubleValue":
    case "stringValue":
    case "boolValue":
      return kind.value;
    case "nullValue":
      return null;
    case "listValue":
      return kind.value.values.map(plainValue);
    case "mapValue":
      return new Map(kind.value.entries.map(({ key, value }) => [key && plainValue(key), value && plainValue(value)]));
    default:
      return undefined;
  }
}

function typeOf({ typeKind }: CelSpecType): ValueType | undefined {
  const primitives = [undefined, scalarTypes.bool, scalarTypes.int, undefined, scalarTypes.double, scalarTypes.string];
  if (typeKind.case === "primitive") return primitives[typeKind.value];
  if (typeKind.case === "dyn") return scalarTypes.dyn;
  if (typeKind.case === "listType") return partType("list", typeKind.value.elemType);
  return typeKind.case === "mapType" ? partType("map", typeKind.value.valueType) : undefined;
}

function partType(kind: "list" | "map", part: CelSpecType | undefined): ValueType | undefined {
  const of = part && typeOf(part);
  return of && { kind, of };
}

function plain(value: unknown): unknown {
  if (isCelList(value)) return [...value].map(plain);
  if (isCelMap(value)) return new Map([...value].map(([key, item]) => [plain(key), plain(item)]));
  return value;
}

type Outcome = "refused" | "right" | "wrong";

const refused = Symbol("refused");

/** What becomes of one test: its expression is refused, or its value is the one that the specification wants. */
function outcomeOf(test: Test): Outcome {
  const got = evaluated(test);
  return got === refused ? "refused" : judged(got, test);
}

function evaluated({ expr, typeEnv, bindings }: Test): unknown {
  const variables = typeEnv.flatMap(({ name, declKind }) => {
    const type = declKind.case === "ident" && declKind.value.type !== undefined ? typeOf(declKind.value.type) : undefined;
    return type === undefined ? [] : [[name, type] as const];
  });
  const values = Object.entries(bindings).flatMap(([name, { kind }]) => (kind.case === "value" ? [[name, plainValue(kind.value)] as const] : []));
  try {
    return compileValue(expr, Object.fromEntries(variables)).evaluate(Object.fromEntries(values));
  } catch (error) {
    if (error instanceof ExpressionError) return refused;
    throw error;
  }
}

function judged(got: unknown, { resultMatcher }: Test): Outcome {
  const isError = isCelError(got) || got instanceof Error;
  switch (resultMatcher.case) {
    case "evalError":
      return isError ? "right" : "wrong";
    case "value":
      return !isError && same(plain(got), plainValue(resultMatcher.value)) ? "right" : "wrong";
    case "typedResult":
      return resultMatcher.value.result === undefined || same(plain(got), plainValue(resultMatcher.value.result)) ? "right" : "wrong";
    default:
      return got === true ? "right" : "wrong";
  }
}

/** A zero is a zero, whatever its sign. */
function same(left: unknown, right: unknown): boolean {
  return isDeepStrictEqual(left, right) || (left === 0 && right === 0);
}

function testsOf(suite: IncrementalTestSuite): readonly Test[] {
  return [...suite.tests.map(({ original }) => original), ...suite.suites.flatMap(testsOf)];
}

/** What became of a test of the specification. */
export interface CelOutcome {
  readonly expression: string;
  readonly outcome: Outcome;
}

/** Runs the specification's own tests. A container is a package for names of messages: there are none here, so tests with one are left out. */
export function celOutcomes(): readonly CelOutcome[] {
  const tests = testsOf(getConformanceSuite()).filter(({ container }) => container === "");
  return tests.map((test) => ({ expression: test.expr, outcome: outcomeOf(test) }));
}
