import type { Problem } from "../../kit/problem.ts";
import { isObject } from "../policy/policy-blocks.ts";
import { mayTarget, type PolicyTargetKind, targetsOf } from "../policy/policy-place.ts";
import type { PolicySchema } from "../policy-schema.ts";

const targetKinds: ReadonlySet<string> = new Set<PolicyTargetKind>(["Gateway", "Route", "Service", "Namespace", "Fleet"]);

/** What is wrong with a Policy's targets in the company of its policies. */
export function checkPolicyObject(spec: unknown, policies: readonly PolicySchema[]): readonly Problem[] {
  if (!isObject(spec)) return [];
  const brought = policies.filter(({ name }) => Object.hasOwn(spec, name));
  const targets = Array.isArray(spec["targets"]) ? (spec["targets"] as readonly unknown[]) : [];
  return [...(brought.length === 0 ? [noPolicy(policies)] : []), ...targets.flatMap((target, index) => checkTarget(target, `/spec/targets/${index}`, brought))];
}

function noPolicy(policies: readonly PolicySchema[]): Problem {
  const names = policies.map(({ name }) => name).sort();
  return { code: "MISSING_FIELD", pointer: "/spec", detail: "Policy brings no policy", hint: `Add at least one of ${names.join(", ")}` };
}

function checkTarget(target: unknown, pointer: string, brought: readonly PolicySchema[]): readonly Problem[] {
  if (!isObject(target) || !isTargetKind(target["kind"])) return [];
  const kind = target["kind"];
  const section: Problem = {
    code: "FIELD_NOT_ALLOWED",
    pointer: `${pointer}/section`,
    detail: `Field section does not go with a target of kind ${kind}`,
    hint: "It names a rule of a Route",
  };
  const wrong = brought.filter((policy) => !mayTarget(policy, kind));
  return [
    ...(target["section"] !== undefined && kind !== "Route" ? [section] : []),
    ...wrong.map(({ name, side }) => ({
      code: "POLICY_WRONG_TARGET",
      pointer,
      detail: `Policy ${name} cannot target a ${kind}`,
      hint: `It can target ${targetsOf(side).join(", ")}`,
    })),
    ...noLabels(target, pointer),
  ];
}

/** An empty selector would mean everything, which has words of its own. */
function noLabels(target: Record<string, unknown>, pointer: string): readonly Problem[] {
  if (!isObject(target["labels"]) || Object.keys(target["labels"]).length > 0) return [];
  return [
    {
      code: "MISSING_FIELD",
      pointer: `${pointer}/labels`,
      detail: "Target selects by no label",
      hint: "Name labels, or write kind Namespace to mean everything in it",
    },
  ];
}

function isTargetKind(kind: unknown): kind is PolicyTargetKind {
  return typeof kind === "string" && targetKinds.has(kind);
}
