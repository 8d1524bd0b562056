import type { Condition } from "../../admin/port/fleet.ts";
import type { Finding, FindingCondition } from "../../graph/node/finding.ts";
import { keyText, type ObjectKey } from "../../model/object/object.ts";
import { allFindings } from "./check-write.ts";
import type { World } from "./world.ts";

/** Conditions that are read off the graph; `Conflicted` is there only when it is true, also of what was a warning when it was written. */
export function graphConditions(world: World, key: ObjectKey): readonly Condition[] {
  const all = allFindings(world, keyText(key)).filter((finding) => keyText(finding.object) === keyText(key));
  const own = all.filter(({ severity }) => severity !== "warning");
  const conflicted = all.filter(({ condition }) => condition === "Conflicted");
  return [
    healthy("Accepted", own, "Every part of it can be put into force"),
    healthy("ResolvedRefs", own, "Everything that it refers to exists and may be used"),
    ...(conflicted.length > 0 ? [{ type: "Conflicted" as const, status: "True" as const, ...words(conflicted) }] : []),
  ];
}

function healthy(type: FindingCondition, findings: readonly Finding[], message: string): Condition {
  const matching = findings.filter(({ condition }) => condition === type);
  return matching.length === 0 ? { type, status: "True", reason: type, message } : { type, status: "False", ...words(matching) };
}

/** The first finding in full, and how many there are besides. */
function words(findings: readonly Finding[]): Pick<Condition, "reason" | "message" | "pointer"> {
  const [first, ...others] = findings;
  if (first === undefined) return { reason: "", message: "" };
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  return { reason: camelCase(first.code), message: `${first.detail}${more}`, pointer: first.pointer };
}

/** `UNKNOWN_REFERENCE` as `UnknownReference`. */
function camelCase(code: string): string {
  return code.toLowerCase().replaceAll(/(?:^|_)([a-z])/gu, (_, letter: string) => letter.toUpperCase());
}
