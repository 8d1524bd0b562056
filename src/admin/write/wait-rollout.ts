import type { Json, JsonObject } from "../../kit/json.ts";
import type { AdminContext } from "../admin-context.ts";
import type { Rollout } from "../port/fleet.ts";
import type { WriteOutcome } from "./apply-writes.ts";
import type { WriteQuery } from "./write-options.ts";

/** What the writer is told of the proxies and replicas: nothing unless asked for, and nothing of a dry run. */
export async function waitRollout(
  outcome: WriteOutcome,
  query: WriteQuery,
  parts: { context: AdminContext; signal: AbortSignal },
): Promise<{ readonly rollout?: Json }> {
  if (query.wait === undefined || query.dryRun === true) return {};
  const keys = outcome.writes.map(({ key }) => key);
  const rollout = await parts.context.fleet.rollout({ keys, revision: outcome.revision, timeoutMs: query.timeout ?? 5000, signal: parts.signal });
  return { rollout: rolloutJson(rollout) };
}

/** Where a change stands, as it is shown. */
export function rolloutJson({ acked, pending, refused, replicas }: Rollout): JsonObject {
  const deciding = { acked: replicas.acked, pending: [...replicas.pending] };
  return { acked, pending: [...pending], refused: refused.map((refusal) => ({ ...refusal })), replicas: deciding };
}
