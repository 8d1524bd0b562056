import { isObject } from "../../model/policy/policy-blocks.ts";

/** A Policy that says by itself what it applies to: in files somebody else may say it, by the policy's name. */
export function withTargets(value: unknown): unknown {
  if (!isObject(value) || value["kind"] !== "Policy" || !isObject(value["spec"]) || value["spec"]["targets"] !== undefined) return value;
  return { ...value, spec: { ...value["spec"], targets: [{ kind: "Namespace" }] } };
}
