import type { AuthExplanation, HeldDecision } from "../model/auth/auth-explanation.ts";
import { decide } from "./decide/decide.ts";
import type { Decision } from "./decide/decision.ts";
import { type AskedRequest, askedView } from "./decide/explain/asked-request.ts";
import { explainDecision } from "./decide/explain/explain-decision.ts";
import type { Facts } from "./decide/facts.ts";
import type { Sources } from "./decide/need.ts";
import type { CompiledPlan } from "./decide/plan/compiled-plan.ts";
import { DecisionRequest } from "./decide/request/decision-request.ts";
import { AuthzError } from "./errors.ts";
import { type Patience, runAsking } from "./run-asking.ts";

/** Tells which decision is kept for a request. */
export type KeptDecisions = (plan: CompiledPlan, request: DecisionRequest) => Decision | undefined;

/** What a request is decided with that somebody asks about. */
export interface ExplainCheckOptions {
  readonly facts: Facts;
  /** A nonce must not be used up by it. */
  readonly sources: Sources;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  readonly patience: Patience;
  /** Those of the service in this process. Default: requests are decided elsewhere. */
  readonly kept?: KeptDecisions | undefined;
}

/** Decides a request anew, as the service would, and tells how it comes to that. Nothing is kept, counted or logged. */
export async function explainCheck(plan: CompiledPlan, asked: AskedRequest, options: ExplainCheckOptions): Promise<AuthExplanation> {
  const request = new DecisionRequest(askedView(asked), options.now);
  const explanation = await explainAnew(plan, request, options);
  const { kept } = options;
  return kept === undefined || explanation.cache === undefined
    ? explanation
    : { ...explanation, cache: { ...explanation.cache, held: heldNow(kept(plan, request), options.now) } };
}

async function explainAnew(plan: CompiledPlan, request: DecisionRequest, { facts, sources, patience }: ExplainCheckOptions): Promise<AuthExplanation> {
  try {
    return explainDecision(plan, request, await runAsking(decide(plan, request, facts), sources, patience));
  } catch (error) {
    if (!(error instanceof AuthzError)) throw error;
    const { code, message } = error;
    const cache = { seconds: 0, bound: "what cannot be decided is asked about each time", inputs: plan.inputs.map(({ id }) => id) };
    return { outcome: "error", summary: `It cannot be decided, and nobody gets in: ${message}`, code, layers: [], cache };
  }
}

function heldNow(decision: Decision | undefined, now: number): HeldDecision | null {
  return decision === undefined ? null : { outcome: decision.kind, seconds: (decision.until - now) / 1000 };
}
