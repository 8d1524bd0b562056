import type { Collection, Group, Read } from "../../kit/query/collection.ts";
import type { Model } from "../../model/model.ts";
import type { EnvoyPatchSpec } from "../../model/object/envoy-patch.ts";
import type { StoredObject } from "../../model/object/object.ts";
import type { PolicyTarget } from "../../model/object/policy.ts";
import { ruleIdentity } from "../../model/object/route.ts";
import type { Finding } from "../node/finding.ts";
import type { PolicyLevel } from "../policy/graph-policy.ts";
import { inlineSources, type PolicyIndex, type PolicySubject } from "../policy/policy-index.ts";
import { inputKey, type ObjectInputs, type Parsed, parse } from "./inputs.ts";
import type { ParsedObjects } from "./parse-objects.ts";
import { attachmentsOf } from "./policy-attachments.ts";

/** Everything that policies come from, and patches. */
export interface Subjects {
  readonly index: PolicyIndex;
  readonly gateways: Collection<PolicySubject>;
  readonly services: Collection<PolicySubject>;
  readonly patches: Collection<Group<Parsed<EnvoyPatchSpec>>>;
  readonly findings: readonly Collection<readonly Finding[]>[];
}

/** Reads the policy blocks out of gateways, services, routes and Policy objects. */
export function buildSubjects(parsed: ParsedObjects, inputs: ObjectInputs, model: Model): Subjects {
  const attachments = inputs.Policy.flatMap("policy attachments", (object) => attachmentsOf(parse("Policy", object, model), model.policiesIn(object)));
  const index = attachments.groupBy("policies by target", ({ target }) => target);
  return {
    index,
    gateways: subjectsOf(inputs.Gateway, "gateway", model),
    services: subjectsOf(inputs.Service, "service", model),
    patches: parsed.patches
      .flatMap("patches by target", (patch) => [[`${patch.spec.target.type}|${patch.spec.target.name}|${inputKey(patch.key)}`, patch] as const])
      .groupBy("patches of a resource", ({ spec }) => `${spec.target.type}|${spec.target.name}`),
    findings: [policyTargets(parsed, inputs, model)],
  };
}

function subjectsOf(input: Collection<StoredObject>, level: PolicyLevel, model: Model): Collection<PolicySubject> {
  return input.map(`${level} policies`, (object) => ({
    level,
    key: { kind: object.kind, namespace: object.namespace, name: object.name },
    labels: object.labels,
    inline: inlineSources(model.policiesIn(object), {
      level,
      key: { kind: object.kind, namespace: object.namespace, name: object.name },
      createdAt: object.createdAt,
    }),
  }));
}

/** A Policy whose target does not exist is in force nowhere; its owner should know. */
function policyTargets(parsed: ParsedObjects, inputs: ObjectInputs, model: Model): Collection<readonly Finding[]> {
  return parsed.policies.map("policy targets", (policy, _, read) =>
    policy.spec.targets.flatMap((target, position) => {
      const problem = isNamed(target) ? targetProblem(target, `${policy.key.namespace}/${target.name}`, { inputs, model, read }) : undefined;
      return problem === undefined ? [] : [{ ...problem, object: policy.key, pointer: `/spec/targets/${position}`, condition: "ResolvedRefs" as const }];
    }),
  );
}

type NamedTarget = Extract<PolicyTarget, { readonly name: string }>;

function isNamed(target: PolicyTarget): target is NamedTarget {
  return "name" in target;
}

function targetProblem(
  target: NamedTarget,
  key: string,
  { inputs, model, read }: { readonly inputs: ObjectInputs; readonly model: Model; readonly read: Read },
): Pick<Finding, "code" | "detail" | "hint"> | undefined {
  const object = read.get(inputs[target.kind], key);
  if (object === undefined) {
    return { code: "UNKNOWN_REFERENCE", detail: `${target.kind} ${key} does not exist`, hint: "Create it, or correct the name" };
  }
  const section = target.section;
  if (section === undefined || target.kind !== "Route") return undefined;
  const known = model.specOf("Route", object).rules.map(ruleIdentity);
  return known.includes(section)
    ? undefined
    : { code: "UNKNOWN_SECTION", detail: `Route ${key} has no rule ${section}`, hint: `Its rules are ${known.join(", ")}` };
}
