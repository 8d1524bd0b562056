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
 * fails with, and the end of the time, is thrown into the computation and ends it, unless it does without the answer: there is no result then, and nothing that could
 * be taken for one.
 */
export function runAsking<Result>(asking: Asking<Result>, sources: Sources, patience: Patience): Result | Promise<Result> {
  let step = asking.next();
  while (step.done !== true) {
    const answer = answered(step.value, sources);
    if (answer instanceof Promise) {
      patience.beforeWaiting();
      return wait(asking, answer, { sources, patience });
    }
    step = answer instanceof Failed ? asking.throw(answer.error) : asking.next(answer);
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
    let answer: unknown = first;
    for (;;) {
      const settled = answer instanceof Promise ? await inTime(answer, over) : answer;
      const step = settled instanceof Failed ? asking.throw(settled.error) : asking.next(settled);
      if (step.done === true) return step.value;
      answer = answered(step.value, sources);
    }
  } finally {
    stop();
  }
}

/** In place of an answer that cannot be had. */
class Failed {
  readonly error: unknown;

  constructor(error: unknown) {
    this.error = error;
  }
}

function inTime(answer: Promise<unknown>, over: Promise<never>): Promise<unknown> {
  return Promise.race<unknown>([answer, over]).catch((error: unknown) => new Failed(error));
}

/** A need's question goes to the source of its kind. */
function answered(need: Need, sources: Sources): unknown {
  const source = sources[need.kind] as (question: Need["question"]) => unknown;
  try {
    return source(need.question);
  } catch (error) {
    return new Failed(error);
  }
}
