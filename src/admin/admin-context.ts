import type { Clock, Random } from "../kit/clock.ts";
import type { Logger } from "../kit/telemetry.ts";
import type { Model } from "../model/model.ts";
import type { Sealer } from "../model/secret/sealer.ts";
import type { Store } from "../store/store.ts";
import type { TokenDirectory } from "./access/token-directory.ts";
import type { BodyLimits } from "./http/read-body.ts";
import type { Meters } from "./meters.ts";
import type { AuthPort } from "./port/auth.ts";
import type { FleetPort } from "./port/fleet.ts";
import type { LimitsPort } from "./port/limits.ts";
import type { ObjectsPort } from "./port/objects.ts";
import type { LastUseDirectory } from "./projection/last-use-directory.ts";

/** What Prometheus scrapes; `PrometheusMetrics` has it. */
export interface MetricsPage {
  readonly contentType: string;
  page(): Promise<string>;
}

/** What the operations work with; made once, by `createAdmin`. */
export interface AdminContext {
  readonly store: Store;
  readonly model: Model;
  readonly sealer: Sealer;
  readonly objects: ObjectsPort;
  readonly fleet: FleetPort;
  readonly auth: AuthPort;
  readonly rateLimits: LimitsPort;
  readonly tokens: TokenDirectory;
  readonly lastUses: LastUseDirectory;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly meters: Meters;
  readonly limits: BodyLimits;
  readonly metricsPage: MetricsPage;
  readonly openMetrics: boolean;
  /** What this replica still waits for before it may get traffic. */
  readonly missing: () => readonly string[];
  /** Aborts when the server stops: watches end. */
  readonly signal: AbortSignal;
}
