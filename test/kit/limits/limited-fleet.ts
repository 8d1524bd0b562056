import type { JsonObject } from "../../../src/kit/json.ts";
import type { Envoy } from "../binary/envoy.ts";
import { startEtcd } from "../binary/etcd.ts";
import { freePorts } from "../binary/free-port.ts";
import { type RunningRedis, startRedis } from "../binary/redis.ts";
import { gateway } from "../objects/gateway.ts";
import { nodeGroup } from "../objects/others.ts";
import { route } from "../objects/route.ts";
import { service } from "../objects/service.ts";
import { attachEnvoy, newPlace, nodeToken, replicaArguments, type ServedProgram, type ServePlace, startServe } from "../program/serve-program.ts";
import { type HttpBackend, startHttpBackend } from "../traffic/http-backend.ts";
import { send, type TestResponse } from "../traffic/http-request.ts";

/** One replica: what it runs as, and how it is started anew in its place. */
export interface FleetReplica {
  readonly place: ServePlace;
  readonly program: () => ServedProgram;
  readonly start: () => Promise<void>;
}

/** Two proxies of a gateway each, three replicas of all roles on etcd, and counters in Redis. */
export interface LimitedFleet {
  readonly replicas: readonly FleetReplica[];
  readonly envoys: readonly Envoy[];
  readonly backend: HttpBackend;
  readonly redis: RunningRedis;
  /** Asks one proxy, by its position. */
  ask(proxy: number, path: string, headers?: Readonly<Record<string, string>>): Promise<TestResponse>;
  /** Writes what each path's rule limits, and waits until both proxies have it. */
  limit(rules: Readonly<Record<string, JsonObject>>): Promise<void>;
}

/** How far the clock of the third replica is ahead of the others', milliseconds. */
const skewMs = 30_000;

const groups = ["east", "west"] as const;

/** Starts a fleet with limits, each under a path of its name; it ends with the test file. */
export async function startLimitedFleet(rules: Readonly<Record<string, JsonObject>>): Promise<LimitedFleet> {
  const [etcd, redis, backend] = await Promise.all([startEtcd(), startRedis(), startHttpBackend("shop")]);
  backend.server.keepAliveTimeout = 600_000;
  const limitPorts = await freePorts(3);
  const ports = await freePorts(2);
  const first = await newPlace();
  const places = [first, await newPlace(first.folder), await newPlace(first.folder)];
  const replicas = await inTurn(places, async (place, index) => startReplica(place, index, { etcd: etcd.url, redis: redis.url, limitPorts }));
  const [one] = replicas;
  if (one === undefined) throw new Error("There are no replicas");
  await one.program().apply([
    service("shop", backend.port),
    shopRoute(rules),
    ...groups.flatMap((group, index) => [
      nodeGroup(group),
      gateway(group)
        .with({ nodeGroup: group, address: "127.0.0.1" })
        .http(ports[index] ?? 0),
    ]),
  ]);
  const envoys = await inTurn(groups, async (group) => attachEnvoy(group, { cluster: group, token: await nodeToken(one.program(), group), replicas: places }));
  return {
    replicas,
    envoys,
    backend,
    redis,
    ask: (proxy, path, headers = {}) => send({ port: ports[proxy] ?? 0, path, headers }),
    limit: async (changed) => {
      const { rollout } = await one.program().apply([shopRoute(changed)], { waitMs: 10_000 });
      if (rollout?.acked !== 2) throw new Error(`The limits did not reach both proxies: ${JSON.stringify(rollout)}`);
    },
  };
}

function shopRoute(rules: Readonly<Record<string, JsonObject>>) {
  const start = route("shop").with({ parents: groups.map((name) => ({ name })) });
  return Object.entries(rules).reduce((made, [name, limits]) => made.prefix(`/${name}`, "shop", { name, rateLimit: limits }), start);
}

interface ReplicaParts {
  readonly etcd: string;
  readonly redis: string;
  readonly limitPorts: readonly number[];
}

async function startReplica(place: ServePlace, index: number, { etcd, redis, limitPorts }: ReplicaParts): Promise<FleetReplica> {
  const args = [
    ...replicaArguments(place, `replica-${index}`, etcd),
    // A busy machine is no outage.
    ...["--counters", redis, "--redis-timeout", "4s"],
    ...["--ratelimit-address", `127.0.0.1:${limitPorts[index] ?? 0}`],
    ...["--ratelimit-advertise", limitPorts.map((port) => `127.0.0.1:${port}`).join(",")],
  ];
  const ahead = `data:text/javascript,const now=Date.now;Date.now=()=>now()+${skewMs}`;
  const nodeArgs = index === 2 ? ["--import", ahead] : [];
  const start = (): Promise<ServedProgram> => startServe(place, args, nodeArgs);
  let current = await start();
  return {
    place,
    program: () => current,
    start: async () => {
      current = await start();
    },
  };
}

async function inTurn<T, R>(items: readonly T[], task: (item: T, index: number) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const [index, item] of items.entries()) results.push(await task(item, index));
  return results;
}
