import type { Clock } from "../../kit/clock.ts";

/** Options of {@link withHeartbeat}. */
export interface HeartbeatOptions {
  readonly ms: number;
  readonly clock: Clock;
  /** Ends everything. */
  readonly signal: AbortSignal;
}

type Outcome<T> = { readonly kind: "result"; readonly result: IteratorResult<T, unknown> } | { readonly kind: "failure"; readonly error: unknown };

/** The items of a source, and `heartbeat` whenever none came for `ms`. The source ends when its signal aborts: as soon as nobody takes items any more. */
export async function* withHeartbeat<T>(open: (signal: AbortSignal) => AsyncIterable<T>, options: HeartbeatOptions): AsyncGenerator<T | "heartbeat"> {
  const end = new AbortController();
  const abort = (): void => end.abort();
  options.signal.addEventListener("abort", abort, { once: true });
  if (options.signal.aborted) abort();
  const items = open(end.signal)[Symbol.asyncIterator]();
  try {
    yield* beating(items, options);
  } finally {
    options.signal.removeEventListener("abort", abort);
    abort();
    await items.return?.();
  }
}

async function* beating<T>(items: AsyncIterator<T, unknown>, { ms, clock }: HeartbeatOptions): AsyncGenerator<T | "heartbeat"> {
  const inbox: { outcome?: Outcome<T>; wake: () => void } = { wake: () => undefined };
  const ask = async (): Promise<void> => {
    inbox.outcome = await next(items);
    inbox.wake();
  };
  void ask();
  for (;;) {
    if (inbox.outcome === undefined) await woken(inbox, { ms, clock });
    const { outcome } = inbox;
    if (outcome === undefined) {
      yield "heartbeat";
      continue;
    }
    if (outcome.kind === "failure") throw outcome.error;
    if (outcome.result.done === true) return;
    delete inbox.outcome;
    yield outcome.result.value;
    void ask();
  }
}

function next<T>(items: AsyncIterator<T, unknown>): Promise<Outcome<T>> {
  return items.next().then(
    (result) => ({ kind: "result", result }),
    (error: unknown) => ({ kind: "failure", error }),
  );
}

function woken(inbox: { wake: () => void }, { ms, clock }: Pick<HeartbeatOptions, "ms" | "clock">): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.schedule(ms, resolve);
    inbox.wake = () => {
      cancel();
      resolve();
    };
  });
}
