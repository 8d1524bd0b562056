import type { JsonObject } from "../../kit/json.ts";
import type { PolicyReference, PolicySchema } from "../policy-schema.ts";
import { authSecrets } from "./auth-references.ts";
import { authSchema } from "./auth-schema.ts";
import { checkAuth } from "./check-auth.ts";

function references(value: JsonObject): readonly PolicyReference[] {
  return authSecrets(value).map(({ pointer, ref }) => ({ pointer, kind: "Secret", ref: ref.name }));
}

/** The model's half of the policy `auth`, for those who read policies without a fleet. */
export const authPolicySchema = {
  name: "auth",
  side: "route",
  merge: "accumulate",
  schema: authSchema,
  check: checkAuth,
  references,
} as const satisfies PolicySchema;
