import { toAuthzError } from "../errors.ts";
import { decideLayer, type FinishedLayer, type LayerQuestion, type RefusedLayer } from "./decide-layer.ts";
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

/** What becomes of a request, and what layers in shadow have to say yet. */
export interface Decided {
  readonly decision: Decision;
  /** The same decision with what they say; undefined when there are none. It cannot fail. */
  readonly withShadows: (() => Asking<Decision>) | undefined;
}

/** Decides one request by a plan, and waits for what layers in shadow have to say. */
export function* decide(plan: CompiledPlan, request: DecisionRequest, facts: Facts): Asking<Decision> {
  const { decision, withShadows } = yield* decideFirst(plan, request, facts);
  return withShadows === undefined ? decision : yield* withShadows();
}

/**
 * Decides one request by a plan. Every layer has to let it pass, the broadest first; what a layer in shadow says is noted afterwards and changes
 * nothing. The answer is to deny unless every phase of every layer that counts is finished.
 */
export function* decideFirst(plan: CompiledPlan, request: DecisionRequest, facts: Facts): Asking<Decided> {
  const progress = new Progress();
  const shadows: (() => Asking<ShadowResult>)[] = [];
  const paths = plan.paths.match(request);
  for (const [index, layer] of plan.layers.entries()) {
    const question = { request, facts, paths, known: progress.identity };
    if (layer.shadow) {
      shadows.push(() => decideShadow(layer, question, index));
      continue;
    }
    const result = yield* decideLayer(layer, question);
    progress.note(result, index);
    if (result.kind === "refused") {
      progress.meet(layer, result.identity);
      return decided(() => unlessRevoked(deny(layer, result, progress), facts, request.now), shadows, progress);
    }
    progress.pass(layer, result);
  }
  return decided(() => unlessRevoked(allow(plan, request, progress), facts, request.now), shadows, progress);
}

/** They come when all is decided that counts, so that nothing of it waits for them. */
function decided(make: () => Decision, shadows: readonly (() => Asking<ShadowResult>)[], progress: Progress): Decided {
  const decision = make();
  if (shadows.length === 0) return { decision, withShadows: undefined };
  return {
    decision,
    *withShadows() {
      for (const shadow of shadows) {
        const { result, index } = yield* shadow();
        progress.note(result, index);
      }
      return make();
    },
  };
}

/** Last of all: what was revoked while others were waited for is revoked, also for those who would not have got in. */
function unlessRevoked(decision: Unasked<Allowed> | Unasked<Denied>, { revocations }: Facts, now: number): Decision {
  const revoked = revocations.find(decision.revocable, now);
  const asked = { ...decision, generation: revocations.generation };
  return revoked === undefined ? asked : revoke(asked, revoked, now);
}

/** A decision that was not asked about yet. */
type Unasked<D extends Decision> = Omit<D, "generation">;

/** What a layer in shadow came to, and its place in the plan. */
interface ShadowResult {
  readonly result: Pick<FinishedLayer, "trace" | "evidence" | "until">;
  readonly index: number;
}

/** A shadow that cannot be decided, or has a defect, costs no request. What came of it is not kept: it may be decided the next time. */
function* decideShadow(layer: CompiledLayer, question: LayerQuestion, index: number): Asking<ShadowResult> {
  try {
    return { result: yield* decideLayer(layer, question), index };
  } catch (error) {
    const { source, shadow } = layer;
    const { code, message } = toAuthzError(error);
    const trace = { source, shadow, outcome: "undecided", failure: code, reason: message, attempts: [], identity: question.known, misses: [] } as const;
    return { result: { trace, evidence: [], until: question.request.now }, index };
  }
}

/** How long it is known that something is revoked, before it is asked about again. */
const revokedMs = 5000;

