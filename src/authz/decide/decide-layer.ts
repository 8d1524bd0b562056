import type { Subject } from "./authorize/condition.ts";
import type { Verdict } from "./authorize/rules-table.ts";
import type { AttemptTrace, LayerTrace } from "./decision.ts";
import type { Evidence } from "./evidence.ts";
import type { Facts } from "./facts.ts";
import { quotedText } from "./header-text.ts";
import type { Identified } from "./identify/attempt.ts";
import { challengeOf, identifyCaller, missingCredential } from "./identify/identify-caller.ts";
import type { Identity } from "./identify/identity.ts";
import type { Asking } from "./need.ts";
import type { CompiledLayer } from "./plan/compiled-plan.ts";
import type { PlainRefusal, Refusal } from "./refusal.ts";
import type { DecisionRequest } from "./request/decision-request.ts";
import { hasParameters } from "./request/request-path.ts";
import type { Change, LayerShape } from "./shape/shape.ts";

/** What a layer is asked with. */
export interface LayerQuestion {
  readonly request: DecisionRequest;
  readonly facts: Facts;
  readonly paths: ReadonlySet<number>;
  /** Whom the broader layers found. */
  readonly known: Identity | undefined;
}

/**
 * The three phases of a layer that let the request pass, each with its result. There is no other way to make one than to finish all of
 * them, and no way to let a request in without one of every layer.
 */
export interface FinishedLayer {
  readonly kind: "finished";
  readonly identified: { readonly identity: Identity | undefined; readonly own: Identified | undefined };
  readonly authorized: { readonly verdict: Verdict | undefined };
  readonly shaped: LayerShape;
  readonly trace: LayerTrace;
  readonly evidence: readonly Evidence[];
  readonly until: number;
}

/** A layer that refuses the request. */
export interface RefusedLayer {
  readonly kind: "refused";
  readonly refusal: Refusal;
  readonly identity: Identity | undefined;
  /** Values of Set-Cookie. */
  readonly cookies: readonly string[];
  readonly trace: LayerTrace;
  readonly evidence: readonly Evidence[];
  readonly until: number;
}

/** Identify, authorize, shape: what one layer makes of a request. */
export function* decideLayer(layer: CompiledLayer, question: LayerQuestion): Asking<FinishedLayer | RefusedLayer> {
  const base = { source: layer.source, shadow: layer.shadow, attempts: [], identity: question.known, misses: [] };
  const unclear = layer.readsPath ? unclearPath(layer, question.request) : undefined;
  if (unclear !== undefined) return refuse(layer, question, { refusal: ambiguous(unclear) });
  if (isExcused(layer, question)) return excused(layer, question, { ...base, outcome: "excused" });
  const identified = yield* identifyCaller(layer.identifiers, { ...question, home: layer.namespace });
  if (identified.kind === "refused") return refuse(layer, question, yield* offerLogin(layer, question.request, identified));
  const { identity } = identified;
  const verdict = layer.rules?.decide({ request: question.request, identity, paths: question.paths });
  if (verdict?.effect === "deny") {
    const refusal = refusalOf(verdict, identity, layer);
    const open = refusal.kind === "unauthenticated" ? refusal : undefined;
    return refuse(layer, question, yield* offerLogin(layer, question.request, { ...identified, verdict, refusal, ...(open !== undefined && { open }) }));
  }
  const until = Math.min(identified.until, verdict?.until ?? Number.POSITIVE_INFINITY, question.request.now + layer.allowedMs);
  const trace = { ...base, outcome: "passed" as const, attempts: identified.attempts, identity, ...ruleOf(verdict) };
  return { kind: "finished", identified, authorized: { verdict }, shaped: layer.shape(identity), trace, evidence: identified.evidence, until };
}

/** A browser of nobody may be sent to log in. What it gets is made for it alone, and what others get depends on more than the inputs: neither is kept. */
function* offerLogin({ identifiers }: CompiledLayer, request: DecisionRequest, parts: RefusalParts & { readonly open?: PlainRefusal }): Asking<RefusalParts> {
  const offer = identifiers.find((identifier) => identifier.offerLogin !== undefined)?.offerLogin;
  if (offer === undefined || parts.open === undefined) return parts;
  return { ...parts, refusal: yield* offer(request, parts.open), until: request.now };
}

