import { grpcStatus } from "../../../src/http2/grpc/status.ts";
import type { UnaryMethod } from "../../../src/http2/handler.ts";
import { noMetrics, silentLogger } from "../../../src/kit/telemetry.ts";
import { followLimitObjects } from "../../../src/main/limits/follow-limit-objects.ts";
import { openLane } from "../../../src/main/open-lane.ts";
import { systemClock } from "../../../src/main/system.ts";
import type { Counters } from "../../../src/ratelimit/counter/counters.ts";
import { MemoryCounters } from "../../../src/ratelimit/counter/memory/memory-counters.ts";
import { shouldRateLimit, shouldRateLimitPath } from "../../../src/ratelimit/grpc/should-rate-limit.ts";
import { Limiter } from "../../../src/ratelimit/limiter.ts";
import { limitSource } from "../../../src/ratelimit/source/domain-source.ts";
import { Tallies } from "../../../src/ratelimit/tallies.ts";
import { limitClusterName, type RoleEndpoints } from "../../../src/xds/cluster/role-cluster.ts";
import { atEnd } from "../binary/at-end.ts";
import { freePorts } from "../binary/free-port.ts";
import { type Stack, type StackOptions, startStack } from "../stack/stack.ts";
import { testModel } from "../translate/translate.ts";
import { plainOptions } from "./decide.ts";

/** A control plane and replicas of the role ratelimit beside it, in this process; the replicas share one limiter. */
export interface LimitedStack extends Stack {
  readonly tallies: Tallies;
  /** Calls that the service has answered. */
  answered(): number;
  /** Calls that were answered UNAVAILABLE by a replica that was told to. */
  failed(): number;
  /** Ends a replica in order, and brings it back on its port. */
  stopLimits(replica?: number): Promise<void>;
  startLimits(replica?: number): Promise<void>;
  /** Makes a replica answer UNAVAILABLE, and no more. */
  fail(replica: number, isFailing: boolean): void;
}

/** How limits are served. */
export interface LimitedStackOptions extends Pick<StackOptions, "policies"> {
  /** Default: in memory. */
  readonly counters?: Counters;
  /** Default: 1. */
  readonly replicas?: number;
  /** Roles that somebody else runs. Default: none. */
  readonly others?: ReadonlyMap<string, RoleEndpoints>;
}

/** Starts all of it; it ends with the test file. */
export async function startLimitedStack({
  counters = new MemoryCounters({ clock: systemClock }),
  replicas = 1,
  others = new Map(),
  ...options
}: LimitedStackOptions = {}): Promise<LimitedStack> {
  const ports = await freePorts(replicas);
  const places = ports.map((port) => ({ kind: "tcp", host: "127.0.0.1", port }) as const);
  const stack = await startStack({ ...options, roles: new Map<string, RoleEndpoints>([[limitClusterName, { places, trust: undefined }], ...others]) });
  const objects = followLimitObjects(stack.fleet.world, testModel());
  stack.fleet.keptPlans.join(objects.rolePlans);
  const tallies = new Tallies();
  const limiter = new Limiter({ counters, tallies, clock: systemClock, logger: silentLogger, nextTurn: (task) => void setImmediate(task) });
  const source = limitSource(objects.domains, plainOptions, objects.plans);
  objects.onChange((isChanged) => limiter.use(source, isChanged));
  limiter.use(source);
  const counts = { answered: 0, failed: 0 };
  const failing = new Set<number>();
  const decide = shouldRateLimit(limiter, {
    onAnswer: () => {
      counts.answered += 1;
    },
    onRefusal: () => undefined,
  });
  const methodOf = (replica: number): UnaryMethod => ({
    kind: "unary",
    handle: (calls) => {
      if (!failing.has(replica)) return decide.handle(calls);
      counts.failed += calls.length;
      for (const call of calls) call.fail(grpcStatus.unavailable, "The test says so");
    },
  });
  const lanes = new Map<number, AsyncDisposableStack>();
  const start = async (replica: number): Promise<void> => {
    const lane = new AsyncDisposableStack();
    lanes.set(replica, lane);
    await openLane({
      lanes: { kind: "http2", limits: {}, clientNames: undefined },
      role: "ratelimit",
      address: places[replica] ?? { kind: "tcp", host: "127.0.0.1", port: 0 },
      methods: { [shouldRateLimitPath]: methodOf(replica) },
      services: [],
      tls: undefined,
      reusePort: false,
      logger: silentLogger,
      metrics: noMetrics,
      stack: lane,
    });
  };
  const stop = async (replica: number): Promise<void> => lanes.get(replica)?.disposeAsync();
  await Promise.all(ports.map((_, replica) => start(replica)));
  atEnd(() => {
    for (const lane of lanes.values()) void lane.disposeAsync();
  });
  return {
    ...stack,
    tallies,
    answered: () => counts.answered,
    failed: () => counts.failed,
    stopLimits: (replica = 0) => stop(replica),
    startLimits: (replica = 0) => start(replica),
    fail: (replica, isFailing) => void (isFailing ? failing.add(replica) : failing.delete(replica)),
  };
}
