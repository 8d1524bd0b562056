// A process of `sluice serve --workers N`: serves what Envoys ask, until its supervisor says stop or is gone.
import { StoreError } from "../../store/store.ts";
import { createPrometheusMetrics } from "../../telemetry/prometheus-metrics.ts";
import { openLogger } from "../open-logger.ts";
import type { ServeSettings } from "../settings/serve-settings.ts";
import { StartError } from "../start-error.ts";
import { startRoles } from "../start-roles.ts";
import type { WorkerOrder, WorkerReport } from "./messages.ts";

const stop = new AbortController();
// Ctrl-C and the end of a terminal reach every process of the group; the supervisor says what becomes of them.
process.on("SIGINT", () => undefined);
process.on("SIGHUP", () => undefined);
process.on("SIGTERM", () => stop.abort());
process.once("disconnect", () => stop.abort());
const stopped = new Promise<void>((resolve) => stop.signal.addEventListener("abort", () => resolve(), { once: true }));
const metrics = createPrometheusMetrics({ process: true });

process.on("message", (order: WorkerOrder) => {
  switch (order.kind) {
    case "start":
      void run(order.settings).then((code) => process.exit(code));
      break;
    case "snapshot":
      void metrics.snapshot().then((snapshot) => report({ kind: "snapshot", snapshot }));
      break;
    case "ping":
      void report({ kind: "pong" });
      break;
    case "stop":
      stop.abort();
  }
});

/** Serves until it is told to stop; answers the exit code. */
async function run(settings: ServeSettings): Promise<number> {
  try {
    const running = await startRoles(settings, { logger: openLogger(settings), metrics });
    await report({ kind: "ready" });
    try {
      await Promise.race([stopped, running.ended]);
    } finally {
      await running.close();
    }
    await report({ kind: "snapshot", snapshot: await metrics.snapshot() });
    return 0;
  } catch (error) {
    await report({ kind: "unable", detail: detailOf(error) });
    return 1;
  }
}

/** What a person can mend comes as a sentence, a defect with its stack. */
function detailOf(error: unknown): string {
  if (error instanceof StartError || error instanceof StoreError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function report(message: WorkerReport): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined || !process.connected) resolve();
    else process.send(message, undefined, {}, () => resolve());
  });
}
