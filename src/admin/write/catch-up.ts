import type { AdminContext } from "../admin-context.ts";
import { AdminError } from "../problem/admin-error.ts";

/** How long to wait until this replica's own view has caught up with the store. */
export const catchUpMs = 2000;

/** Waits until this replica knows everything that was committed before now, on whatever replica. Throws 503 when it does not come to that. */
export async function catchUp(context: Pick<AdminContext, "store" | "objects">): Promise<void> {
  const newest = await context.store.revision();
  if (await context.objects.reached(newest, catchUpMs)) return;
  throw new AdminError("BUSY", `This replica knows revision ${context.objects.revision}, the store has ${newest}`, { headers: { "Retry-After": "1" } });
}
