import type { AllowedFrom } from "../../model/object/common.ts";
import type { ObjectKey, Origin } from "../../model/object/object.ts";
import type { Finding } from "../node/finding.ts";
import { mayUse } from "./projections.ts";

/** What wants to use an object that its owner may keep for itself: a certificate, a trust bundle. */
export interface ObjectUse {
  readonly key: ObjectKey;
  /** Undefined: it does not exist. */
  readonly facts: { readonly allowedFrom: AllowedFrom | undefined } | undefined;
  /** Where the reference stands. */
  readonly origin: Origin;
}

/**
 * What is said of an object of another namespace that cannot be used. Whether it is absent or kept is not said: nobody learns the names of
 * another tenant's objects by guessing.
 */
function outOfReach(what: string, namespace: string): Pick<Finding, "code" | "detail" | "hint"> {
  const detail = `${what} does not exist or may not be used from namespace ${namespace}`;
  return { code: "NOT_ALLOWED", detail, hint: "Its owner says who may, in allowedFrom" };
}

/** Why an object cannot be used; undefined when it can. */
export function useFinding({ key, facts, origin }: ObjectUse): Finding | undefined {
  const { namespace } = origin.object;
  if (facts !== undefined && mayUse(facts.allowedFrom, key.namespace, namespace)) return undefined;
  const what = `${key.kind} ${key.namespace}/${key.name}`;
  const base = { object: origin.object, pointer: origin.pointer, condition: "ResolvedRefs" } as const;
  if (key.namespace !== namespace) return { ...base, ...outOfReach(what, namespace) };
  return { ...base, code: "UNKNOWN_REFERENCE", detail: `${what} does not exist`, hint: "Create it, or correct the name" };
}
