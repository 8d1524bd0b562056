import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { MetricDescription, MetricLabels, MetricSample, Metrics } from "../kit/telemetry.ts";
import type { MetricSnapshot } from "./joined-metrics.ts";

/** The metrics port on prom-client, and the page that Prometheus scrapes. */
export interface PrometheusMetrics extends Metrics {
  /** Media type of {@link PrometheusMetrics.page}. */
  readonly contentType: string;
  /** All series in Prometheus' text format. */
  page(): Promise<string>;
  /** All series, to be joined with those of other processes. */
  snapshot(): Promise<MetricSnapshot>;
}

/** Two parts of the program described one metric differently: a mistake in the program. */
export class MetricError extends Error {
  override readonly name = "MetricError";
  readonly code = "ERR_METRIC_REDEFINED";
}

/**
 * Metrics in a registry of their own. With `process: true` it has prom-client's process and event-loop metrics too
 * (`process_*`, `nodejs_*`).
 */
export function createPrometheusMetrics(options: { process?: boolean } = {}): PrometheusMetrics {
  const registry = new Registry();
  if (options.process === true) collectDefaultMetrics({ register: registry });
  const counters = new Known("counter", (description) => newCounter(registry, description));
  const gauges = new Known("gauge", (description) => newGauge(registry, description));
  const histograms = new Known("histogram", (description) => newHistogram(registry, description));
  const shapes = new Map<string, string>();
  const collected = new Map<string, Reader[]>();
  return {
    contentType: registry.contentType,
    page: () => registry.metrics(),
    snapshot: () => registry.getMetricsAsJSON(),
    collected: (description, read) => {
      const readers = collected.get(description.name);
      if (readers === undefined) collected.set(description.name, addCollected(registry, description, read));
      else readers.push(read);
    },
    counter: (description) => counters.ask(description, shapes),
    gauge: (description) => gauges.ask(description, shapes),
    histogram: (description) => histograms.ask(description, shapes),
  };
}

/** Reads the series that somebody keeps. */
type Reader = () => Iterable<MetricSample>;

/** The metrics of one type that exist already, by name. */
class Known<T> {
  readonly #type: string;
  readonly #make: (description: MetricDescription) => T;
  readonly #metrics = new Map<string, T>();

  constructor(type: string, make: (description: MetricDescription) => T) {
    this.#type = type;
    this.#make = make;
  }

  ask(description: MetricDescription, shapes: Map<string, string>): T {
    const shape = `${this.#type} with the labels [${(description.labels ?? []).join(", ")}]`;
    const known = shapes.get(description.name);
    if (known !== undefined && known !== shape) {
      throw new MetricError(`Metric ${description.name} is a ${known}, it was asked for as a ${shape}`);
    }
    const metric = this.#metrics.get(description.name) ?? this.#make(description);
    this.#metrics.set(description.name, metric);
    shapes.set(description.name, shape);
    return metric;
  }
}

function newCounter(registry: Registry, description: MetricDescription) {
  const counter = new Counter(settings(registry, description));
  if (description.labels === undefined) counter.inc(0);
  return { add: (value = 1, labels: MetricLabels = {}) => counter.inc(labels, value) };
}

/** Answers the list of readers, for others who keep series of the same metric. */
function addCollected(registry: Registry, description: MetricDescription, read: Reader): Reader[] {
  const readers = [read];
  const config = { ...settings(registry, description), aggregator: description.joined ?? "sum" };
  const collect = function (this: Counter | Gauge): void {
    this.reset();
    for (const { labels, value } of readers.flatMap((each) => [...each()])) this.inc(labels, value);
  };
  if (description.collectedAs === "gauge") new Gauge({ ...config, collect });
  else new Counter({ ...config, collect });
  return readers;
}

function newGauge(registry: Registry, description: MetricDescription) {
  const gauge = new Gauge({ ...settings(registry, description), aggregator: description.joined ?? "sum" });
  return { set: (value: number, labels: MetricLabels = {}) => gauge.set(labels, value) };
}

function newHistogram(registry: Registry, description: MetricDescription) {
  const buckets = description.buckets === undefined ? {} : { buckets: [...description.buckets] };
  const histogram = new Histogram({ ...settings(registry, description), ...buckets });
  return { observe: (value: number, labels: MetricLabels = {}) => histogram.observe(labels, value) };
}

function settings(registry: Registry, description: MetricDescription) {
  return { name: description.name, help: description.help, labelNames: [...(description.labels ?? [])], registers: [registry] };
}
