import { decideLayer, type FinishedLayer, type RefusedLayer } from "./decide-layer.ts";
import type { Allowed, Decision, Denied, LayerTrace } from "./decision.ts";
import type { Evidence } from "./evidence.ts";
import type { Facts } from "./facts.ts";
import type { Identity } from "./identify/identity.ts";
import type { Asking } from "./need.ts";
import type { CompiledLayer, CompiledPlan } from "./plan/compiled-plan.ts";
import type { DecisionRequest } from "./request/decision-request.ts";
import { joinShapes } from "./shape/join-shapes.ts";
import { identityMetadata } from "./shape/metadata.ts";

/**
 * Decides one request by a plan. Every layer has to let it pass, the broadest first; what a layer in shadow says is noted and changes
 * nothing. The answer is to deny unless every phase of every layer that counts is finished.
 */
export function* decide(plan: CompiledPlan, request: DecisionRequest, facts: Facts): Asking<Decision> {
  const progress = new Progress();
  const paths = plan.paths.match(request);
  for (const layer of plan.layers) {
    const result = yield* decideLayer(layer, { request, facts, paths, known: progress.identity });
    progress.note(result);
    if (layer.shadow) continue;
    if (result.kind === "refused") return deny(layer, result, progress);
    progress.pass(result);
  }
  return allow(plan, request, progress);
}

/** What is known so far. */
class Progress {
  identity: Identity | undefined;
  until = Number.POSITIVE_INFINITY;
  readonly layers: LayerTrace[] = [];
  readonly evidence: Evidence[] = [];
  readonly finished: FinishedLayer[] = [];

  /** Also of layers in shadow: what is kept has to be right for them too. */
  note({ trace, evidence, until }: FinishedLayer | RefusedLayer): void {
    this.layers.push(trace);
    this.evidence.push(...evidence);
    this.until = Math.min(this.until, until);
  }

  pass(layer: FinishedLayer): void {
    this.finished.push(layer);
    this.identity = layer.identified.identity;
  }
}

function deny(layer: CompiledLayer, { refusal, identity }: RefusedLayer, { layers, until, evidence, identity: known }: Progress): Denied {
  return { kind: "denied", refusal, answers: layer.answers, identity: identity ?? known, layers, until, evidence };
}

/** The only place where a request is let in. Throws when a layer that counts is not finished, which is a defect of this program. */
function allow(plan: CompiledPlan, request: DecisionRequest, { finished, identity, layers, until, evidence }: Progress): Allowed {
  const counting = plan.layers.filter(({ shadow }) => !shadow);
  if (finished.length !== counting.length) throw new Error(`Only ${finished.length} of ${counting.length} layers are finished`);
  const removals = finished.flatMap(({ identified }) => identified.own?.removal ?? []);
  const claims = counting.findLast((layer) => layer.claims !== undefined)?.claims;
  const shapes = finished.map(({ shaped }) => shaped);
  const mutations = joinShapes({ shapes, removals, metadata: identityMetadata(identity, claims) }, request);
  return { kind: "allowed", mutations, identity, layers, until, evidence };
}
