import { listenAddressText } from "../../kit/listen-address.ts";
import type { Logger } from "../../kit/telemetry.ts";
import { createPrometheusMetrics } from "../../telemetry/prometheus-metrics.ts";
import type { ServeSettings } from "../settings/serve-settings.ts";
import { readTls } from "../tls-files.ts";
import { serveLimits } from "./serve-limits.ts";

/** The role ratelimit by itself, by files: no store, no objects. */
export async function startLimitsAlone(settings: ServeSettings, logger: Logger): Promise<{ readonly ended: Promise<void>; close(): Promise<void> }> {
  const stack = new AsyncDisposableStack();
  try {
    for (const warning of settings.warnings) logger.warn(warning.detail);
    const tls = await readTls(settings);
    const metrics = createPrometheusMetrics({ process: true });
    const limits = await serveLimits({ settings: settings.limits, tls, logger, metrics, stack, awaitsObjects: false });
    logger.info("Ready", { ratelimit: listenAddressText(limits.address), http: listenAddressText(limits.httpAddress) });
    return { ended: new Promise(() => undefined), close: () => stack.disposeAsync() };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}
