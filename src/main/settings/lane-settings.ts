import type { LaneLimits } from "../../http2/limits/lane-limits.ts";
import type { SanRule } from "../../http2/tls/lane-tls.ts";
import type { LaneKind } from "./lane-options.ts";

/** What the lanes of all roles were told. */
export interface LaneSettings {
  /** Our own server of HTTP/2, or grpc-js. */
  readonly kind: LaneKind;
  /** Other bounds than the defaults. */
  readonly limits: Partial<LaneLimits>;
  /** Names of clients that are let in; `undefined`: all that the client authorities signed. */
  readonly clientNames: readonly SanRule[] | undefined;
}
