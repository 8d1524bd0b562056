import type { Clock } from "../kit/clock.ts";
import type { Logger } from "../kit/telemetry.ts";
import type { Counters } from "./counter/counters.ts";
import { type Answer, answerOf, type VerdictOf } from "./decide/answer.ts";
import type { Ask, Verdict } from "./decide/charge.ts";
import { type Explanation, explanationOf, lookAt, lookingAsks } from "./decide/explain.ts";
import type { Prepared } from "./decide/prepare.ts";
import { type LimitRequest, type RequestRefusal, refusalOf } from "./decide/request.ts";
import { type LimitSource, noLimits } from "./limit-source.ts";
import { Recent } from "./recent.ts";
import type { Tallies } from "./tallies.ts";

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
  readonly clock: Pick<Clock, "monotonic">;
  readonly logger: Logger;
  /** Runs a task when the events that are there have been handled: one batch an event-loop turn. */
  readonly nextTurn: (task: () => void) => void;
}

/** A request whose counters are known, and everyone who waits for it in this turn. */
interface Waiting {
  readonly prepared: Prepared;
  turn: number;
  callers: Caller[];
}

/** Requests that are remembered by their bytes, in each of two halves. */
const rememberedRequests = 8192;
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

  /** Takes other limits; what is under way is decided by the old ones. */
  use(source: LimitSource): void {
    this.#source = source;
    this.#remembered.clear();
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
    const verdicts = await this.#options.counters.charge(lookingAsks(prepared), { deadline: undefined });
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
    const batch = this.#batch.map(({ prepared, callers }): WaitingBatch => ({ prepared, callers: callers.filter((caller) => !caller.gone()) }));
    this.#batch = [];
    this.#turn += 1;
    const asks = batch.flatMap(({ prepared, callers }) => prepared.asks.map((ask): Ask => ({ ...ask, count: callers.length })));
    const deadline = firstDeadline(batch);
    this.#options.counters.charge(asks, { deadline }).then(
      (verdicts) => this.#answer(batch, verdicts),
      (error: unknown) => this.#fail(batch, error),
    );
  }

  #answer(batch: readonly WaitingBatch[], verdicts: readonly Verdict[]): void {
    let start = 0;
    for (const { prepared, callers } of batch) {
      const tallied = this.#options.tallies.of(prepared);
      const offsets = prepared.asks.map(({ charges }) => {
        const own = start;
        start += charges.length * callers.length;
        return own;
      });
      for (const [time, caller] of callers.entries()) {
        const verdictOf: VerdictOf = ({ ask, charge }) => at(verdicts, (offsets[ask] ?? 0) + time * (prepared.asks[ask]?.charges.length ?? 0) + charge);
        tallied(verdictOf);
        if (isLeftToCaller(prepared, verdictOf)) caller.refuse(storeIsLost);
        else caller.answer(answerOf(prepared, verdictOf));
      }
    }
  }

  #fail(batch: readonly WaitingBatch[], error: unknown): void {
    const detail = error instanceof Error ? error.message : String(error);
    this.#options.logger.debug("Counters cannot be asked", { error: detail });
    for (const { callers } of batch) for (const caller of callers) caller.refuse({ kind: "unavailable", detail: `Counters cannot be asked: ${detail}` });
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

interface WaitingBatch {
  readonly prepared: Prepared;
  readonly callers: readonly Caller[];
}

function firstDeadline(batch: readonly WaitingBatch[]): number | undefined {
  let first: number | undefined;
  for (const { callers } of batch)
    for (const { deadline } of callers) if (deadline !== undefined && (first === undefined || deadline < first)) first = deadline;
  return first;
}

function at(verdicts: readonly Verdict[], index: number): Verdict {
  const verdict = verdicts[index];
  if (verdict === undefined) throw new RangeError(`Counters gave ${verdicts.length} verdicts, the one at ${index} is missing`);
  return verdict;
}
