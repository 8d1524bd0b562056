import { type Metrics, noMetrics } from "../../../src/kit/telemetry.ts";

/** Counts the resources that a server sends. */
export interface SentResources {
  /** What the server is to count with. */
  readonly metrics: Metrics;
  /** How many it has sent, of each type that it has sent any of. */
  readonly byType: ReadonlyMap<string, number>;
}

/** A count that begins now. */
export function countSent(): SentResources {
  const byType = new Map<string, number>();
  const metrics: Metrics = {
    ...noMetrics,
    counter: ({ name }) => ({
      add: (value = 1, { type = "" } = {}) => {
        if (name === "sluice_xds_resources_total" && value > 0) byType.set(type, (byType.get(type) ?? 0) + value);
      },
    }),
  };
  return { metrics, byType };
}
