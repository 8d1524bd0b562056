import { fleetKinds, type WrittenObject } from "../object/object.ts";
import { isObject } from "../policy/policy-blocks.ts";

/** True when an object reaches beyond its namespace and so is for admins alone: one of a fleet-wide kind, a Policy that targets the fleet, or a Revocation everywhere. */
export function isFleetWide({ kind, spec }: Pick<WrittenObject, "kind" | "spec">): boolean {
  if (fleetKinds.has(kind)) return true;
  if (kind === "Revocation") return spec["everywhere"] === true;
  const targets = kind === "Policy" ? spec["targets"] : undefined;
  return Array.isArray(targets) && targets.some((target: unknown) => isObject(target) && target["kind"] === "Fleet");
}