function isExcused({ excuses }: CompiledLayer, { request, paths, known }: LayerQuestion): boolean {
  const subject: Subject = { request, identity: known, paths };
  return excuses.some((conditions) => conditions.every((condition) => condition.test(subject).holds));
}

/** An excused request has finished all phases: there was nothing to find out and to ask, and what the layer sets for others no client may set itself. */
function excused(layer: CompiledLayer, { request, known }: LayerQuestion, trace: LayerTrace): FinishedLayer {
  return {
    kind: "finished",
    identified: { identity: known, own: undefined },
    authorized: { verdict: undefined },
    shaped: withoutValues(layer.shape(undefined)),
    trace,
    evidence: [],
    until: request.now + layer.allowedMs,
  };
}

function withoutValues({ headers, query }: LayerShape): LayerShape {
  const without = (changes: readonly Change[]): readonly Change[] => changes.map(({ name }) => ({ name, value: undefined }));
  return { headers: without(headers), appendHeaders: [], responseHeaders: [], appendResponseHeaders: [], query: without(query) };
}

interface RefusalParts {
  readonly refusal: Refusal;
  readonly identity?: Identity | undefined;
  readonly attempts?: readonly AttemptTrace[];
  readonly evidence?: readonly Evidence[];
  readonly until?: number;
  readonly verdict?: Verdict | undefined;
  readonly own?: Identified | undefined;
  readonly cookies?: readonly string[];
}

function refuse(layer: CompiledLayer, { request }: LayerQuestion, parts: RefusalParts): RefusedLayer {
  const { refusal, identity, attempts = [], evidence = [], until = Number.POSITIVE_INFINITY, verdict, own, cookies = [] } = parts;
  return {
    kind: "refused",
    refusal,
    identity,
    cookies: [...cookies, ...(own?.cookies ?? [])],
    trace: { source: layer.source, shadow: layer.shadow, outcome: "refused", attempts, identity, ...ruleOf(verdict), refusal },
    evidence,
    until: Math.min(until, verdict?.until ?? Number.POSITIVE_INFINITY, request.now + layer.deniedMs),
  };
}

function ruleOf(verdict: Verdict | undefined): Pick<LayerTrace, "rule" | "error" | "misses"> {
  const { rule, error, misses = [] } = verdict ?? {};
  return { ...(rule !== undefined && { rule }), ...(error !== undefined && { error }), misses };
}

/** Why a path may be another one for the backend; undefined when it is not. */
function unclearPath({ knowsParameters }: CompiledLayer, { path }: DecisionRequest): string | undefined {
  if (path.kind === "ambiguous") return path.reason;
  return !knowsParameters && hasParameters(path.path) ? "It has a semicolon, and some take what stands behind it for no part of the path" : undefined;
}

function ambiguous(reason: string): PlainRefusal {
  return { kind: "malformed", code: "path_ambiguous", detail: `The path can be read in two ways: ${reason}` };
}

/** Somebody whom nobody knows is told to say who it is, where that can be said; with more scopes the same caller would get in (RFC 6750 §3.1). */
function refusalOf({ missingScopes, fault }: Verdict, identity: Identity | undefined, { identifiers }: CompiledLayer): PlainRefusal {
  const isUnknown = identity === undefined || identity.kind === "anonymous";
  if (isUnknown && (fault === undefined || identifiers.some(({ inputs }) => inputs.length > 0))) return missingCredential(challengeOf(identifiers));
  if (fault !== undefined) return { kind: fault.code === "body_too_large" ? "oversized" : "forbidden", code: fault.code, detail: fault.message };
  if (missingScopes === undefined) return { kind: "forbidden", code: "forbidden", detail: "The caller may not do this" };
  const scope = missingScopes.join(" ");
  const wanted = `Bearer error="insufficient_scope", scope=${quotedText(scope)}`;
  return { kind: "forbidden", code: "insufficient_scope", detail: `The caller needs the scopes ${scope}`, challenge: wanted };
}
