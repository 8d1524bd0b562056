import { type AuditContext, writeAudit } from "../../admin/audit/audit-record.ts";
import { ephemeralRecordKey, ephemeralRecordValue } from "../../admin/projection/ephemeral-record.ts";
import type { EndedLogins, Sources } from "../../authz/decide/need.ts";
import { AuthzError } from "../../authz/errors.ts";
import { sha256 } from "../../kit/hash.ts";
import type { StoredObject } from "../../model/object/object.ts";
import type { RevocationSpec } from "../../model/object/revocation.ts";

const nameLength = 32;
const reason = "The identity provider told of a logout";

/**
 * Ends sessions by Revocations in the store, which every replica hears of by its watch, in whatever the sessions are kept. The audit log has them as those that
 * people write, by the issuer.
 */
export function loginsEnder({ store, clock, random }: AuditContext): Sources["endLogins"] {
  return async (ended) => {
    const revocation = revocationOf(ended, new Date(clock.now()).toISOString());
    const { namespace, name, spec } = revocation;
    const call = { principal: { name: ended.issuer }, from: ended.from };
    try {
      await writeAudit({ action: "revocation.put", subject: `${namespace}/${name}`, detail: spec, call, reason }, { store, clock, random });
      await store.putRecord(ephemeralRecordKey(revocation), ephemeralRecordValue(revocation));
    } catch (cause) {
      throw new AuthzError("ERR_AUTHZ_STATE", "The store does not take the end of a session", { cause, retryable: true });
    }
    return undefined;
  };
}

/** The same logout told twice is one object. */
function revocationOf({ namespace, issuer, whose, until }: EndedLogins, at: string): StoredObject {
  const named = whose.kind === "session" ? { providerSession: whose.id } : { subject: whose.subject, before: new Date(whose.before).toISOString() };
  const spec: RevocationSpec = { login: { issuer, ...named }, until: new Date(until).toISOString(), reason };
  const id = sha256(JSON.stringify([issuer, whose.kind, whose.kind === "session" ? whose.id : whose.subject])).slice(0, nameLength);
  return { kind: "Revocation", namespace, name: `logout-${id}`, labels: {}, owner: issuer, revision: 0, createdAt: at, updatedAt: at, spec };
}
