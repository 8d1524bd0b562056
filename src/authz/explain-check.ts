import type { AuthExplanation } from "../model/auth/auth-explanation.ts";
import { decide } from "./decide/decide.ts";
import { type AskedRequest, askedView } from "./decide/explain/asked-request.ts";
import { explainDecision } from "./decide/explain/explain-decision.ts";
import type { Facts } from "./decide/facts.ts";
import type { Sources } from "./decide/need.ts";
import type { CompiledPlan } from "./decide/plan/compiled-plan.ts";
import { DecisionRequest } from "./decide/request/decision-request.ts";
import { AuthzError } from "./errors.ts";
import { type Patience, runAsking } from "./run-asking.ts";

/** What a request is decided with that somebody asks about. */
export interface ExplainCheckOptions {
  readonly facts: Facts;
  /** A nonce must not be used up by it. */
  readonly sources: Sources;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  readonly patience: Patience;
}

/** Decides a request anew, as the service would, and tells how it comes to that. Nothing is kept, counted or logged. */
export async function explainCheck(plan: CompiledPlan, asked: AskedRequest, { facts, sources, now, patience }: ExplainCheckOptions): Promise<AuthExplanation> {
  const request = new DecisionRequest(askedView(asked), now);
  try {
    return explainDecision(plan, request, await runAsking(decide(plan, request, facts), sources, patience));
  } catch (error) {
    if (!(error instanceof AuthzError)) throw error;
    const { code, message } = error;
    return { outcome: "error", summary: `It cannot be decided, and nobody gets in: ${message}`, code, layers: [] };
  }
}
