import type { Clock } from "../kit/clock.ts";
import type { Logger, Metrics } from "../kit/telemetry.ts";
import { planExtensions } from "../model/auth/auth-plan.ts";
import { type AuthzMeters, authzMeters } from "./authz-meters.ts";
import { type CacheBounds, DecisionCache, type KeptDecision } from "./decide/cache/decision-cache.ts";
import { type Decided, decideFirst, revoke } from "./decide/decide.ts";
import type { Decision } from "./decide/decision.ts";
import type { Facts } from "./decide/facts.ts";
import type { Sources } from "./decide/need.ts";
import type { CompiledPlan } from "./decide/plan/compiled-plan.ts";
import { decisionKey } from "./decide/plan/input.ts";
import type { PlanFinder } from "./decide/plan/plan-finder.ts";
import { credentialTexts, usualCredentials } from "./decide/record/credentials.ts";
import { errorReply } from "./decide/reply/error-reply.ts";
import { prepareReply } from "./decide/reply/prepared-reply.ts";
import { CheckView, wireName } from "./decide/request/check-view.ts";
import { DecisionRequest } from "./decide/request/decision-request.ts";
import { WireError } from "./decide/request/wire-cursor.ts";
import { ErrorReports } from "./error-reports.ts";
import { AuthzError, type AuthzErrorCode, toAuthzError } from "./errors.ts";
import type { KeptDecisions } from "./explain-check.ts";
import type { LastUses } from "./last-uses.ts";
import type { DecisionLog } from "./log/decision-log.ts";
import { type Patience, runAsking, type Timer } from "./run-asking.ts";
import type { Freshness } from "./source/freshness.ts";

const targetName = wireName(planExtensions.target);
const hashName = wireName(planExtensions.hash);
const usualBounds: CacheBounds = { entries: 100_000, characters: 64_000_000 };
/** The reply has to be there before the caller gives up, and takes the replica for broken: a fifth of the time is for the way back, within these bounds. */
const marginMs = { least: 5, most: 250 } as const;
/** Without a word from the store for so long, what was allowed before is decided anew; and for so long, some policies let nobody in. */
const decideAnewAfterMs = 5000;
const staleAfterMs = 60_000;
/** Requests are held in memory so long as a layer in shadow waits: more than so many do not wait. */
const mostWaitingShadows = 1000;
/** Longest wait for those who name no deadline. */
const longestMs = 10_000;

/** What the service is made with. */
export interface CheckServiceOptions {
  readonly plans: PlanFinder;
  /** What requests have to pass that name nothing; by default they are refused. */
  readonly defaultTarget?: string | undefined;
  readonly facts: Facts;
  readonly sources: Sources;
  readonly freshness: Freshness;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Gets every decision. Default: nobody does. */
  readonly log?: DecisionLog | undefined;
  /** Gets every decision too. Default: nobody notes which credentials are used. */
  readonly uses?: Pick<LastUses, "note"> | undefined;
  /** Default: 100,000 decisions, 64 million characters of keys and bytes of replies. */
  readonly cache?: CacheBounds;
}

/** One CheckRequest in bytes: `buffer[start..end)`. */
export interface CheckMessage {
  readonly buffer: Buffer;
  readonly start: number;
  readonly end: number;
  /** When the caller gives up, in milliseconds of the monotonic clock. */
  readonly deadline: number;
}

/** What another replica may be able to decide. */
const decidedElsewhere: ReadonlySet<AuthzErrorCode> = new Set(["ERR_AUTHZ_PLAN_UNKNOWN", "ERR_AUTHZ_STALE"]);

/**
 * Decides CheckRequests. Whatever goes wrong ends in a reply that keeps the request out. Only what another replica may be able to decide has no reply: that is
 * thrown, or rejected with, as an `AuthzError` (`ERR_AUTHZ_PLAN_UNKNOWN`, `ERR_AUTHZ_STALE`), and whoever asks is told to try elsewhere.
 */
export class CheckService {
  readonly #options: CheckServiceOptions;
  readonly #cache: DecisionCache;
  readonly #meters: AuthzMeters;
  readonly #reports: ErrorReports;
  /** Requests that are answered, of which a layer in shadow waits for something. */
  #waitingShadows = 0;

  /** The decision that is kept for a request, which would get it now; undefined when it would be decided anew. Nothing is counted or changed by it. */
  readonly kept: KeptDecisions = (plan, request) => {
    const { freshness, facts } = this.#options;
    const decision = this.#cache.peek(decisionKey(plan, request), request.now)?.decision;
    if (decision === undefined || (decision.kind === "allowed" && freshness.silentMs >= decideAnewAfterMs)) return undefined;
    return facts.revocations.find(decision.revocable, request.now) === undefined ? decision : undefined;
  };

