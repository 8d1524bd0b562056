import type { MetricSnapshot } from "../../telemetry/joined-metrics.ts";
import type { ServeSettings } from "../settings/serve-settings.ts";

/** What a supervisor tells a worker. */
export type WorkerOrder =
  /** Comes once, and first. */
  | { readonly kind: "start"; readonly settings: ServeSettings }
  | { readonly kind: "snapshot" }
  | { readonly kind: "ping" }
  /** Drain, then end. */
  | { readonly kind: "stop" };

/** What a worker tells its supervisor. */
export type WorkerReport =
  | { readonly kind: "ready" }
  /** It cannot start, in one sentence for people; it ends by itself. */
  | { readonly kind: "unable"; readonly detail: string }
  /** Comes when asked for, and once more at the end. */
  | { readonly kind: "snapshot"; readonly snapshot: MetricSnapshot }
  | { readonly kind: "pong" };
