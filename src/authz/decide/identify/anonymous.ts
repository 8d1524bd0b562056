import type { IdentifyMethod } from "../../../model/auth/identify-schema.ts";
import type { Identifier } from "./attempt.ts";

/** What `anonymous` of a way of identification says. */
export type AnonymousSpec = NonNullable<IdentifyMethod["anonymous"]>;

/** Lets in whoever shows no credential, as nobody in particular. */
export function anonymousIdentifier(name: string, { groups = [] }: AnonymousSpec): Identifier {
  return {
    name,
    inputs: [],
    challenge: undefined,
    identify: () => ({
      kind: "identified",
      identity: { kind: "anonymous", method: name, subject: "", consumer: undefined, credential: undefined, groups, scopes: [], claims: {}, marks: [] },
      evidence: [],
      until: Number.POSITIVE_INFINITY,
    }),
  };
}
