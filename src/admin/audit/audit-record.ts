import { z } from "zod";
import type { JsonObject } from "../../kit/json.ts";
import { recordPrefix, type Store } from "../../store/store.ts";
import type { Principal } from "../access/principal.ts";
import type { AdminContext } from "../admin-context.ts";

/** A change that is no commit, as the audit log keeps it. */
export const auditRecord = z.object({
  schema: z.literal(1),
  at: z.string(),
  action: z.enum(["token.create", "token.delete", "token.renew", "revocation.put", "revocation.delete"]),
  subject: z.string(),
  author: z.string(),
  from: z.string(),
  reason: z.string(),
  detail: z.record(z.string(), z.json()),
});

/** A change that is no commit, as the audit log keeps it. */
export type AuditRecord = z.infer<typeof auditRecord>;

/** What to put into the audit log. `detail` must hold no secret. */
export interface AuditEntry {
  readonly action: AuditRecord["action"];
  readonly subject: string;
  readonly detail: JsonObject;
  readonly call: { readonly principal: Pick<Principal, "name">; readonly from: string };
  readonly reason: string;
}

/** Where the audit log is, and what its keys are made of. */
export interface AuditContext extends Pick<AdminContext, "clock" | "random"> {
  readonly store: Pick<Store, "putRecord">;
}

/** Puts an entry into the audit log, under a key that sorts by time. */
export async function writeAudit(entry: AuditEntry, context: AuditContext): Promise<void> {
  const { action, subject, detail, call, reason } = entry;
  const now = context.clock.now();
  const suffix = Buffer.from(context.random.bytes(4)).toString("hex");
  const record = { schema: 1, at: new Date(now).toISOString(), action, subject, author: call.principal.name, from: call.from, reason, detail };
  await context.store.putRecord(`${recordPrefix.audit}${String(now).padStart(15, "0")}-${suffix}`, record);
}
