import type { AskedRequest } from "../../../authz/decide/explain/asked-request.ts";
import type { CompiledPlan } from "../../../authz/decide/plan/compiled-plan.ts";
import { explainCheck } from "../../../authz/explain-check.ts";
import type { JsonObject } from "../../../kit/json.ts";
import type { AuthExplanation } from "../../../model/auth/auth-explanation.ts";
import type { AuthTest } from "../../../model/auth/auth-test-schema.ts";
import type { Model } from "../../../model/model.ts";
import { keyText, type WrittenObject } from "../../../model/object/object.ts";
import type { LocatedProblem } from "../../../model/yaml/read-documents.ts";
import { caseRequest } from "./case-request.ts";
import { type Difference, differencesOf } from "./compare-outcome.ts";
import { OfflineAuth } from "./offline-auth.ts";
import type { FiledTest } from "./read-auth-documents.ts";
import { signCase } from "./sign-case.ts";
import { openTestKey, type TestKey } from "./test-keys.ts";
import { testSources } from "./test-sources.ts";

type Case = AuthTest["spec"]["cases"][number];

/** How a case ended. */
export interface CaseResult {
  readonly file: string;
  readonly line: number;
  /** namespace/name of the tests. */
  readonly test: string;
  readonly case: string;
  readonly passed: boolean;
  readonly differences: readonly Difference[];
  /** Undefined when nobody was asked; `summary` says why then. */
  readonly explanation: AuthExplanation | undefined;
  readonly summary: string;
}

/** What tests are run on. */
export interface RunAuthTestsOptions {
  readonly objects: readonly WrittenObject[];
  readonly model: Model;
  /** Milliseconds since the Unix epoch, for tests that name no time. */
  readonly now: number;
}

/** A test that is ready to run, or what is wrong with it. */
export type PreparedTest =
  | { readonly run: () => Promise<readonly CaseResult[]>; readonly warnings: readonly string[] }
  | { readonly problems: readonly LocatedProblem[] };

/** Makes tests ready: keys are opened, objects become what a control plane would make of them, policies are looked up. */
export function prepareAuthTest(filed: FiledTest, { objects, model, now }: RunAuthTestsOptions): PreparedTest {
  const { test, document } = filed;
  const keys = openKeys(filed);
  if ("problems" in keys) return keys;
  const own = new Set(filed.objects.map(keyText));
  const at = test.spec.now === undefined ? now : Date.parse(test.spec.now);
  const offline = new OfflineAuth([...objects.filter((object) => !own.has(keyText(object))), ...filed.objects], { model, now: at });
  const bench: TestBench = { filed, offline, at, ...keys };
  const problems = unknownPolicies(bench).map((problem) => ({ ...problem, file: document.file, ...document.locate(problem.pointer) }));
  if (problems.length > 0) return { problems };
  return { run: () => Promise.all(test.spec.cases.map((one, index) => runCase(one, index, bench))), warnings: offline.findings };
}

interface OpenKeys {
  readonly signers: ReadonlyMap<string, TestKey>;
  readonly keySets: ReadonlyMap<string, JsonObject | undefined>;
}

interface TestBench extends OpenKeys {
  readonly filed: FiledTest;
  readonly offline: OfflineAuth;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
}

function openKeys({ test, document }: FiledTest): OpenKeys | { readonly problems: readonly LocatedProblem[] } {
  const signers = new Map<string, TestKey>();
  const keySets = new Map<string, JsonObject | undefined>();
  const problems: LocatedProblem[] = [];
  for (const [issuer, spec] of Object.entries(test.spec.issuers ?? {})) {
    try {
      const { signer, keySet } = openTestKey(spec);
      keySets.set(issuer, keySet);
      if (signer !== undefined) signers.set(issuer, signer);
    } catch {
      const pointer = `/spec/issuers/${issuer.replaceAll("~", "~0").replaceAll("/", "~1")}`;
      const detail = `Key of issuer ${JSON.stringify(issuer)} cannot be read`;
      problems.push({ code: "INVALID_VALUE", pointer, detail, hint: "Write a private key as PEM", file: document.file, ...document.locate(pointer) });
    }
  }
  return problems.length > 0 ? { problems } : { signers, keySets };
}

function unknownPolicies({ filed: { test }, offline }: TestBench) {
  const named = [
    { pointer: "/spec/policy", name: test.spec.policy },
    ...test.spec.cases.map(({ policy }, index) => ({ pointer: `/spec/cases/${index}/policy`, name: policy })),
  ];
  return named.flatMap(({ pointer, name }) => {
    if (name === undefined || offline.policy(fullName(name, test)) !== undefined) return [];
    const known = offline.policyNames;
    const detail = `Policy ${fullName(name, test)} is not among the files, or has no block auth`;
    return [{ code: "UNKNOWN_REFERENCE", pointer, detail, hint: known.length === 0 ? "They have none" : `They have ${known.join(", ")}` }];
  });
}

function fullName(name: string, { namespace = "default" }: AuthTest): string {
  return name.includes("/") ? name : `${namespace}/${name}`;
}

async function runCase(one: Case, index: number, bench: TestBench): Promise<CaseResult> {
  const { test, document } = bench.filed;
  const place = {
    file: document.file,
    line: document.locate(`/spec/cases/${index}/name`).line,
    test: `${test.namespace ?? "default"}/${test.name}`,
    case: one.name,
  };
  const now = one.now === undefined ? bench.at : Date.parse(one.now);
  const plain = caseRequest(one, { base: test.spec.base, now, keys: bench.signers });
  const signed = one.request?.signature === undefined ? { asked: plain } : signCase(plain, one.request.signature, now);
  if ("fault" in signed) return { ...place, passed: false, differences: [], explanation: undefined, summary: signed.fault };
  const { asked } = signed;
  const found = planOf(one, asked, bench);
  if (found.plan === undefined) return { ...place, passed: false, differences: [], explanation: undefined, summary: found.summary };
  const explanation = await decideCase(found.plan, { ...asked, path: found.path }, { bench, now });
  const differences = differencesOf(one.expect, explanation, asked.headers);
  return { ...place, passed: differences.length === 0, differences, explanation, summary: explanation.summary };
}

interface CasePlan {
  readonly plan: CompiledPlan | undefined;
  readonly path: string;
  readonly summary: string;
}

function planOf({ policy }: Case, asked: AskedRequest, { filed: { test }, offline }: TestBench): CasePlan {
  const name = policy ?? test.spec.policy;
  if (name !== undefined) return { plan: offline.policy(fullName(name, test)), path: asked.path, summary: "" };
  const found = offline.find(asked);
  return found.kind === "plan" ? { plan: found.plan, path: found.path, summary: "" } : { plan: undefined, path: asked.path, summary: found.summary };
}

/** Nothing of a test takes time, so there is nothing to be waited for. */
function decideCase(plan: CompiledPlan, asked: AskedRequest, { bench, now }: { readonly bench: TestBench; readonly now: number }): Promise<AuthExplanation> {
  const { facts } = bench.offline;
  const sources = testSources(plan, { facts, keySets: bench.keySets, introspection: bench.filed.test.spec.introspection ?? {} });
  const never = { over: new Promise<never>(() => undefined), stop: () => undefined };
  return explainCheck(plan, asked, { facts, sources, now, patience: { beforeWaiting: () => undefined, start: () => never } });
}
