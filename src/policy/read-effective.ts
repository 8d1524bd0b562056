import type { z } from "zod";
import type { EffectivePolicy, LowerContext } from "../graph/policy/graph-policy.ts";
import { parsePointer } from "../kit/json-pointer.ts";
import type { Origin } from "../model/object/object.ts";
import { problemsIn } from "../model/schema/problems-in.ts";

/**
 * Reads a merged value. Each block was checked when it was written, but blocks of several levels may not fit together; then the policy is
 * not in force and its owner is told.
 */
export function readEffective<Spec>(schema: z.ZodType<Spec>, effective: EffectivePolicy, context: LowerContext): Spec | undefined {
  const parsed = schema.safeParse(effective.value);
  if (parsed.success) return parsed.data;
  for (const problem of problemsIn(schema, effective.value)) {
    const origin = originOf(effective, parsePointer(problem.pointer) ?? [], context);
    const detail = `Policy ${effective.policy} does not hold together after merging its levels: ${problem.detail}`;
    context.report({ object: origin.object, pointer: origin.pointer, condition: "Accepted", code: "POLICY_DOES_NOT_FIT", detail });
  }
  return undefined;
}

/** Who set a field of the merged value: the nearest place that is known. */
export function originOf(effective: EffectivePolicy, path: readonly string[], context: LowerContext): Origin {
  for (let length = path.length; length >= 0; length -= 1) {
    const pointer = path
      .slice(0, length)
      .map((segment) => `/${segment.replaceAll("~", "~0").replaceAll("/", "~1")}`)
      .join("");
    const field = effective.fields.get(pointer);
    if (field !== undefined) return field.set;
  }
  return effective.sources.at(-1)?.origin ?? context.subject;
}
