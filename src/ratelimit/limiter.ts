import type { Clock } from "../kit/clock.ts";
import type { Logger } from "../kit/telemetry.ts";
import type { Counters } from "./counter/counters.ts";
import type { Stopgap } from "./counter/outage-policies.ts";
import { type Answer, answerOf, type VerdictOf } from "./decide/answer.ts";
import type { Verdict } from "./decide/charge.ts";
import { type Explanation, explanationOf, lookAt, lookingAsks } from "./decide/explain.ts";
import type { Prepared } from "./decide/prepare.ts";
import { type LimitRequest, type RequestRefusal, refusalOf } from "./decide/request.ts";
import { type LimitSource, noLimits } from "./limit-source.ts";
import { asksOf, OpenBatch, type WaitingCallers } from "./open-batch.ts";
import { Recent } from "./recent.ts";
import type { Tallies } from "./tallies.ts";
import { whenDue } from "./when-due.ts";

/** Who waits for a decision. Exactly one of both is called, once. */
export interface Caller {
  /** When the caller will have gone, in milliseconds of the monotonic clock; undefined: it waits. */
  readonly deadline: number | undefined;
  /** True when the caller has gone, so that no answer is made for it. */
  readonly gone: () => boolean;
  answer(answer: Answer): void;
  refuse(refusal: RequestRefusal): void;
}

/** A request as it came: `buffer[start..end)`. */
interface Message {
  readonly buffer: Buffer;
  readonly start: number;
  readonly end: number;
}

/** What a limiter is made with. */
export interface LimiterOptions {
  readonly counters: Counters;
  readonly tallies: Tallies;
  /** For callers who cannot wait for the counters; undefined: nobody has to, these counters answer at once. */
  readonly hurry?: Hurry;
  readonly clock: Pick<Clock, "monotonic" | "schedule">;
  readonly logger: Logger;
  /** Runs a task when the events that are there have been handled: one batch an event-loop turn. */
  readonly nextTurn: (task: () => void) => void;
}

/** How callers are answered who will have gone before the counters answer. */
export interface Hurry {
  /** Decides in place of the counters. */
  readonly stopgap: Stopgap;
  /** How long the counters take at most, in milliseconds. */
  readonly waitMs: number;
}

/** A request whose counters are known, and everyone who waits for it in this turn. */
interface Waiting {
  readonly prepared: Prepared;
  turn: number;
  callers: Caller[];
}

/** Requests that are remembered by their bytes, in each of two halves. */
const rememberedRequests = 8192;
/** Time that is left to a caller for the answer to reach it, in milliseconds. */
const marginMs = 3;
/** Longer messages are read each time. */
const longestRemembered = 2048;

/**
 * Decides requests: finds their counters, charges all that came in one turn of the event loop by one call, and answers. Requests of equal bytes are
 * read and matched once.
 */
export class Limiter {
  readonly #options: LimiterOptions;
  readonly #remembered = new Recent<Waiting>(rememberedRequests);
  #source: LimitSource = noLimits;
  #turn = 1;
  #batch: Waiting[] = [];

  constructor(options: LimiterOptions) {
    this.#options = options;
  }

  /** Takes other limits, or other ones of the domains that have changed; what is under way is decided by the old ones. Default: all domains have. */
  use(source: LimitSource, isChanged: (domain: string) => boolean = () => true): void {
    this.#source = source;
    this.#remembered.deleteWhere(({ prepared }) => isChanged(prepared.request.domain));
  }

  /** Decides a request by its message. `read` is asked only for messages that are not remembered; what it throws is the caller's. */
  decideMessage<M extends Message>(message: M, read: (message: M) => LimitRequest, caller: Caller): void {
    const isShort = message.end - message.start <= longestRemembered;
    const text = isShort ? message.buffer.toString("latin1", message.start, message.end) : "";
    const known = isShort ? this.#remembered.get(text) : undefined;
    const waiting = known ?? this.#prepare(read(message), caller);
    if (waiting === undefined) return;
    if (isShort && known === undefined) this.#remembered.set(text, waiting);
    this.#join(waiting, caller);
  }

  /** Decides a request that was read already. */
  decide(request: LimitRequest, caller: Caller): void {
    const waiting = this.#prepare(request, caller);
    if (waiting !== undefined) this.#join(waiting, caller);
  }

