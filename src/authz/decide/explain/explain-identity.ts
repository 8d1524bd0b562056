import type { AuthExplanation } from "../../../model/auth/auth-explanation.ts";
import type { Identity } from "../identify/identity.ts";

/** Who it is, without claims. */
export function explainIdentity({ kind, method, subject, consumer, credential, groups, scopes }: Identity): NonNullable<AuthExplanation["identity"]> {
  return {
    kind,
    method,
    subject,
    ...(consumer !== undefined && { consumer: `${consumer.namespace}/${consumer.name}` }),
    ...(credential !== undefined && { credential }),
    groups,
    scopes,
  };
}