  constructor(options: CheckServiceOptions) {
    this.#options = options;
    this.#cache = new DecisionCache(options.cache ?? usualBounds);
    this.#meters = authzMeters(options.metrics);
    this.#reports = new ErrorReports(options);
  }

  /** The CheckResponse to a CheckRequest, both in bytes. The request's bytes are needed only until this returns, also when the answer comes later. */
  check(message: CheckMessage): Uint8Array | Promise<Uint8Array> {
    const { deadline } = message;
    const found = this.#find(message);
    if (found instanceof Uint8Array) return found;
    const { view, plan } = found;
    if (!(plan instanceof Promise)) return this.#decide(view, plan, deadline);
    return plan.then(
      (compiled) => this.#decide(view, compiled, deadline),
      (error: unknown) => this.#fail(error, view),
    );
  }

  /** The request and its plan, or the reply when there is none. A view that waits for its plan has bytes of its own. */
  #find(message: CheckMessage): { readonly view: CheckView; readonly plan: CompiledPlan | Promise<CompiledPlan> } | Uint8Array {
    try {
      const view = new CheckView(message.buffer, message);
      const target = view.contextExtension(targetName) ?? this.#options.defaultTarget;
      if (target === undefined) throw new AuthzError("ERR_AUTHZ_NO_PLAN", `Request has no context extension ${planExtensions.target}`);
      const plan = this.#options.plans.find(target, view.contextExtension(hashName));
      if (!(plan instanceof Promise)) return { view, plan: planFor(target, plan) };
      return { view: view.detach(), plan: this.#inTime(plan, message.deadline).then((found) => planFor(target, found)) };
    } catch (error) {
      return this.#fail(error, message);
    }
  }

