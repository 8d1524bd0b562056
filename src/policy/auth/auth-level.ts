import type { AuthSpec } from "../../model/auth/auth-schema.ts";
import type { Origin } from "../../model/object/object.ts";

/** A block of the policy as it stands on an entry, beside those of other levels. */
export interface AuthLevel {
  readonly spec: AuthSpec;
  readonly origin: Origin;
}
