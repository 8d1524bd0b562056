// Sluice's discovery role with its ledger, its metrics and its summaries in a store, behind the control protocol of the conformance kit.
import { randomUUID } from "node:crypto";
import { ReplicaSummaries } from "../../src/discovery/fleet/replica-summaries.ts";
import { silentLogger } from "../../src/kit/telemetry.ts";
import { systemClock as clock } from "../../src/main/system.ts";
import { newMemoryStore } from "../../src/store/memory/memory-store.ts";
import { createPrometheusMetrics } from "../../src/telemetry/prometheus-metrics.ts";
import { serveControl } from "../../test/conformance/xds/kit/serve-control.ts";
import { resourceOf } from "../../test/conformance/xds/kit/sluice-target.ts";
import { serveView } from "../../test/kit/xds/served-view.ts";

const view = await serveView({ metrics: createPrometheusMetrics() });
const store = newMemoryStore({ clock });
const summaries = new ReplicaSummaries({ store, replica: randomUUID(), nodes: view.nodes, clock, logger: silentLogger });
view.snapshots.onUpdate(() => summaries.touch());

const control = await serveControl({
  server: "Sluice",
  reset: () => Promise.reject(new Error("The bench does not reset")),
  restart: () => Promise.reject(new Error("The bench does not restart")),
  advance: () => Promise.resolve(),
  change: (set) => Promise.resolve(void view.set(...set.map(resourceOf))),
  collect: () => {
    globalThis.gc?.();
    globalThis.gc?.();
  },
});
console.log(JSON.stringify({ address: view.address, control: control.url }));
