import { AggregatorRegistry, type Registry } from "prom-client";

/** All series of one process at one moment, in a form that travels between processes. */
export type MetricSnapshot = readonly Omit<Awaited<ReturnType<Registry["getMetricsAsJSON"]>>[number], "collect">[];

/** The series of several processes in Prometheus' text format: what counts is summed up, a gauge goes by its description. */
export function joinedPage(snapshots: readonly MetricSnapshot[]): Promise<string> {
  return AggregatorRegistry.aggregate([...snapshots]).metrics();
}

/**
 * What outlives processes: the sums of their counters and distributions. Without them a sum over processes would sink when one of them ends, and read as
 * if everything had been started anew.
 */
export function lastingSeries(snapshots: readonly MetricSnapshot[]): MetricSnapshot {
  // A joined metric has its values in it already, which the types do not tell.
  const joined = AggregatorRegistry.aggregate([...snapshots]).getMetricsAsArray() as unknown as MetricSnapshot;
  return joined
    .filter(({ type }) => String(type) === "counter" || String(type) === "histogram")
    .map(({ name, help, type, aggregator, values }) => ({ name, help, type, aggregator, values }));
}
