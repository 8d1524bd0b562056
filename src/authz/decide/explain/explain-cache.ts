import type { AuthExplanation } from "../../../model/auth/auth-explanation.ts";
import { isWorthKeeping } from "../cache/decision-cache.ts";
import type { Decision, LayerTrace } from "../decision.ts";
import type { CompiledLayer, CompiledPlan } from "../plan/compiled-plan.ts";
import { decisionKey, type Input } from "../plan/input.ts";
import type { DecisionRequest } from "../request/decision-request.ts";

type ExplainedCache = NonNullable<AuthExplanation["cache"]>;

/** A layer and what it came to. */
interface Explained {
  readonly layer: CompiledLayer;
  readonly trace: LayerTrace;
  /** The ways of identification as they are written. */
  readonly ways: readonly object[];
}

/** Tells whether a decision is kept for requests like this one: for how long, what ends it or why it is not kept, and what of a request makes it such a one. */
export function explainCache(plan: CompiledPlan, request: DecisionRequest, decision: Decision): ExplainedCache {
  const { now } = request;
  const inputs = plan.inputs.map(({ id }: Input) => id);
  const key = decisionKey(plan, request);
  if (!isWorthKeeping(key)) return { seconds: 0, bound: `what it is made of is ${key.length} characters long, which is too much to keep`, inputs };
  const explained = decision.layers.flatMap((trace, index): readonly Explained[] => {
    const layer = plan.layers[index];
    return layer === undefined ? [] : [{ layer, trace, ways: plan.plan.layers[index]?.spec.identify ?? [] }];
  });
  const ms = Math.max(0, decision.until - now);
  return { seconds: ms / 1000, bound: ms === 0 ? whyNotKept(explained) : endOf(explained, { plan, request, decision }), inputs };
}

function whyNotKept(explained: readonly Explained[]): string {
  return explained.map(reasonOf).find((reason) => reason !== undefined) ?? "it is good for this request alone";
}

/** Why a layer lets nothing be kept; undefined when it is not for its sake. */
function reasonOf({ layer, trace, ways }: Explained): string | undefined {
  const { source, outcome, attempts } = trace;
  const isRefused = outcome === "refused";
  if (policyMs({ layer, trace }) === 0) return `cache.${isRefused ? "denied" : "allowed"} of ${source} is 0`;
  if (outcome === "undecided") return `${source} in shadow cannot be decided now, and may be the next time`;
  // The last way that was tried is the one that decided.
  if ("signature" in (ways[attempts.length - 1] ?? {})) return "a signature is for one request, with its body and its nonce";
  return isRefused && ways.some((way) => "oidc" in way) ? "a browser that is sent to log in gets an answer of its own" : undefined;
}

interface Made {
  readonly plan: CompiledPlan;
  readonly request: DecisionRequest;
  readonly decision: Decision;
}

function endOf(explained: readonly Explained[], { plan, request, decision }: Made): string {
  const { now } = request;
  const { until } = decision;
  if (decision.kind === "denied" && decision.refusal.code === "credential_revoked") return "whether it is revoked is asked again then";
  const bounding = explained.find((one) => until === now + policyMs(one));
  if (bounding !== undefined) return `cache of ${bounding.trace.source}`;
  const at = new Date(until).toISOString();
  const paths = plan.paths.match(request);
  const timed = explained.find(({ layer, trace: { identity } }) => layer.rules?.decide({ request, identity, paths }).until === until);
  if (timed !== undefined) return `a rule of ${timed.trace.source} names a time, and may come to something else at ${at}`;
  return decision.kind === "denied" ? `what was shown, or who owns it, is judged anew at ${at}` : `what was shown is good until ${at}`;
}

function policyMs({ layer, trace }: Pick<Explained, "layer" | "trace">): number {
  return trace.outcome === "refused" ? layer.deniedMs : layer.allowedMs;
}
