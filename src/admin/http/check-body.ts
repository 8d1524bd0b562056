import type { z } from "zod";
import type { Json } from "../../kit/json.ts";
import { problemsIn } from "../../model/schema/problems-in.ts";
import { throwViolations } from "../problem/admin-error.ts";

/** Checks a body that is not an object of the model; throws 422 with every violation. */
export function checkBody<S extends z.ZodType>(document: Json, schema: S): z.infer<S> {
  throwViolations("INVALID_OBJECT", problemsIn(schema, document));
  return schema.parse(document);
}
