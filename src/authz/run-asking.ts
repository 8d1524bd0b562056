import type { Asking, Need, Sources } from "./decide/need.ts";

/** A time that runs. */
export interface Timer {
  /** Rejects when the time is over, and never resolves. */
  readonly over: Promise<never>;
  /** The time does not matter any more. */
  readonly stop: () => void;
}

/** How long a computation may wait for answers. */
export interface Patience {
  /** Called before anything is waited for: bytes that are only lent are copied here. */
  beforeWaiting(): void;
  /** Begins to wait. */
  start(): Timer;
}

/**
 * Runs a computation and answers its needs. While every answer is there at once, so is the result; else it comes later. Whatever an answer
 * fails with, and the end of the time, ends the computation: there is no result then, and nothing that could be taken for one.
 */
export function runAsking<Result>(asking: Asking<Result>, sources: Sources, patience: Patience): Result | Promise<Result> {
  let step = asking.next();
  while (step.done !== true) {
    const answer = answerOf(step.value, sources);
    if (answer instanceof Promise) {
      patience.beforeWaiting();
      return wait(asking, answer, { sources, patience });
    }
    step = asking.next(answer);
  }
  return step.value;
}

async function wait<Result>(
  asking: Asking<Result>,
  first: Promise<unknown>,
  { sources, patience }: { readonly sources: Sources; readonly patience: Patience },
): Promise<Result> {
  const { over, stop } = patience.start();
  try {
    let step = asking.next(await Promise.race<unknown>([first, over]));
    while (step.done !== true) {
      const answer = answerOf(step.value, sources);
      const settled: unknown = answer instanceof Promise ? await Promise.race<unknown>([answer, over]) : answer;
      step = asking.next(settled);
    }
    return step.value;
  } finally {
    stop();
  }
}

/** A need's question goes to the source of its kind. */
function answerOf(need: Need, sources: Sources): unknown {
  const source = sources[need.kind] as (question: Need["question"]) => unknown;
  return source(need.question);
}
