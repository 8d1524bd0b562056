/** The time as an argument: the pure layers know the type only, `main` and the tests make one. */
export interface Clock {
  /** Milliseconds since the Unix epoch; may jump. For timestamps that people read. */
  now(): number;
  /** Milliseconds from an arbitrary start; never goes back. For ages, deadlines and back-off. */
  monotonic(): number;
  /** Calls `task` once after `delayMs`; the returned function cancels it. Does not keep the process alive. */
  schedule(delayMs: number, task: () => void): () => void;
}

/** Unpredictable bytes, as an argument. */
export interface Random {
  /** `length` bytes from a cryptographic source. */
  bytes(length: number): Uint8Array;
  /** A number in [0, 1), for jitter. */
  number(): number;
}
