import { findingsOf } from "../../graph/graph.ts";
import type { Finding } from "../../graph/node/finding.ts";
import type { Problem } from "../../kit/problem.ts";
import { keyText, keyTitle, type ObjectKey } from "../../model/object/object.ts";
import type { ObjectChange } from "../../store/store.ts";
import type { World } from "./world.ts";

/** Problems of one object. */
export interface ObjectProblems {
  readonly key: ObjectKey;
  readonly problems: readonly Problem[];
}

/**
 * What would be wrong if these changes were made: they are made, looked at and undone. Findings on the changed objects count, and those
 * of others in which a changed object is involved (a port that two want), unless they were there before.
 */
export function checkWrite(world: World, changes: readonly ObjectChange[]): readonly ObjectProblems[] {
  const written = changes.filter(({ after }) => after !== undefined);
  const keys = written.map(({ key }) => keyText(key));
  const before = new Set(
    keys
      .flatMap((key) => allFindings(world, key))
      .filter((finding) => !keys.includes(keyText(finding.object)))
      .map(identityOf),
  );
  return world.engine.attempt(
    () => world.set(changes),
    () =>
      written.map(({ key }) => ({ key, problems: problemsOf(key, allFindings(world, keyText(key)), before) })).filter(({ problems }) => problems.length > 0),
  );
}

/** Everything that graph and translation found about an object. */
export function allFindings(world: World, key: string): readonly Finding[] {
  const others = [...world.resources.findings, world.loginFindings].flatMap((collection) => [...(collection.get(key)?.values() ?? [])]);
  const seen = new Set<string>();
  return [...findingsOf(world.graph, key), ...others].filter((finding) => {
    const identity = identityOf(finding);
    if (seen.has(identity)) return false;
    seen.add(identity);
    return true;
  });
}

function problemsOf(key: ObjectKey, findings: readonly Finding[], before: ReadonlySet<string>): readonly Problem[] {
  return findings
    .filter((finding) => keyText(finding.object) === keyText(key) || !before.has(identityOf(finding)))
    .map((finding) =>
      keyText(finding.object) === keyText(key)
        ? problemOf(finding)
        : { ...problemOf(finding), pointer: "", detail: `${keyTitle(finding.object)}${finding.pointer}: ${finding.detail}` },
    );
}

function problemOf({ code, pointer, detail, hint, severity }: Finding): Problem {
  return { code, pointer, detail, ...(hint !== undefined && { hint }), ...(severity !== undefined && { severity }) };
}

function identityOf(finding: Finding): string {
  return `${keyText(finding.object)} ${finding.pointer} ${finding.code} ${finding.detail}`;
}
