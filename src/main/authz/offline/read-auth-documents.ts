import { nearestName } from "../../../kit/nearest-name.ts";
import type { Problem } from "../../../kit/problem.ts";
import { type AuthTest, authTestKind, authTestSchema } from "../../../model/auth/auth-test-schema.ts";
import type { Model } from "../../../model/model.ts";
import { keyText, keyTitle, type WrittenObject } from "../../../model/object/object.ts";
import { isObject } from "../../../model/policy/policy-blocks.ts";
import { problemsIn } from "../../../model/schema/problems-in.ts";
import { type LocatedProblem, readDocuments, type YamlDocument } from "../../../model/yaml/read-documents.ts";
import { withTargets } from "../with-targets.ts";

/** A text and the name that messages call it by. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
}

/** Tests of policies, and where they stand. */
export interface FiledTest {
  readonly test: AuthTest;
  /** Objects that stand in the test. */
  readonly objects: readonly WrittenObject[];
  readonly document: YamlDocument;
}

/** What files have of objects and tests of policies. */
export interface AuthDocuments {
  readonly objects: readonly WrittenObject[];
  readonly tests: readonly FiledTest[];
  readonly problems: readonly LocatedProblem[];
}

/** Reads objects and tests; problems name every place. A Policy needs no targets here. */
export function readAuthDocuments(texts: readonly NamedText[], model: Model): AuthDocuments {
  const read = texts.map(({ name, text }) => readDocuments(text, name));
  const documents = read.flatMap((file) => file.documents);
  const [testing, other] = [documents.filter(isTest), documents.filter((document) => !isTest(document))];
  const tests = testing.map((document) => readTest(document, model));
  const objects = other.map((document) => ({ document, ...readObject(document.value, model) }));
  const problems = [
    ...read.flatMap((file) => file.problems),
    ...tests.flatMap((one) => one.problems),
    ...objects.flatMap(({ document, problems: found }) => locate(found, document)),
    ...repeated(objects),
  ];
  return { objects: objects.flatMap(({ object }) => object ?? []), tests: tests.flatMap(({ filed }) => filed ?? []), problems };
}

function isTest({ value }: YamlDocument): boolean {
  return isObject(value) && value["kind"] === authTestKind;
}

interface ReadObject {
  readonly object: WrittenObject | undefined;
  readonly problems: readonly Problem[];
}

function readObject(value: unknown, model: Model): ReadObject {
  const parsed = model.parse(withTargets(value));
  if (parsed.kind === "parsed") return { object: parsed.object, problems: [] };
  return { object: undefined, problems: parsed.problems.map((problem) => withKindHint(problem, value)) };
}

/** Somebody may have meant a test. */
function withKindHint(problem: Problem, value: unknown): Problem {
  const kind = isObject(value) ? value["kind"] : undefined;
  const meant = problem.pointer === "/kind" && typeof kind === "string" && nearestName(kind, [authTestKind]) !== undefined;
  return meant ? { ...problem, hint: `Did you mean ${authTestKind}?` } : problem;
}

function readTest(document: YamlDocument, model: Model): { readonly filed: FiledTest | undefined; readonly problems: readonly LocatedProblem[] } {
  const parsed = authTestSchema.safeParse(document.value);
  if (!parsed.success) return { filed: undefined, problems: locate(problemsIn(authTestSchema, document.value), document) };
  const test: AuthTest = parsed.data;
  const objects = (test.spec.objects ?? []).map((value, index) => ({ index, ...readObject(value, model) }));
  const problems = [
    ...objects.flatMap(({ index, problems: found }) => found.map((one) => ({ ...one, pointer: `/spec/objects/${index}${one.pointer}` }))),
    ...unknownIssuers(test),
  ];
  return { filed: { test, objects: objects.flatMap(({ object }) => object ?? []), document }, problems: locate(problems, document) };
}

function unknownIssuers({ spec: { issuers = {}, cases } }: AuthTest): readonly Problem[] {
  return cases.flatMap(({ request }, index): readonly Problem[] => {
    const token = request?.token;
    if (token === undefined) return [];
    const signer = token.signedBy ?? token.issuer;
    const key = issuers[signer];
    if (key?.algorithm !== undefined || key?.privateKey !== undefined) return [];
    const pointer = `/spec/cases/${index}/request/token/${token.signedBy === undefined ? "issuer" : "signedBy"}`;
    const detail = `Issuer ${JSON.stringify(signer)} has no test key that signs`;
    return [{ code: "UNKNOWN_REFERENCE", pointer, detail, hint: "Give it one under issuers: { algorithm: ES256 }" }];
  });
}

function locate(problems: readonly Problem[], document: YamlDocument): readonly LocatedProblem[] {
  return problems.map((problem) => ({ ...problem, file: document.file, ...document.locate(problem.pointer) }));
}

function repeated(objects: readonly (ReadObject & { readonly document: YamlDocument })[]): readonly LocatedProblem[] {
  const known = objects.flatMap(({ object, document }) => (object === undefined ? [] : [{ object, document }]));
  return [...Map.groupBy(known, ({ object }) => keyText(object)).values()].flatMap(([first, ...others]) =>
    others.flatMap(({ object, document }) => {
      const detail = `${keyTitle(object)} stands in ${first?.document.file ?? ""}:${first?.document.locate("").line ?? 1} already`;
      return locate([{ code: "DUPLICATE_NAME", pointer: "", detail }], document);
    }),
  );
}