/** What becomes of a decision once something of its caller is revoked. */
export function revoke(decision: Decision, { title, until, evidence: revocation }: Revoked, now: number): Denied {
  const { identity, layers, evidence, generation } = decision;
  return {
    kind: "denied",
    refusal: {
      kind: "unauthenticated",
      code: "credential_revoked",
      detail: "The credential was revoked",
      challenge: 'Bearer error="invalid_token", error_description="The credential was revoked"',
    },
    answers: undefined,
    cookies: decision.kind === "allowed" ? decision.mutations.cookies : decision.cookies,
    revocation: title,
    identity,
    layers,
    evidence: [...evidence, revocation],
    until: Math.min(until, now + revokedMs),
    revocable: [],
    generation,
  };
}

/** What is known so far. */
class Progress {
  identity: Identity | undefined;
  until = Number.POSITIVE_INFINITY;
  readonly #traces = new Map<number, LayerTrace>();
  readonly evidence: Evidence[] = [];
  readonly finished: FinishedLayer[] = [];
  readonly cookies: string[] = [];
  readonly revocable: RevocationQuestion[] = [];

  /** Also of layers in shadow: what is kept has to be right for them too. */
  note({ trace, evidence, until }: Pick<FinishedLayer, "trace" | "evidence" | "until">, index: number): void {
    this.#traces.set(index, trace);
    this.evidence.push(...evidence);
    this.until = Math.min(this.until, until);
  }

  /** In the order of the plan. */
  get layers(): readonly LayerTrace[] {
    return [...this.#traces].sort(([left], [right]) => left - right).map(([, trace]) => trace);
  }

  pass(layer: CompiledLayer, finished: FinishedLayer): void {
    this.finished.push(finished);
    this.cookies.push(...(finished.identified.own?.cookies ?? []));
    this.identity = finished.identified.identity;
    this.meet(layer, this.identity);
  }

  meet({ namespace }: CompiledLayer, identity: Identity | undefined): void {
    const marks = identity?.marks ?? [];
    if (marks.length > 0) this.revocable.push({ marks, namespace });
  }
}

function deny(layer: CompiledLayer, { refusal, identity, cookies }: RefusedLayer, progress: Progress): Unasked<Denied> {
  const { layers, until, evidence, identity: known, revocable } = progress;
  const all = [...progress.cookies, ...cookies];
  return { kind: "denied", refusal, answers: layer.answers, cookies: all, identity: identity ?? known, layers, until, evidence, revocable };
}

/** The only place where a request is let in. Throws when a layer that counts is not finished, which is a defect of this program. */
function allow(plan: CompiledPlan, request: DecisionRequest, { finished, cookies, identity, layers, until, evidence, revocable }: Progress): Unasked<Allowed> {
  const counting = plan.layers.filter(({ shadow }) => !shadow);
  if (finished.length !== counting.length) throw new Error(`Only ${finished.length} of ${counting.length} layers are finished`);
  const removals = counting.flatMap(({ hides }) => hides);
  const isExcused = ({ trace }: FinishedLayer): boolean => trace.outcome === "excused";
  // What a layer that asks nothing keeps from clients, another one may set.
  const shapes = [...finished.filter(isExcused), ...finished.filter((layer) => !isExcused(layer))].map(({ shaped }) => shaped);
  const escaped = plan.escapedNames?.namesIn(request) ?? [];
  const mutations = joinShapes({ shapes, removals, escaped, metadata: identityMetadata(identity, toldClaims(counting, finished, identity)), cookies }, request);
  return { kind: "allowed", mutations, identity, layers, until, evidence, revocable };
}

/** What any layer wants to be told is told: limits of a broad one may go by it. The layer that found the caller wants all that it does not choose from. */
function toldClaims(layers: readonly CompiledLayer[], finished: readonly FinishedLayer[], caller: Identity | undefined): readonly string[] | undefined {
  const finder = finished.findIndex(({ identified }) => identified.identity === caller);
  if (layers[finder]?.claims === undefined) return undefined;
  return [...new Set(layers.flatMap(({ claims = [] }) => claims))];
}
