import type { Problem } from "../../kit/problem.ts";
import type { Collection, Group } from "../../kit/query/collection.ts";
import { keyText, type ObjectKey } from "../../model/object/object.ts";

/** Which of an object's conditions a finding makes false (design: status is computed from the graph when read). */
export type FindingCondition = "Accepted" | "ResolvedRefs" | "Conflicted";

/** Something that the graph found wrong with an object in the company of others: a dangling reference, a port that clashes. */
export interface Finding extends Problem {
  readonly object: ObjectKey;
  readonly condition: FindingCondition;
  /** The other objects of a clash: a write to one of them is refused for this finding too. */
  readonly involves?: readonly ObjectKey[];
}

/** Each finding under the object that it speaks of, and under those that are involved; by object (`Route/default/hello`). */
export function byObject(findings: Collection<readonly Finding[]>): Collection<Group<Finding>> {
  return findings
    .flatMap(`${findings.name} each`, (list, key) =>
      list.flatMap((finding, index) => findingKeys(finding).map((object) => [`${object}|${key}|${index}`, finding] as const)),
    )
    .groupBy(`${findings.name} by object`, (_, key) => key.slice(0, key.indexOf("|")));
}

function findingKeys(finding: Finding): readonly string[] {
  return [keyText(finding.object), ...(finding.involves ?? []).map(keyText)];
}

/** Two findings of one identity say the same. */
function findingIdentity(finding: Finding): string {
  return `${keyText(finding.object)} ${finding.pointer} ${finding.code} ${finding.detail}`;
}

/** Each finding once, in the order of the first. */
export function distinctFindings(findings: readonly Finding[]): readonly Finding[] {
  return findings.length < 2 ? findings : [...new Map(findings.map((finding) => [findingIdentity(finding), finding])).values()];
}

/** The findings of a stage, where there are any. */
export function findingsIn<V extends { readonly findings: readonly Finding[] }>(name: string, stage: Collection<V>): Collection<readonly Finding[]> {
  return stage.map(`${name} findings`, ({ findings }) => (findings.length === 0 ? undefined : findings));
}