  #decide(view: CheckView, plan: CompiledPlan, deadline: number): Uint8Array | Promise<Uint8Array> {
    try {
      return this.#decideBy(plan, view, deadline);
    } catch (error) {
      return this.#fail(error, view, plan);
    }
  }

  #decideBy(plan: CompiledPlan, view: CheckView, deadline: number): Uint8Array | Promise<Uint8Array> {
    const isFresh = this.#isFresh(plan);
    const request = new DecisionRequest(view, this.#options.clock.now());
    const key = decisionKey(plan, request);
    const known = this.#cache.get(key, request.now);
    if (known !== undefined && this.#isGood(known, isFresh, request.now)) return this.#reply(known, { plan, request, cached: true });
    const decided = runAsking(decideFirst(plan, request, this.#options.facts), this.#options.sources, this.#patience(request, deadline));
    const finish = (made: Decided): Uint8Array => this.#finish(made, { key, deadline, answered: { plan, request, cached: false } });
    return decided instanceof Promise ? decided.then(finish).catch((error: unknown) => this.#fail(error, request.view, plan)) : finish(decided);
  }

  /** Layers in shadow that have to wait let the reply go ahead; what they say is kept, counted and logged when it is there. */
  #finish({ decision, withShadows }: Decided, { key, deadline, answered }: Finishing): Uint8Array {
    const { request, plan } = answered;
    const first = this.#unlessRevoked(decision, request.now);
    if (withShadows === undefined) return this.#reply(this.#keep(key, first), answered);
    const patience = this.#waitingShadows < mostWaitingShadows ? this.#patience(request, deadline) : impatient(request);
    const whole = runAsking(withShadows(), this.#options.sources, patience);
    if (!(whole instanceof Promise)) return this.#reply(this.#keep(key, this.#unlessRevoked(whole, request.now)), answered);
    this.#waitingShadows += 1;
    void whole
      .then((made) => {
        this.#keep(key, this.#unlessRevoked(made, request.now));
        // What the caller was told, whatever was revoked since.
        this.#tell({ ...first, layers: made.layers }, answered);
      })
      .catch((error: unknown) => this.#options.logger.error("Policy in shadow cannot be noted", { plan: plan.hash, error: String(error) }))
      .finally(() => {
        this.#waitingShadows -= 1;
      });
    return prepareReply(first).bytesFor(request);
  }

  /** Without news of the store nothing that was allowed is taken for granted, and after a while, or where a revocation cannot be read, some policies let nobody in. */
  #isFresh({ staleness }: CompiledPlan): boolean {
    const { silentMs, unreadable } = this.#options.freshness;
    if (staleness === "deny" && unreadable !== undefined && unreadable.size > 0)
      throw new AuthzError("ERR_AUTHZ_STALE", `Revocation ${[...unreadable].join(", ")} cannot be read by this version`);
    if (silentMs < decideAnewAfterMs) return true;
    if (silentMs < staleAfterMs || staleness === "continue") return false;
    throw new AuthzError("ERR_AUTHZ_STALE", `Store has not been heard of for ${Math.round(silentMs / 1000)} s`);
  }

  /** What is kept is decided anew when something of its caller was revoked since, and what was allowed when the store is silent. */
  #isGood(kept: KeptDecision, isFresh: boolean, now: number): boolean {
    const { decision } = kept;
    if (!isFresh && decision.kind === "allowed") {
      this.#meters.onDecidedAnew();
      return false;
    }
    const { revocations } = this.#options.facts;
    if (kept.generation === revocations.generation) return true;
    if (revocations.find(decision.revocable, now) !== undefined) return false;
    kept.generation = revocations.generation;
    return true;
  }

  /** Whatever is revoked between a decision and its reply beats it. */
  #unlessRevoked(decision: Decision, now: number): Decision {
    const { revocations } = this.#options.facts;
    if (decision.generation === revocations.generation) return decision;
    const revoked = revocations.find(decision.revocable, now);
    return revoked === undefined ? decision : revoke(decision, revoked, now);
  }

  #keep(key: string, decision: Decision): KeptDecision {
    const kept = { decision, reply: prepareReply(decision), generation: decision.generation };
    this.#cache.set(key, kept, this.#options.clock.now());
    return kept;
  }

  #reply({ decision, reply }: KeptDecision, answered: Answered): Uint8Array {
    this.#tell(decision, answered);
    return reply.bytesFor(answered.request);
  }

  #tell(decision: Decision, { plan, request, cached }: Answered): void {
    this.#meters.onDecision(decision, cached);
    this.#options.uses?.note(decision, request.now);
    const { view, now } = request;
    this.#options.log?.decided({ view, now, plan: plan.hash, decision, cached }, () => credentialTexts(plan.credentials, request));
    for (const { failure, source, reason = "" } of decision.layers)
      if (failure === "ERR_AUTHZ_INTERNAL") this.#options.logger.error("Policy in shadow could not be decided, which costs no request", { source, reason });
  }

  #patience(request: DecisionRequest, deadline: number): Patience {
    return { beforeWaiting: () => request.detach(), start: () => this.#timer(deadline) };
  }

  #timer(deadline: number): Timer {
    const { clock } = this.#options;
    const wholeMs = deadline - clock.monotonic();
    const ownMs = wholeMs - Math.min(marginMs.most, Math.max(marginMs.least, wholeMs / 5));
    const leftMs = Math.max(0, Math.min(longestMs, ownMs));
    const { promise, reject } = Promise.withResolvers<never>();
    const late = new AuthzError("ERR_AUTHZ_DEADLINE", "An answer that the decision needs was not there in time", { retryable: true });
    return { over: promise, stop: clock.schedule(leftMs, () => reject(late)) };
  }

  async #inTime<T>(wanted: Promise<T>, deadline: number): Promise<T> {
    const { over, stop } = this.#timer(deadline);
    return Promise.race([wanted, over]).finally(stop);
  }

  /** What was asked may be at hand, for the log. */
  #fail(error: unknown, asked: CheckMessage | CheckView, plan?: CompiledPlan): Uint8Array {
    const told = toAuthzError(error instanceof WireError ? malformed(error) : error);
    this.#meters.onError(told.code);
    const [view, now] = [viewOf(asked), this.#options.clock.now()];
    const inputs = plan?.credentials ?? usualCredentials;
    this.#options.log?.failed({ view, now, code: told.code }, () => (view === undefined ? [] : credentialTexts(inputs, new DecisionRequest(view, now))));
    this.#reports.report(told);
    if (decidedElsewhere.has(told.code)) throw told;
    return errorReply(view, now);
  }
}

interface Finishing {
  readonly key: string;
  readonly deadline: number;
  readonly answered: Answered;
}

/** Waits for nothing. */
function impatient(request: DecisionRequest): Patience {
  const late = (): AuthzError => new AuthzError("ERR_AUTHZ_DEADLINE", "Too many policies in shadow wait for an answer already", { retryable: true });
  return { beforeWaiting: () => request.detach(), start: () => ({ over: Promise.reject(late()), stop: () => undefined }) };
}

interface Answered {
  readonly plan: CompiledPlan;
  readonly request: DecisionRequest;
  readonly cached: boolean;
}

/** Undefined for bytes that are no message. */
function viewOf(asked: CheckMessage | CheckView): CheckView | undefined {
  if (asked instanceof CheckView) return asked;
  try {
    return new CheckView(asked.buffer, asked);
  } catch {
    return undefined;
  }
}

function malformed(error: WireError): AuthzError {
  return new AuthzError("ERR_AUTHZ_MALFORMED", `CheckRequest is malformed: ${error.message}`, { cause: error });
}

function planFor(target: string, plan: CompiledPlan | undefined): CompiledPlan {
  if (plan === undefined) throw new AuthzError("ERR_AUTHZ_NO_PLAN", `No policy is known by the name ${JSON.stringify(target)}`);
  return plan;
}
