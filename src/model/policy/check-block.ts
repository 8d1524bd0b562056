import type { JsonObject } from "../../kit/json.ts";
import type { Problem } from "../../kit/problem.ts";
import { shown } from "../check/complaint.ts";
import { laterField } from "../check/later.ts";
import { problemsIn } from "../schema/problems-in.ts";
import { isObject, type WrittenBlock, withoutNulls } from "./policy-blocks.ts";

/** Everything that is wrong with one policy block by itself. */
export function checkBlock({ policy, pointer, value }: WrittenBlock): readonly Problem[] {
  if (!isObject(value)) return [notAnObject(policy.name, pointer, value)];
  const written = value as JsonObject;
  const options = { pointer, unknownField: laterField };
  const strict = problemsIn(policy.schema, written, options);
  if (policy.merge === "accumulate" || strict.length === 0) return strict.length > 0 ? strict : (policy.check?.(written, pointer) ?? []);
  // `null` unsets a field, so the schema sees the block without them; but a field that nobody knows cannot be unset either.
  const block = withoutNulls(written);
  const unknown = strict.filter(({ code }) => code === "UNKNOWN_FIELD" || code === "NOT_IN_THIS_VERSION");
  const problems = problemsIn(policy.schema, block, options);
  const all = [...unknown, ...problems.filter((problem) => !unknown.some((other) => other.pointer === problem.pointer))];
  return all.length > 0 ? all : (policy.check?.(block, pointer) ?? []);
}

function notAnObject(name: string, pointer: string, value: unknown): Problem {
  return {
    code: "WRONG_TYPE",
    pointer,
    detail: `Policy ${name} is ${shown(value)}, it must be an object`,
    ...(value === null && { hint: "null unsets single fields of a policy, not the whole of it" }),
  };
}
