import { type MetricSample, type Metrics, noMetrics } from "../../../src/kit/telemetry.ts";

/** Counts the resources that a server sends. */
export interface SentResources {
  /** What the server is to count with. */
  readonly metrics: Metrics;
  /** How many it has sent until now, of each type that it has sent any of. */
  readonly byType: () => ReadonlyMap<string, number>;
}

/** A count that begins now, over all servers that get the metrics. */
export function countSent(): SentResources {
  const readers: (() => Iterable<MetricSample>)[] = [];
  const metrics: Metrics = {
    ...noMetrics,
    collected: ({ name }, read) => {
      if (name === "sluice_xds_resources_total") readers.push(read);
    },
  };
  const byType = (): ReadonlyMap<string, number> => {
    const sums = new Map<string, number>();
    for (const { labels, value } of readers.flatMap((read) => [...read()])) {
      const { type = "" } = labels;
      if (value > 0) sums.set(type, (sums.get(type) ?? 0) + value);
    }
    return sums;
  };
  return { metrics, byType };
}
