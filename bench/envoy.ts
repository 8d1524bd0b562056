import { type EditSample, startBenchFleet } from "./envoy/fleet.ts";
import type { Bench, Measures } from "./kit/bench.ts";
import { quantile } from "./kit/quantile.ts";

/** Edits that are measured in each run, after as many to warm up as a tenth of them. */
const edits = 60;

/** From a commit to the first request that the new route serves, through a real Envoy. */
export const envoy: Bench = {
  name: "envoy",
  about: [
    "One gateway of a real Envoy (delta ADS, one worker) with as many routes as the case says, a hundred a host, ten a service; store in memory, control plane,",
    "backend and client in one process beside it. Each edit commits one new route to a host that exists and asks for it on a connection that is kept, until it is served.",
    "Envoy's own share is shown apart: from the response on the wire to its acknowledgement. Envoy takes a route table whole, so that its share grows with the table.",
  ].join("\n"),
  cases: ["100", "1000", "10000"],
  metrics: [
    { name: "served, p50", unit: "ms", about: "From the call of commit to the first 200, by the clock." },
    { name: "served, p99", unit: "ms", about: "The same, 99th percentile." },
    { name: "envoy, p50", unit: "ms", about: "From the route table's response to its acknowledgement, by the clock." },
    { name: "envoy, p99", unit: "ms", about: "The same, 99th percentile." },
    { name: "ours, p50", unit: "ms", about: "From the call of commit to the response on the wire, by the clock." },
    { name: "resources", unit: "calls", about: "Resources sent for one edit, median: the table, and what is new beside it." },
  ],
  ratios: [
    { title: "resources of one edit: 10,000 routes to 100", of: { case: "10000", metric: "resources" }, to: { case: "100", metric: "resources" }, atMost: 1 },
  ],
  runs: 3,
  timeoutMs: 180_000,
  measure,
};

async function measure(caseName: string): Promise<Measures> {
  const fleet = await startBenchFleet(Number(caseName));
  try {
    for (let index = 0; index < edits / 10; index += 1) await fleet.edit();
    const samples: EditSample[] = [];
    for (let index = 0; index < edits; index += 1) samples.push(await fleet.edit());
    const of = (value: (sample: EditSample) => number): readonly number[] => samples.map(value).sort((left, right) => left - right);
    const served = of((sample) => sample.servedMs);
    const applied = of((sample) => sample.envoyMs);
    return {
      "served, p50": quantile(served, 0.5),
      "served, p99": quantile(served, 0.99),
      "envoy, p50": quantile(applied, 0.5),
      "envoy, p99": quantile(applied, 0.99),
      "ours, p50": quantile(
        of((sample) => sample.oursMs),
        0.5,
      ),
      resources: quantile(
        of((sample) => sample.resources),
        0.5,
      ),
    };
  } finally {
    await fleet.close();
  }
}
