import type { FieldRules, FieldSource, Fields, FieldVisit } from "./field-source.ts";
import { RuleReader } from "./rule/rule-reader.ts";
import { sizeCheck } from "./size-check.ts";
import { valueChecks } from "./value-checks.ts";
import { makeValueVisit } from "./value-visit.ts";

/** Compiles what is asked of a map. */
export function mapVisit(source: FieldSource): FieldVisit {
  const { field, title } = source;
  const reader = new RuleReader("map", source.rules["map"] ?? {});
  const size = sizeCheck(reader, "min_pairs", "max_pairs");
  const keys = valueChecks({ kind: "scalar", type: field.keyType }, (reader.get("keys") ?? {}) as FieldRules).checks;
  const { visit } = makeValueVisit(source, (reader.get("values") ?? {}) as FieldRules);
  reader.finish();
  return {
    absent: [size?.(0) ?? []].flat(),
    fallback: {},
    present: (map, walk) => {
      const entries = Object.entries(map as Fields);
      const broken = size?.(entries.length);
      if (broken !== undefined) walk.report(title, broken, map);
      for (const [key, value] of entries) {
        walk.enter(key);
        for (const check of keys) {
          const wrong = check(key);
          if (wrong !== undefined) walk.reportItem(title, wrong, key);
        }
        visit?.(value, walk);
        walk.leave();
      }
    },
  };
}
