import type { AdminContext } from "../admin-context.ts";

/** Says that an answer shows the last state that was seen, because the store cannot be reached. */
export function staleHeaders(context: Pick<AdminContext, "objects">): Readonly<Record<string, string>> {
  return context.objects.live ? {} : { "X-Sluice-Stale": "true" };
}
