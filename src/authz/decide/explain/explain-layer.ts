import type { AuthExplanation } from "../../../model/auth/auth-explanation.ts";
import type { Subject } from "../authorize/condition.ts";
import { testedConditions } from "../authorize/rules-table.ts";
import type { LayerTrace } from "../decision.ts";
import type { Identifier } from "../identify/attempt.ts";
import type { CompiledLayer, CompiledPlan } from "../plan/compiled-plan.ts";
import type { DecisionRequest } from "../request/decision-request.ts";
import { cut } from "./cut.ts";
import { explainIdentity } from "./explain-identity.ts";

type ExplainedLayer = AuthExplanation["layers"][number];

/** What a layer was asked with. */
export interface LayerPlace {
  readonly plan: CompiledPlan;
  readonly request: DecisionRequest;
  /** What the broader layers came to. */
  readonly before: readonly LayerTrace[];
}

/** Tells what one layer made of a request: its phases are run again as far as they came, on the identity that they found. */
export function explainLayer(layer: CompiledLayer, trace: LayerTrace, { plan, request, before }: LayerPlace): ExplainedLayer {
  const paths = plan.paths.match(request);
  const { source, shadow, outcome, attempts, identity, refusal } = trace;
  const subject: Subject = { request: request.anew(), identity, paths };
  const known = before.findLast((one) => !one.shadow)?.identity;
  const authorized =
    outcome !== "excused" &&
    outcome !== "undecided" &&
    attempts.every(({ outcome: came }) => came !== "refused") &&
    (attempts.length === 0 || identity !== undefined);
  const excuse = outcome === "excused" ? excuseOf(layer, { request, identity: known, paths }) : undefined;
  const isAmbiguous = refusal?.code === "path_ambiguous";
  return {
    source,
    shadow,
    outcome,
    ...(trace.failure !== undefined && { failure: trace.failure }),
    ...(excuse !== undefined && { excuse }),
    identify: attempts.map(({ method, outcome: came, detail, why }, index) => ({
      method,
      outcome: came,
      read: readBy(layer.identifiers[index], { plan, request }),
      ...(detail !== undefined && { detail }),
      ...(why !== undefined && { why }),
    })),
    ...(identity !== undefined && { identity: explainIdentity(identity) }),
    rules: authorized && !isAmbiguous ? rulesOf(layer, subject) : [],
    ...(refusal !== undefined && { refusal: { code: refusal.code, detail: refusal.detail } }),
  };
}

function excuseOf({ excuses, unless }: CompiledLayer, subject: Subject): ExplainedLayer["excuse"] {
  const index = excuses.findIndex((conditions) => conditions.every((condition) => condition.test(subject).holds));
  return testedConditions(excuses[index] ?? [], unless[index] ?? {}, subject);
}

function rulesOf({ rules }: CompiledLayer, subject: Subject): ExplainedLayer["rules"] {
  return rules?.walk(subject) ?? [];
}

/** Of a credential only how long it is. */
function readBy(identifier: Identifier | undefined, { plan, request }: Pick<LayerPlace, "plan" | "request">): ExplainedLayer["identify"][number]["read"] {
  return (identifier?.inputs ?? []).flatMap((input) => {
    const { id } = input;
    const value = input.read(request);
    if (value === undefined || value === "") return [];
    const isCredential = plan.credentials.some((credential) => credential.id === id);
    return [{ input: id, value: isCredential || id === "certificate" ? `${value.length} characters` : cut(value) }];
  });
}
