import type { PolicySchema } from "../policy-schema.ts";
import { authSchema } from "./auth-schema.ts";
import { checkAuth } from "./check-auth.ts";

/** The model's half of the policy `auth`, for those who read policies without a fleet. */
export const authPolicySchema = { name: "auth", side: "route", merge: "accumulate", schema: authSchema, check: checkAuth } as const satisfies PolicySchema;
