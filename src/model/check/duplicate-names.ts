import type { Problem } from "../../kit/problem.ts";
import { isObject } from "../policy/policy-blocks.ts";

/** Items of a list that have the name of an earlier one; items may be anything. */
export function duplicateNames(items: readonly unknown[], pointer: string, what: string): readonly Problem[] {
  const first = new Map<string, number>();
  return items.flatMap((item, index): readonly Problem[] => {
    const name = isObject(item) ? item["name"] : undefined;
    if (typeof name !== "string") return [];
    const earlier = first.get(name);
    if (earlier === undefined) {
      first.set(name, index);
      return [];
    }
    return [
      {
        code: "DUPLICATE_NAME",
        pointer: `${pointer}/${index}/name`,
        detail: `${what} ${name} has the name of number ${earlier + 1} of the list`,
        hint: "Names are unique",
      },
    ];
  });
}
