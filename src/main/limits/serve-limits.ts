import type { LaneAddress } from "../../http2/serve/lane.ts";
import { type ListenAddress, listenAddressText } from "../../kit/listen-address.ts";
import type { Logger } from "../../kit/telemetry.ts";
import { shouldRateLimit, shouldRateLimitPath } from "../../ratelimit/grpc/should-rate-limit.ts";
import { serveLimitHttp } from "../../ratelimit/http/serve-limit-http.ts";
import { limitMetrics, planMetrics } from "../../ratelimit/limit-metrics.ts";
import { Limiter } from "../../ratelimit/limiter.ts";
import type { Domains } from "../../ratelimit/source/domain-source.ts";
import { Tallies } from "../../ratelimit/tallies.ts";
import type { PrometheusMetrics } from "../../telemetry/prometheus-metrics.ts";
import type { ServerTls } from "../files/follow-tls.ts";
import { openLane } from "../open-lane.ts";
import type { LaneSettings } from "../settings/lane-settings.ts";
import type { LimitSettings } from "../settings/limit-settings.ts";
import type { Part } from "../settings/serve-settings.ts";
import { messageOf, StartError } from "../start-error.ts";
import { systemClock as clock } from "../system.ts";
import { followLimitFiles } from "./follow-limit-files.ts";
import type { LimitObjects } from "./follow-limit-objects.ts";
import { followServer } from "./follow-limit-server.ts";
import { createLimitBook, type LimitBook } from "./limit-book.ts";
import { openCounters } from "./open-counters.ts";

/** What the role ratelimit is given. */
export interface ServeLimitsOptions {
  readonly settings: LimitSettings;
  readonly part: Part;
  readonly tls: ServerTls | undefined;
  readonly lanes: LaneSettings;
  /** Names this process among the replicas. */
  readonly replica: string;
  readonly logger: Logger;
  readonly metrics: PrometheusMetrics;
  /** What is missing besides before the role is ready, in words. */
  readonly missing: (() => readonly string[]) | undefined;
  /** Gets what has to be closed. */
  readonly stack: AsyncDisposableStack;
  /** Limits that come from objects; undefined: all come from files or from an xDS server. */
  readonly objects: LimitObjects | undefined;
  /** Resolves when the first state of objects is there. */
  readonly loaded?: Promise<void>;
}

/** The running role ratelimit. */
export interface RunningLimits {
  readonly address: LaneAddress;
  /** Undefined in a worker. */
  readonly httpAddress: ListenAddress | undefined;
  /** Where limits from objects go. */
  readonly book: LimitBook;
  readonly limiter: Limiter;
}

/** Starts the role ratelimit: counters, limits, gRPC and HTTP. Throws a `StartError` with one sentence when that is not possible. */
export async function serveLimits(options: ServeLimitsOptions): Promise<RunningLimits> {
  const { settings, part, logger, metrics, stack } = options;
  const { counters, hurry } = await openCounters({ ...options, replica: part === "front" ? undefined : options.replica });
  stack.defer(() => counters.close());
  const tallies = new Tallies();
  const limiter = new Limiter({ counters, ...(hurry && { hurry }), tallies, clock, logger, nextTurn: (task) => void setImmediate(task) });
  const book = createLimitBook({ settings, objects: options.objects, loaded: options.loaded, onChange: (source) => limiter.use(source) });
  const stop = await followSource(options, (domains) => book.setOwn(domains));
  if (stop !== undefined) stack.defer(stop);
  const observer = limitMetrics(metrics, tallies);
  if (options.objects !== undefined) planMetrics(metrics, options.objects.plans);
  const httpAddress = part === "worker" ? undefined : await listenHttp(options, limiter, book);
  const address =
    part === "front"
      ? settings.address
      : await openLane({
          lanes: options.lanes,
          role: "ratelimit",
          address: settings.address,
          methods: { [shouldRateLimitPath]: shouldRateLimit(limiter, observer) },
          services: ["envoy.service.ratelimit.v3.RateLimitService", "ratelimit"],
          ready: book.ready,
          tls: options.tls,
          reusePort: part === "worker",
          logger,
          metrics,
          stack,
        });
  return { address, httpAddress, book, limiter };
}

/** Follows files or an xDS server, as the settings say; undefined: neither. */
async function followSource(
  { settings: { folder, server, merge }, replica, logger, metrics }: ServeLimitsOptions,
  onDomains: (domains: Domains) => void,
): Promise<(() => void) | undefined> {
  if (folder !== undefined) return followLimitFiles({ folder, merge, clock, logger, metrics, onDomains });
  return server && followServer({ server, merge, replica, logger, metrics, onDomains });
}

async function listenHttp(
  { settings, tls, missing = () => [], metrics, stack }: ServeLimitsOptions,
  limiter: Limiter,
  book: LimitBook,
): Promise<ListenAddress> {
  const http = await listening("HTTP of the role ratelimit", settings.httpAddress, () =>
    serveLimitHttp({
      limiter,
      address: settings.httpAddress,
      ...(tls !== undefined && { tls: { cert: tls.texts.cert, key: tls.texts.key } }),
      missing: () => [...book.missing(), ...missing()],
      rules: () => book.rules(),
      metrics,
    }),
  );
  stack.defer(() => http.close());
  tls?.onChange(({ cert, key }) => http.setTls({ cert, key }));
  return http.address;
}

async function listening<T>(what: string, address: ListenAddress, start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (cause) {
    throw new StartError("ERR_LISTEN", `${what} cannot listen on ${listenAddressText(address)}: ${messageOf(cause)}`, { cause });
  }
}
