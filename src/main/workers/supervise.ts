import type { Logger } from "../../kit/telemetry.ts";
import { createPrometheusMetrics } from "../../telemetry/prometheus-metrics.ts";
import { probePorts, type WantedPort } from "../dev/probe-port.ts";
import type { RunningRoles } from "../process-parts.ts";
import type { ServeSettings } from "../settings/serve-settings.ts";
import { startRoles } from "../start-roles.ts";
import { systemClock as clock } from "../system.ts";
import { spawnWorker } from "./spawn-worker.ts";
import { WorkerPool } from "./worker-pool.ts";

/**
 * Starts the roles over several processes: workers serve the lanes, this one everything that there is once – HTTP, metrics, the checks at the start – and
 * looks after them. Throws a `StartError` with one sentence when that is not possible.
 */
export async function supervise(settings: ServeSettings, logger: Logger): Promise<RunningRoles> {
  const stack = new AsyncDisposableStack();
  try {
    await probePorts(lanePorts(settings), "stop it, or give this one another address");
    const pool = new WorkerPool({ settings, spawn: spawnWorker, clock, logger, metrics: createPrometheusMetrics({ process: true }) });
    const front = await startRoles({ ...settings, part: "front" }, { logger, metrics: pool.metrics(), missing: () => pool.missing() });
    stack.defer(() => front.close());
    stack.defer(holdProcess(() => pool.kill()));
    stack.defer(() => pool.close());
    await pool.start();
    return { places: { ...front.places, workers: settings.workers }, ended: front.ended, close: () => stack.disposeAsync() };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

/** Ports that workers will share – with anybody else, too, if nobody looks before. */
function lanePorts({ roles, limits, authz }: ServeSettings): readonly WantedPort[] {
  const lanes = [
    { use: "ratelimit", address: limits.address },
    { use: "authz", address: authz.address },
  ] as const;
  return lanes.flatMap(({ use, address }) => (roles.has(use) && address.kind === "tcp" ? [{ use, host: address.host, port: address.port }] : []));
}

/** Keeps this process alive, also while every worker waits to be started anew, and runs `task` if it ends all the same. Answers how to let go. */
function holdProcess(task: () => void): () => void {
  const alive = setInterval(() => undefined, 60_000);
  process.on("exit", task);
  return () => {
    clearInterval(alive);
    process.off("exit", task);
  };
}
