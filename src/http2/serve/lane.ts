import type { Clock, Random } from "../../kit/clock.ts";
import { listenAddressText } from "../../kit/listen-address.ts";
import type { Logger, Metrics } from "../../kit/telemetry.ts";
import type { LaneMethods } from "../handler.ts";
import type { Health } from "../health/health.ts";
import { type LaneLimits, resolveLaneLimits } from "../limits/lane-limits.ts";
import type { LaneTls } from "../tls/lane-tls.ts";

/** Where a lane listens. */
export type LaneAddress =
  | {
      readonly kind: "tcp";
      readonly host: string;
      /** 0 lets the system choose. */
      readonly port: number;
      /** Several processes share the port, and the kernel spreads connections over them (SO_REUSEPORT). Default false. */
      readonly reusePort?: boolean;
    }
  | {
      readonly kind: "unix";
      /** A socket file that a dead process left there is replaced. */
      readonly path: string;
      /** Permissions of the file. Default 0o600. */
      readonly mode?: number;
    };

/** The address as people write it: `127.0.0.1:18001`, `unix:/run/sluice.sock`. */
export function laneAddressText(address: LaneAddress): string {
  return address.kind === "tcp" ? listenAddressText(address) : `unix:${address.path}`;
}

/** What a lane is made with; the same for both lanes. */
export interface LaneOptions {
  /** Tells lanes of one process apart, in metrics and logs: `ratelimit`. */
  readonly name: string;
  readonly address: LaneAddress;
  readonly methods: LaneMethods;
  /** Served beside the methods; set to not serving when the lane closes. */
  readonly health?: Health;
  /** Default: cleartext, by prior knowledge. */
  readonly tls?: LaneTls;
  /** Defaults at {@link LaneLimits}. */
  readonly limits?: Partial<LaneLimits>;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** {@link LaneOptions} with everything in it. */
export interface ResolvedLaneOptions extends Omit<LaneOptions, "limits" | "health"> {
  readonly limits: LaneLimits;
  readonly health: Health | undefined;
}

/** A lane that listens. */
export interface Lane {
  /** With the port that the system chose, when 0 was asked for. */
  readonly address: LaneAddress;
  /** Uses other TLS texts for connections from now on; those that are open keep theirs until they are too old. Throws a `LaneTlsError` and changes nothing when they are of no use. */
  setTls(tls: LaneTls): void;
  /** Takes no more connections, sends GOAWAY on those there are, lets their calls end for `drainTimeoutMs`, or `withinMs` where given, and closes them. */
  close(withinMs?: number): Promise<void>;
}

/** A lane cannot have its address. */
export class LaneListenError extends Error {
  override readonly name = "LaneListenError";
  readonly code = "ERR_LANE_LISTEN";
}

/** Options with defaults for what is not given. Throws a `LaneLimitError` on a limit that makes no sense. */
export function resolveLaneOptions(options: LaneOptions): ResolvedLaneOptions {
  const { limits, health, methods, ...rest } = options;
  return { ...rest, health, methods: { ...health?.methods, ...methods }, limits: resolveLaneLimits(limits) };
}