  /** Tells how a request stands: looks at its counters, charges none and counts in no tally. Rejects when the counters cannot be asked. */
  async explain(request: LimitRequest): Promise<Explanation | RequestRefusal> {
    const looked = lookAt(request);
    const source = this.#source;
    const prepared = refusalOf(looked) ?? source.prepare(looked, { isLook: true });
    if (!("asks" in prepared)) return prepared;
    const verdicts = await this.#options.counters.charge(lookingAsks(prepared));
    const steps = looked.descriptors.map((descriptor) => source.steps?.(looked.domain, descriptor) ?? []);
    return explanationOf(prepared, verdicts, steps);
  }

  #prepare(request: LimitRequest, caller: Caller): Waiting | undefined {
    const prepared = refusalOf(request) ?? this.#source.prepare(request);
    if ("asks" in prepared) return { prepared, turn: 0, callers: [] };
    caller.refuse(prepared);
    return undefined;
  }

  #join(waiting: Waiting, caller: Caller): void {
    if (waiting.turn !== this.#turn) {
      waiting.turn = this.#turn;
      waiting.callers = [];
      if (this.#batch.length === 0) this.#options.nextTurn(() => this.flush());
      this.#batch.push(waiting);
    }
    waiting.callers.push(caller);
  }

  /** Sends what has come so far on its way, for those who know that a turn is over. */
  flush(): void {
    if (this.#batch.length > 0) this.#flush();
  }

  #flush(): void {
    const batch = this.#batch.map(({ prepared, callers }): WaitingCallers<Caller> => ({ prepared, callers: callers.filter((caller) => !caller.gone()) }));
    this.#batch = [];
    this.#turn += 1;
    const open = new OpenBatch(batch);
    const cancel = this.#hurry(open);
    this.#options.counters.charge(asksOf(batch)).then(
      (verdicts) => {
        cancel();
        this.#answer(open, verdicts);
      },
      (error: unknown) => {
        cancel();
        this.#fail(open, error);
      },
    );
  }

  /** Answers each caller at its own deadline; whoever can wait longer than the counters take is left to them. */
  #hurry(open: OpenBatch<Caller>): () => void {
    const { clock, hurry } = this.#options;
    const [now, first] = [clock.monotonic(), open.firstDeadline];
    if (hurry === undefined || first - marginMs >= now + hurry.waitMs) return nothing;
    let cancel = whenDue(clock, Math.max(1, first - marginMs - now), () => {
      const due = open.take(Math.max(first, clock.monotonic() + marginMs));
      cancel = this.#hurry(open);
      this.#answer(new OpenBatch(due), hurry.stopgap.decide(asksOf(due)));
    });
    return () => cancel();
  }

  #answer(open: OpenBatch<Caller>, verdicts: readonly Verdict[]): void {
    let start = 0;
    for (const { prepared, callers } of open.batch) {
      const tallied = this.#options.tallies.of(prepared);
      const offsets = prepared.asks.map(({ charges }) => {
        const own = start;
        start += charges.length * callers.length;
        return own;
      });
      for (const [time, caller] of callers.entries()) {
        if (!open.waits(caller)) continue;
        const verdictOf: VerdictOf = ({ ask, charge }) => at(verdicts, (offsets[ask] ?? 0) + time * (prepared.asks[ask]?.charges.length ?? 0) + charge);
        tallied(verdictOf);
        if (isLeftToCaller(prepared, verdictOf)) caller.refuse(storeIsLost);
        else caller.answer(answerOf(prepared, verdictOf));
      }
    }
  }

  #fail(open: OpenBatch<Caller>, error: unknown): void {
    const detail = error instanceof Error ? error.message : String(error);
    this.#options.logger.debug("Counters cannot be asked", { error: detail });
    const refusal: RequestRefusal = { kind: "unavailable", detail: `Counters cannot be asked: ${detail}` };
    for (const { callers } of open.batch) for (const caller of callers) if (open.waits(caller)) caller.refuse(refusal);
  }
}

const storeIsLost: RequestRefusal = {
  kind: "unavailable",
  detail: "Counters cannot be asked, and the rule leaves it to the caller what becomes of the request",
};

/** Whether a rule wants an error, and not a guess, while the store is lost. */
function isLeftToCaller({ descriptors, asks }: Prepared, verdictOf: VerdictOf): boolean {
  return descriptors.some((one) => one.kind === "limited" && verdictOf(one).source === "outage" && asks[one.ask]?.charges[one.charge]?.onOutage === "error");
}

function nothing(): void {
  // Nobody has to hurry, so there is no timer.
}

function at(verdicts: readonly Verdict[], index: number): Verdict {
  const verdict = verdicts[index];
  if (verdict === undefined) throw new RangeError(`Counters gave ${verdicts.length} verdicts, the one at ${index} is missing`);
  return verdict;
}
