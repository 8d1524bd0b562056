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
import { type Stack, startStack } from "../stack/stack.ts";
import { testModel } from "../translate/translate.ts";
import { plainOptions } from "./decide.ts";

/** A control plane and the role ratelimit beside it, in this process. */
export interface LimitedStack extends Stack {
  readonly limitPort: number;
  readonly tallies: Tallies;
  /** Calls that the service has answered. */
  answered(): number;
  /** Ends the service, as a crash of it would look to proxies, and brings it back on its port. */
  stopLimits(): Promise<void>;
  startLimits(): Promise<void>;
}

/** Starts both; they end with the test file. `others` are roles that somebody else runs. */
export async function startLimitedStack(
  counters: Counters = new MemoryCounters({ clock: systemClock }),
  others: ReadonlyMap<string, RoleEndpoints> = new Map(),
): Promise<LimitedStack> {
  const [limitPort = 0] = await freePorts(1);
  const roles = new Map<string, RoleEndpoints>([
    [limitClusterName, { places: [{ kind: "tcp", host: "127.0.0.1", port: limitPort }], trust: undefined }],
    ...others,
  ]);
  const stack = await startStack({ roles });
  const objects = followLimitObjects(stack.fleet.world, testModel());
  const tallies = new Tallies();
  const limiter = new Limiter({ counters, tallies, clock: systemClock, logger: silentLogger, nextTurn: (task) => void setImmediate(task) });
  const use = (): void => limiter.use(limitSource(objects.domains(), plainOptions, objects.plans));
  objects.onChange(use);
  use();
  const counts = { answered: 0 };
  const observer = {
    onAnswer: () => {
      counts.answered += 1;
    },
    onRefusal: () => undefined,
  };
  const open = (closing: AsyncDisposableStack) =>
    openLane({
      lanes: { kind: "http2", limits: {}, clientNames: undefined },
      role: "ratelimit",
      address: { kind: "tcp", host: "127.0.0.1", port: limitPort },
      methods: { [shouldRateLimitPath]: shouldRateLimit(limiter, observer) },
      services: [],
      tls: undefined,
      reusePort: false,
      logger: silentLogger,
      metrics: noMetrics,
      stack: closing,
    });
  let lane = new AsyncDisposableStack();
  await open(lane);
  atEnd(() => void lane.disposeAsync());
  return {
    ...stack,
    limitPort,
    tallies,
    answered: () => counts.answered,
    stopLimits: () => lane.disposeAsync(),
    startLimits: async () => {
      lane = new AsyncDisposableStack();
      await open(lane);
    },
  };
}
