import type { Resource } from "../../snapshot/resource.ts";
import { answerOf } from "./answers.ts";
import { usesClusters } from "./cluster-users.ts";
import type { DiscoveryRequest } from "./event.ts";
import { onAnswer } from "./on-answer.ts";
import { onDeltaSubscription } from "./on-delta-subscription.ts";
import { onSotwSubscription } from "./on-sotw-subscription.ts";
import { createTypeState, type StreamState, type Turn } from "./state.ts";
import { pushEndpoints } from "./warming.ts";

/** The client spoke: an answer to a response, a change of what it subscribes to, or both. */
export function onRequest(turn: Turn, request: DiscoveryRequest): void {
  const { types } = turn.state;
  const known = types.get(request.type);
  const ts = known ?? createTypeState(turn.state, request.type);
  types.set(request.type, ts);
  if (request.type === "cluster" && known === undefined) releaseHolds(turn);
  const answers = answerOf(ts, request);
  onAnswer(turn, ts, request);
  const first = known === undefined;
  if (request.kind === "delta") onDeltaSubscription(turn, ts, { request, first });
  else onSotwSubscription(turn, ts, { request, first, answers });
  if (first && request.type === "endpoint") pushEndpoints(turn.state, unansweredClusters(turn.state));
}

/** They went out before endpoints could go behind them; a client that has asked for nothing that uses clusters will ask for their endpoints first. */
function unansweredClusters({ types }: StreamState): readonly Resource[] {
  const clusters = types.get("cluster");
  if (clusters === undefined || !types.keys().some(usesClusters)) return [];
  const bulks = [...clusters.sent.values()].flatMap(({ bulk }) => bulk);
  return [...bulks, ...[...clusters.items.values()].flatMap(({ pending }) => pending.flatMap(({ resource }) => resource ?? []))];
}

/** Clusters are asked for: what waited for them goes behind them. What was held in case a cluster is warming is not needed then. */
function releaseHolds(turn: Turn): void {
  for (const ts of turn.state.types.values()) {
    ts.holdUntil = undefined;
    ts.held.clear();
  }
}
