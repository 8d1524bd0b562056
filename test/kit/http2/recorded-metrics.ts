import type { MetricDescription, MetricLabels, MetricSample, Metrics } from "../../../src/kit/telemetry.ts";

/** Metrics that a test can read. */
export class RecordedMetrics implements Metrics {
  readonly #values = new Map<string, number>();
  readonly #readers = new Map<string, () => Iterable<MetricSample>>();

  collected({ name }: MetricDescription, read: () => Iterable<MetricSample>): void {
    this.#readers.set(name, read);
  }

  counter({ name }: MetricDescription) {
    return { add: (value = 1, labels: MetricLabels = {}) => this.#set(name, labels, this.value(name, labels) + value) };
  }

  gauge({ name }: MetricDescription) {
    return { set: (value: number, labels: MetricLabels = {}) => this.#set(name, labels, value) };
  }

  histogram() {
    return { observe: () => undefined };
  }

  /** The value of a series; 0 while there is none. */
  value(name: string, labels: MetricLabels): number {
    const samples = [...(this.#readers.get(name)?.() ?? [])];
    return samples.find((sample) => keyOf(name, sample.labels) === keyOf(name, labels))?.value ?? this.#values.get(keyOf(name, labels)) ?? 0;
  }

  #set(name: string, labels: MetricLabels, value: number): void {
    this.#values.set(keyOf(name, labels), value);
  }
}

function keyOf(name: string, labels: MetricLabels): string {
  return JSON.stringify([name, Object.entries(labels).sort(([left], [right]) => (left < right ? -1 : 1))]);
}
