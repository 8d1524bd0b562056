import { decideLayer, type FinishedLayer, type RefusedLayer } from "./decide-layer.ts";
import type { Allowed, Decision, Denied, LayerTrace } from "./decision.ts";
import type { Evidence } from "./evidence.ts";
import type { Facts } from "./facts.ts";
import type { Identity } from "./identify/identity.ts";
import type { Asking } from "./need.ts";
import type { CompiledLayer, CompiledPlan } from "./plan/compiled-plan.ts";
import type { DecisionRequest } from "./request/decision-request.ts";
import type { RevocationQuestion, Revoked } from "./revocation/revocation-index.ts";
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
    progress.pass(layer, result);
  }
  // Last of all: what was revoked while others were waited for is revoked.
  const revoked = facts.revocations.find(progress.revocable, request.now);
  const allowed = { ...allow(plan, request, progress), generation: facts.revocations.generation };
  return revoked === undefined ? allowed : revoke(allowed, revoked, request.now);
}

/** How long it is known that something is revoked, before it is asked about again. */
const revokedMs = 5000;

/** What becomes of a request that was let in once something of its caller is revoked. */
export function revoke({ identity, layers, evidence, mutations }: Allowed, { until, evidence: revocation }: Revoked, now: number): Denied {
  return {
    kind: "denied",
    refusal: {
      kind: "unauthenticated",
      code: "credential_revoked",
      detail: "The credential was revoked",
      challenge: 'Bearer error="invalid_token", error_description="The credential was revoked"',
    },
    answers: undefined,
    cookies: mutations.cookies,
    identity,
    layers,
    evidence: [...evidence, revocation],
    until: Math.min(until, now + revokedMs),
  };
}

/** What is known so far. */
class Progress {
  identity: Identity | undefined;
  until = Number.POSITIVE_INFINITY;
  readonly layers: LayerTrace[] = [];
  readonly evidence: Evidence[] = [];
  readonly finished: FinishedLayer[] = [];
  readonly cookies: string[] = [];
  readonly revocable: RevocationQuestion[] = [];

  /** Also of layers in shadow: what is kept has to be right for them too. */
  note({ trace, evidence, until }: FinishedLayer | RefusedLayer): void {
    this.layers.push(trace);
    this.evidence.push(...evidence);
    this.until = Math.min(this.until, until);
  }

  pass({ namespace }: CompiledLayer, layer: FinishedLayer): void {
    this.finished.push(layer);
    this.cookies.push(...(layer.identified.own?.cookies ?? []));
    this.identity = layer.identified.identity;
    const marks = layer.identified.identity?.marks ?? [];
    if (marks.length > 0) this.revocable.push({ marks, namespace });
  }
}

function deny(layer: CompiledLayer, { refusal, identity, cookies }: RefusedLayer, progress: Progress): Denied {
  const { layers, until, evidence, identity: known } = progress;
  const all = [...progress.cookies, ...cookies];
  return { kind: "denied", refusal, answers: layer.answers, cookies: all, identity: identity ?? known, layers, until, evidence };
}

/** The only place where a request is let in. Throws when a layer that counts is not finished, which is a defect of this program. */
function allow(
  plan: CompiledPlan,
  request: DecisionRequest,
  { finished, cookies, identity, layers, until, evidence, revocable }: Progress,
): Omit<Allowed, "generation"> {
  const counting = plan.layers.filter(({ shadow }) => !shadow);
  if (finished.length !== counting.length) throw new Error(`Only ${finished.length} of ${counting.length} layers are finished`);
  const hidden = counting.flatMap(({ identifiers }) => identifiers.flatMap(({ hides }) => hides ?? []));
  const removals = [...hidden, ...finished.flatMap(({ identified }) => identified.own?.removal ?? [])];
  const claims = counting.findLast((layer) => layer.claims !== undefined)?.claims;
  const shapes = finished.map(({ shaped }) => shaped);
  const mutations = joinShapes({ shapes, removals, metadata: identityMetadata(identity, claims), cookies }, request);
  return { kind: "allowed", mutations, identity, layers, until, evidence, revocable };
}
