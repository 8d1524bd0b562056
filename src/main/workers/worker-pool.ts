import { resolveLaneLimits } from "../../http2/limits/lane-limits.ts";
import type { Clock } from "../../kit/clock.ts";
import type { Logger } from "../../kit/telemetry.ts";
import { joinedPage, lastingSeries, type MetricSnapshot } from "../../telemetry/joined-metrics.ts";
import type { PrometheusMetrics } from "../../telemetry/prometheus-metrics.ts";
import type { ServeSettings } from "../settings/serve-settings.ts";
import type { SpawnWorker } from "./spawn-worker.ts";
import { WorkerSlot } from "./worker-slot.ts";

/** What a pool of workers is made with. */
export interface WorkerPoolOptions {
  /** `workers` of them; each is told these settings, with a name of its own. */
  readonly settings: ServeSettings;
  readonly spawn: SpawnWorker;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Of this process alone. */
  readonly metrics: PrometheusMetrics;
}

/** How much longer than the drain of its lane a worker may take to end. */
const afterDrainMs = 5000;

/** Processes that serve the lanes of the same roles on the same ports: started, started anew when they end, drained, and seen as one. */
export class WorkerPool {
  readonly #slots: readonly WorkerSlot[];
  readonly #own: PrometheusMetrics;
  /** Counts of the processes that have ended. */
  #gone: MetricSnapshot = [];
  #phase: "starting" | "started" | "stopping" = "starting";

  constructor({ settings, spawn, clock, logger, metrics }: WorkerPoolOptions) {
    this.#own = metrics;
    const restarts = metrics.counter({ name: "sluice_worker_restarts_total", help: "Processes that took the place of a worker that had ended" });
    const stopMs = resolveLaneLimits(settings.lanes.limits).drainTimeoutMs + afterDrainMs;
    this.#slots = Array.from(
      { length: settings.workers },
      (_, index) =>
        new WorkerSlot({
          // This process has said already what every start has to say.
          settings: { ...settings, part: "worker", replicaId: `${settings.replicaId}.${index + 1}`, warnings: [] },
          spawn,
          clock,
          logger,
          stopMs,
          onGone: (last) => {
            this.#gone = lastingSeries([this.#gone, last]);
          },
          onRestart: () => restarts.add(),
        }),
    );
  }

  /** Starts all workers. Resolves when all of them serve; rejects with a `StartError` when one ends before, and then none is left. */
  async start(): Promise<void> {
    try {
      await Promise.all(this.#slots.map((slot) => slot.start()));
      this.#phase = "started";
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** What is missing before calls should come, in words: at the start all workers, later on any. */
  missing(): readonly string[] {
    if (this.#phase === "stopping") return ["It is stopping"];
    const serving = this.#serving();
    if (this.#phase === "starting") return [`${this.#slots.length - serving} of ${this.#slots.length} workers`];
    return serving === 0 ? ["A worker that serves"] : [];
  }

  /** Metrics of this process, and a page of the sums over all of them. */
  metrics(): PrometheusMetrics {
    return { ...this.#own, page: () => this.#page() };
  }

  /** Lets all workers drain and end. */
  async close(): Promise<void> {
    this.#phase = "stopping";
    await Promise.all(this.#slots.map((slot) => slot.stop()));
  }

  /** Ends all workers at once. */
  kill(): void {
    for (const slot of this.#slots) slot.kill();
  }

  async #page(): Promise<string> {
    this.#own.gauge({ name: "sluice_workers", help: "Workers that serve" }).set(this.#serving());
    const own = await this.#own.snapshot();
    await Promise.all(this.#slots.map((slot) => slot.askSnapshot()));
    // From here on nothing is waited for: the counts of a process that ends are in one place or in the other.
    return joinedPage([own, this.#gone, ...this.#slots.map(({ lastSnapshot }) => lastSnapshot)]);
  }

  #serving(): number {
    return this.#slots.filter(({ isServing }) => isServing).length;
  }
}
