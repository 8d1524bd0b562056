/** What a number counts. Times in µs, ms or s; `calls` and `bytes` are counts. */
export type Unit = "µs" | "ms" | "s" | "bytes" | "calls" | "ratio";

/** One column of a result. */
export interface Metric {
  readonly name: string;
  readonly unit: Unit;
  /** What is measured and how, in one sentence. */
  readonly about: string;
  /** Where it is measured. Default: in all cases. */
  readonly cases?: readonly string[];
}

/** The numbers of one run of one case, by metric name. */
export type Measures = Readonly<Record<string, number>>;

/** A quotient of two medians or, without `to`, one median by itself. */
export interface Ratio {
  readonly title: string;
  readonly of: Cell;
  readonly to?: Cell;
  /**
   * Judged when given: the bench fails beyond it. Only for counts, CPU time, and differences between times that were taken in turns in one run; other wall
   * times are recorded, not judged.
   */
  readonly atMost?: number;
}

/** One number of the result: a metric of a case. */
export interface Cell {
  readonly case: string;
  readonly metric: string;
}

/**
 * One hot path. Each run of each case is a process of its own, so that no case inherits the heap or the compiled code of another
 * one; cases take turns, so that a slow minute of the machine hits all of them.
 */
export interface Bench {
  /** The name on the command line and of the result files. */
  readonly name: string;
  /** What is measured, and beside which peer: two or three sentences, in Markdown. */
  readonly about: string;
  readonly cases: readonly string[];
  readonly metrics: readonly Metric[];
  readonly ratios: readonly Ratio[];
  /** Runs of each case; the median is the result. Default 5. */
  readonly runs?: number;
  /** The longest time that one run may take, in milliseconds. Default 5 minutes. */
  readonly timeoutMs?: number;
  /** Options for Node in the case's process. */
  readonly nodeOptions?: readonly string[];
  /** Measures one case once; runs in a process of its own. */
  measure(caseName: string): Measures | Promise<Measures>;
}
