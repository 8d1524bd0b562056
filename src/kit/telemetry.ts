/** What a log line may carry beside its message; secrets never enter (P8). */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined | readonly string[]>>;

/** The log port. Messages start with a capital, name the thing and end without a period. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A logger whose lines all carry `fields` too. */
  child(fields: LogFields): Logger;
}

/** Label values of one time series; their number must be bounded by the caller. */
export type MetricLabels = Readonly<Record<string, string>>;

/** A number that only grows. */
export interface Counter {
  add(value?: number, labels?: MetricLabels): void;
}

/** A number that is set. */
export interface Gauge {
  set(value: number, labels?: MetricLabels): void;
}

/** A distribution; units are in the metric's name (`_seconds`, `_bytes`). */
export interface Histogram {
  observe(value: number, labels?: MetricLabels): void;
}

/** Describes one metric; names follow Prometheus' conventions and start with `sluice_`. */
export interface MetricDescription {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
  /** Upper bounds, histograms only. */
  readonly buckets?: readonly number[];
  /** How the values of several processes become one, gauges only; the others are summed up. Default `sum`. */
  readonly joined?: "sum" | "min" | "max";
  /** Of what is collected: whether it only grows, or is how things stand. Default `counter`. */
  readonly collectedAs?: "counter" | "gauge";
}

/** One series of a metric that is read when somebody asks. */
export interface MetricSample {
  readonly labels: MetricLabels;
  readonly value: number;
}

/** The metrics port; asking twice for one name returns the same metric. */
export interface Metrics {
  /** A counter or gauge that others keep, where one call for each event would cost too much: `read` is asked when somebody looks. Several may keep series of one metric. */
  collected(description: MetricDescription, read: () => Iterable<MetricSample>): void;
  counter(description: MetricDescription): Counter;
  gauge(description: MetricDescription): Gauge;
  histogram(description: MetricDescription): Histogram;
}

/** Logger that says nothing, for tests and for parts that run without one. */
export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLogger,
};

/** Metrics that nobody reads. */
export const noMetrics: Metrics = {
  collected: () => undefined,
  counter: () => ({ add: () => undefined }),
  gauge: () => ({ set: () => undefined }),
  histogram: () => ({ observe: () => undefined }),
};
