import { ServerCredentials } from "@grpc/grpc-js";
import { type ListenAddress, listenAddressText } from "../../kit/listen-address.ts";
import type { Logger } from "../../kit/telemetry.ts";
import type { Counters } from "../../ratelimit/counter/counters.ts";
import { MemoryCounters } from "../../ratelimit/counter/memory/memory-counters.ts";
import { serveGrpcJs } from "../../ratelimit/grpc/serve-grpc-js.ts";
import { shouldRateLimit, shouldRateLimitPath } from "../../ratelimit/grpc/should-rate-limit.ts";
import { serveLimitHttp } from "../../ratelimit/http/serve-limit-http.ts";
import { limitMetrics } from "../../ratelimit/limit-metrics.ts";
import { Limiter } from "../../ratelimit/limiter.ts";
import { Tallies } from "../../ratelimit/tallies.ts";
import type { PrometheusMetrics } from "../../telemetry/prometheus-metrics.ts";
import type { LimitSettings } from "../settings/limit-settings.ts";
import { messageOf, StartError } from "../start-error.ts";
import { systemClock as clock } from "../system.ts";
import type { TlsTexts } from "../tls-files.ts";
import { followLimitFiles } from "./follow-limit-files.ts";
import { createLimitBook, type LimitBook } from "./limit-book.ts";

/** What the role ratelimit is given. */
export interface ServeLimitsOptions {
  readonly settings: LimitSettings;
  readonly tls: TlsTexts | undefined;
  readonly logger: Logger;
  readonly metrics: PrometheusMetrics;
  /** Gets what has to be closed. */
  readonly stack: AsyncDisposableStack;
  /** Limits come from objects as well, which are not there yet. */
  readonly awaitsObjects: boolean;
}

/** The running role ratelimit. */
export interface RunningLimits {
  readonly address: ListenAddress;
  readonly httpAddress: ListenAddress;
  /** Where limits from objects go. */
  readonly book: LimitBook;
}

/** Starts the role ratelimit: counters, limits, gRPC and HTTP. Throws a `StartError` with one sentence when that is not possible. */
export async function serveLimits(options: ServeLimitsOptions): Promise<RunningLimits> {
  const { settings, logger, metrics, stack } = options;
  const counters = openCounters(options);
  stack.defer(() => counters.close());
  const tallies = new Tallies();
  const limiter = new Limiter({ counters, tallies, clock, logger, nextTurn: (task) => void setImmediate(task) });
  const book = createLimitBook({ settings, awaitsObjects: options.awaitsObjects, onChange: (source) => limiter.use(source) });
  if (settings.folder !== undefined) {
    const stop = await followLimitFiles({
      folder: settings.folder,
      merge: settings.merge,
      clock,
      logger,
      metrics,
      onDomains: (domains) => book.setFiles(domains),
    });
    stack.defer(stop);
  }
  const observer = limitMetrics(metrics, tallies);
  const http = await listening("HTTP of the role ratelimit", settings.httpAddress, () =>
    serveLimitHttp({
      limiter,
      address: settings.httpAddress,
      ...(options.tls !== undefined && { tls: { cert: options.tls.cert, key: options.tls.key } }),
      missing: () => book.missing(),
      rules: () => book.rules(),
      metrics,
    }),
  );
  stack.defer(() => http.close());
  const grpc = await listening("Role ratelimit", settings.address, () =>
    serveGrpcJs({
      address: settings.address,
      credentials: credentialsOf(options.tls),
      methods: { [shouldRateLimitPath]: shouldRateLimit(limiter, observer) },
      services: ["envoy.service.ratelimit.v3.RateLimitService", "ratelimit"],
      clock,
    }),
  );
  stack.defer(() => grpc.close());
  return { address: grpc.address, httpAddress: http.address, book };
}

function openCounters({ metrics }: ServeLimitsOptions): Counters {
  const evicted = metrics.counter({ name: "sluice_ratelimit_counters_evicted_total", help: "Counters in memory that gave way though they were still needed" });
  return new MemoryCounters({ clock, onEvicted: (count) => evicted.add(count) });
}

function credentialsOf(tls: TlsTexts | undefined): ServerCredentials {
  if (tls === undefined) return ServerCredentials.createInsecure();
  const pair = { cert_chain: Buffer.from(tls.cert), private_key: Buffer.from(tls.key) };
  return ServerCredentials.createSsl(tls.clientCa === undefined ? null : Buffer.from(tls.clientCa), [pair], tls.clientCa !== undefined);
}

async function listening<T>(what: string, address: ListenAddress, start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (cause) {
    throw new StartError("ERR_LISTEN", `${what} cannot listen on ${listenAddressText(address)}: ${messageOf(cause)}`, { cause });
  }
}
