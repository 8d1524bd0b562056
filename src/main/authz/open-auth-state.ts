import { AuthzError } from "../../authz/errors.ts";
import { MemoryState } from "../../authz/source/state/memory-state.ts";
import { RedisState } from "../../authz/source/state/redis-state.ts";
import type { SharedState } from "../../authz/source/state/shared-state.ts";
import type { Logger } from "../../kit/telemetry.ts";
import { openRedis, type RedisClient } from "../../redis/open-redis.ts";
import { redisAccess } from "../redis/redis-access.ts";
import type { AuthzSettings } from "../settings/authz-settings.ts";
import type { Part } from "../settings/serve-settings.ts";
import { systemClock as clock } from "../system.ts";

/** What it is opened with. */
export interface OpenAuthStateOptions {
  readonly settings: Pick<AuthzSettings, "state">;
  readonly part: Part;
  readonly logger: Logger;
  readonly stack: AsyncDisposableStack;
}

/** What authorization remembers from one request to the next. */
export interface AuthState {
  readonly state: SharedState;
  /** Whether other replicas have it, too. */
  readonly isShared: boolean;
  /** How far the clocks of those who share it may differ. */
  readonly skewMs: number;
  /** Since when there is something in it, in milliseconds since the Unix epoch; undefined when it was there before this process. */
  readonly sinceMs: number | undefined;
}

/** How long the first connection is waited for. */
const firstWaitMs = 3000;
/** Clocks of machines that are further apart have other troubles. */
const sharedSkewMs = 60_000;

/** Opens what the settings name. A Redis that is not there is no reason not to start: until it comes, nobody gets in by what needs it. */
export async function openAuthState({ settings: { state }, part, logger, stack }: OpenAuthStateOptions): Promise<AuthState> {
  if (state.kind === "memory") return { state: part === "worker" ? unshared : new MemoryState(clock), isShared: false, skewMs: 0, sinceMs: clock.now() };
  const access = await redisAccess(state, state.how);
  const client = openRedis(access, logger);
  stack.defer(() => client.disconnect());
  await whenConnected(client);
  return { state: new RedisState(client, access.prefix), isShared: true, skewMs: sharedSkewMs, sinceMs: undefined };
}

/** Waits a moment, so that the first callers do not meet an outage that is none. */
async function whenConnected(client: RedisClient): Promise<void> {
  if (client.status === "ready") return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = clock.schedule(firstWaitMs, resolve);
  client.once("ready", resolve);
  await promise;
  stop();
}

/** Several workers with a memory each would take a request as new once each. */
const unshared: SharedState = { claim: refuse, get: refuse, set: refuse, delete: refuse };

function refuse(): never {
  throw new AuthzError("ERR_AUTHZ_STATE", "Workers have no memory in common: what has to be remembered needs --auth-state redis://HOST:PORT");
}
