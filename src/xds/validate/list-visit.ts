import type { FieldRules, FieldSource, FieldVisit } from "./field-source.ts";
import { RuleReader } from "./rule/rule-reader.ts";
import { sizeCheck } from "./size-check.ts";
import { makeValueVisit } from "./value-visit.ts";
import type { Broken } from "./violation.ts";
import type { Walk } from "./walk.ts";

const twice: Broken = { rule: "repeated.unique", reason: "repeated value must contain unique items" };

/** Compiles what is asked of a repeated field. */
export function listVisit(source: FieldSource): FieldVisit {
  const { title } = source;
  const reader = new RuleReader("repeated", source.rules["repeated"] ?? {});
  const size = sizeCheck(reader, "min_items", "max_items");
  const isUnique = reader.flag("unique");
  const { visit } = makeValueVisit(source, (reader.get("items") ?? {}) as FieldRules);
  reader.finish();
  const absent = [size?.(0) ?? []].flat();
  if (size === undefined && !isUnique && visit === undefined) return { present: undefined, absent, fallback: [] };
  return {
    absent,
    fallback: [],
    present: (value, walk) => {
      const list = value as readonly unknown[];
      const broken = size?.(list.length);
      if (broken !== undefined) walk.report(title, broken, list);
      if (isUnique) reportTwins(title, list, walk);
      for (let index = 0; visit !== undefined && index < list.length; index += 1) {
        walk.enter(index);
        visit(list[index], walk);
        walk.leave();
      }
    },
  };
}

function reportTwins(title: string, list: readonly unknown[], walk: Walk): void {
  const seen = new Set<unknown>();
  for (const [index, item] of list.entries()) {
    if (seen.has(item)) {
      walk.enter(index);
      walk.reportItem(title, twice, item);
      walk.leave();
    }
    seen.add(item);
  }
}
