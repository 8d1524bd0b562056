import type { Clock } from "../../../src/kit/clock.ts";
import { type Logger, type Metrics, noMetrics, silentLogger } from "../../../src/kit/telemetry.ts";
import { type AuthBook, createAuthFacts } from "../../../src/main/authz/auth-book.ts";
import { authObjectsBook } from "../../../src/main/authz/auth-objects-book.ts";
import { followAuthObjects } from "../../../src/main/authz/follow-auth-objects.ts";
import { serveAuthz } from "../../../src/main/authz/serve-authz.ts";
import type { Fleet } from "../../../src/main/fleet/fleet.ts";
import { type AuthStateSetting, noAuthLog } from "../../../src/main/settings/authz-settings.ts";
import { systemClock, systemRandom } from "../../../src/main/system.ts";
import type { Store } from "../../../src/store/store.ts";
import { authzClusterName, type RoleEndpoints } from "../../../src/xds/cluster/role-cluster.ts";
import { atEnd } from "../binary/at-end.ts";
import { freePorts } from "../binary/free-port.ts";
import { type LimitedStack, startLimitedStack } from "../limits/limited-stack.ts";
import { testModel, testSealKey } from "../translate/translate.ts";

/** A control plane with the roles ratelimit and authz beside it, in this process. */
export interface GuardedStack extends LimitedStack {
  readonly authzPort: number;
  /** Ends the role authz, as a crash of it would look to proxies, and brings it back on its port. */
  stopAuthz(): Promise<void>;
  startAuthz(): Promise<void>;
}

/** Where a role authz gets its policies. */
export interface AuthzReplica {
  readonly port: number;
  readonly fleet: Fleet;
  readonly store: Store;
  /** Where it remembers things together with others. Default: in its memory. */
  readonly state?: AuthStateSetting;
  /** By which the store is silent or not. Default: the system's. */
  readonly clock?: Clock;
  /** Default: none. */
  readonly logger?: Logger;
  readonly metrics?: Metrics;
}

/** Starts all three; they end with the test file. `authzPorts` are those of replicas that the test runs; by default there is one. */
export async function startGuardedStack(authzPorts: readonly number[] = []): Promise<GuardedStack> {
  const [ownPort = 0] = await freePorts(1);
  const ports = authzPorts.length === 0 ? [ownPort] : authzPorts;
  const places = ports.map((port) => ({ kind: "tcp", host: "127.0.0.1", port }) as const);
  const stack = await startLimitedStack({ others: new Map<string, RoleEndpoints>([[authzClusterName, { places, trust: undefined }]]) });
  if (authzPorts.length > 0) return { ...stack, authzPort: 0, stopAuthz: () => Promise.resolve(), startAuthz: () => Promise.resolve() };
  const replica = openAuthz({ port: ownPort, fleet: stack.fleet, store: stack.store });
  await replica.start();
  return { ...stack, authzPort: ownPort, stopAuthz: () => replica.stop(), startAuthz: () => replica.start() };
}

/** The state of replicas in a Redis on loopback. */
export function redisState(port: number): AuthStateSetting {
  const how = { user: undefined, passwordFile: undefined, sentinelPasswordFile: undefined, caFile: undefined, client: undefined };
  const place = { mode: "single", hosts: [{ host: "127.0.0.1", port }], primary: undefined, database: 0, tls: false } as const;
  return { kind: "redis", ...place, how: { ...how, prefix: "sluice:", timeoutMs: 1000, waitReplicas: 0 } };
}

/** A replica of the role authz; it serves after `start`. */
export interface ServedAuthz {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Another replica that follows the same fleet. */
  another(port: number): ServedAuthz;
}

/** A role authz that follows a fleet. */
export function openAuthz(replica: AuthzReplica): ServedAuthz {
  const { fleet, store, state = { kind: "memory" }, clock = systemClock, logger = silentLogger, metrics = noMetrics } = replica;
  const whole = new AsyncDisposableStack();
  atEnd(() => void whole.disposeAsync());
  const facts = createAuthFacts(testSealKey);
  const objects = followAuthObjects(fleet.world, { model: testModel(), facts, logger });
  fleet.keptPlans.join(objects.rolePlans);
  const book = authObjectsBook({ fleet, store, facts, objects, clock, random: systemRandom, logger, metrics, stack: whole });
  return servedAuthz(book, { ...replica, state, logger, metrics });
}

type Serving = Required<Pick<AuthzReplica, "port" | "state" | "logger" | "metrics">>;

function servedAuthz(book: AuthBook, serving: Serving): ServedAuthz {
  const { port, state, logger, metrics } = serving;
  let lane = new AsyncDisposableStack();
  atEnd(() => void lane.disposeAsync());
  return {
    start: async () => {
      lane = new AsyncDisposableStack();
      await serveAuthz({
        settings: { address: { kind: "tcp", host: "127.0.0.1", port }, defaultPolicy: undefined, log: noAuthLog, state },
        part: "whole",
        tls: undefined,
        lanes: { kind: "http2", limits: {}, clientNames: undefined },
        book,
        logger,
        metrics,
        stack: lane,
      });
    },
    stop: () => lane.disposeAsync(),
    another: (other) => servedAuthz(book, { ...serving, port: other }),
  };
}
