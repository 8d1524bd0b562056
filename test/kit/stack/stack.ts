import type { FleetPort } from "../../../src/admin/port/fleet.ts";
import { makeBootstrap } from "../../../src/cli/bootstrap/bootstrap.ts";
import type { AdmissionPort } from "../../../src/discovery/fleet/node-identity.ts";
import { NodeTable } from "../../../src/discovery/fleet/node-table.ts";
import { ReplicaSummaries } from "../../../src/discovery/fleet/replica-summaries.ts";
import { type Discovery, serveDiscovery } from "../../../src/discovery/grpc/serve-discovery.ts";
import { LoadHistory } from "../../../src/discovery/load/load-history.ts";
import type { QuarantineChanges } from "../../../src/discovery/quarantine/quarantine-table.ts";
import type { Clock } from "../../../src/kit/clock.ts";
import { noMetrics, silentLogger } from "../../../src/kit/telemetry.ts";
import { checkWrite, type ObjectProblems } from "../../../src/main/fleet/check-write.ts";
import { createFleet, type Fleet } from "../../../src/main/fleet/fleet.ts";
import { followMembers } from "../../../src/main/fleet/follow-members.ts";
import { createFleetPort } from "../../../src/main/ports/fleet-port.ts";
import { openQuarantine } from "../../../src/main/quarantine/open-quarantine.ts";
import { openReplicas, replicaRecords } from "../../../src/main/replicas/open-replicas.ts";
import { systemClock, systemRandom } from "../../../src/main/system.ts";
import { keyOf, type ObjectKey } from "../../../src/model/object/object.ts";
import type { AnyPolicy } from "../../../src/policy/policy.ts";
import { policies } from "../../../src/policy/registry.ts";
import { newMemoryStore } from "../../../src/store/memory/memory-store.ts";
import { recordPrefix, type Store, type WatchEvent } from "../../../src/store/store.ts";
import type { RoleEndpoints } from "../../../src/xds/cluster/role-cluster.ts";
import { atEnd } from "../binary/at-end.ts";
import { type Envoy, type EnvoyOptions, startEnvoy } from "../binary/envoy.ts";
import { readObjects, testModel, testSealKey } from "../translate/translate.ts";

/** A control plane in this process – store, graph, translation, discovery – to which real Envoys connect. */
export interface Stack {
  readonly store: Store;
  readonly fleet: Fleet;
  readonly discovery: Discovery & { readonly nodes: NodeTable };
  /** Writes objects, and removes some, in one commit, whatever their problems; resolves when the views have it. */
  apply(yaml: string, removed?: readonly ObjectKey[]): Promise<number>;
  /** What the graph says against a write. */
  check(yaml: string): readonly ObjectProblems[];
  remove(...keys: readonly ObjectKey[]): Promise<number>;
  /** Starts an Envoy of node group `edge` (cluster `edge`) and waits until it is live. */
  node(id: string, options?: NodeOptions): Promise<Envoy>;
  /** What the admin is told of the fleet. */
  readonly port: FleetPort;
  /** Ends it before the test file does: the nodes lose their streams. */
  stop(): Promise<void>;
  /** Resolves when every connected node has everything up to the newest revision. */
  settled(timeoutMs?: number): Promise<void>;
}

/** How a node is started. */
export interface NodeOptions extends EnvoyOptions {
  readonly variant?: "delta" | "sotw";
  readonly cluster?: string;
  /** Other discovery addresses than the stack's own. */
  readonly discovery?: readonly { readonly host: string; readonly port: number }[];
}

/** Options of {@link startStack}. */
export interface StackOptions {
  readonly store?: Store;
  readonly replica?: string;
  /** Proxies ask it with each request. Default: no. */
  readonly decides?: boolean;
  readonly port?: number;
  /** How long proxies have to come back after the start. Default: no time. */
  readonly settleMs?: number;
  /** Where the roles are that proxies ask with each request. */
  readonly roles?: ReadonlyMap<string, RoleEndpoints>;
  /** Other policies than the program's. */
  readonly policies?: readonly AnyPolicy[];
  /** By which nodes are gone for long, and groups' members known. Default: the system's. */
  readonly clock?: Clock;
  /** By which what proxies refuse is looked into, and tried again. Default: the system's. */
  readonly quarantineClock?: Clock;
  /** Told of the fleet before it has its first state. */
  readonly onFleet?: (fleet: Fleet) => void;
}

/** Every node is admitted to the group that its cluster names; capability `grpc` for groups that say so. */
function admitEverybody(fleet: () => Fleet): AdmissionPort {
  return {
    admit: (node) => {
      const proxy = fleet().world.graph.nodeGroups.get(`/${node.cluster}`)?.spec.proxy ?? "envoy";
      return Promise.resolve({ kind: "admitted", view: { group: node.cluster, capability: proxy } });
    },
    onChange: () => () => undefined,
  };
}

/** Starts the stack; it ends with the test file. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const store = options.store ?? newMemoryStore({ clock: systemClock });
  const model = testModel(options.policies ?? policies);
  const late: { onEvent: (event: WatchEvent) => void; onQuarantines: (changes: QuarantineChanges) => void } = {
    onEvent: () => undefined,
    onQuarantines: () => undefined,
  };
  const replica = options.replica ?? "test";
  const replicas = await openReplicas({
    store,
    replica,
    decides: options.decides ?? false,
    memory: options.decides === true ? "own" : undefined,
    clock: systemClock,
    random: systemRandom,
    logger: silentLogger,
  });
  const fleet: Fleet = createFleet({
    store,
    model,
    policies: options.policies ?? policies,
    sealKey: testSealKey,
    logger: silentLogger,
    metrics: noMetrics,
    records: [recordPrefix.summary, ...replicaRecords],
    onEvent: (event) => late.onEvent(event),
    onQuarantines: (changes) => late.onQuarantines(changes),
    ...(options.roles !== undefined && { roles: options.roles }),
  });
  options.onFleet?.(fleet);
  const { world } = fleet;
  const { clock = systemClock } = options;
  const nodes = new NodeTable(clock);
  const stopMembers = followMembers({ nodes, clock, onMembers: fleet.setMembers });
  const summaries = new ReplicaSummaries({ store, replica, nodes, clock: systemClock, logger: silentLogger });
  const parts = { sealKey: testSealKey, clock: options.quarantineClock ?? systemClock, random: systemRandom, logger: silentLogger };
  const quarantine = openQuarantine({ store, fleet, summaries, replica, ...parts });
  fleet.snapshots.onUpdate(() => summaries.touch());
  late.onQuarantines = (changes) => quarantine.review(changes);
  late.onEvent = (event) => {
    quarantine.onUpdate();
    summaries.apply(event);
    replicas.apply(event, fleet.snapshots.revision);
  };
  const discovery = await serveDiscovery({
    nodes,
    quarantine,
    snapshots: fleet.snapshots,
    admission: admitEverybody(() => fleet),
    clock: systemClock,
    random: systemRandom,
    logger: silentLogger,
    metrics: noMetrics,
    replica,
    host: "127.0.0.1",
    port: options.port ?? 0,
  });
  const port = createFleetPort({
    world,
    model,
    nodes: summaries,
    table: nodes,
    loads: new LoadHistory(clock),
    quarantines: fleet.quarantines,
    replicas: replicas.answers,
    clock: systemClock,
    settleMs: options.settleMs ?? 0,
  });
  let ended: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    ended ??= end();
    return ended;
  };
  atEnd(() => void stop());
  async function end(): Promise<void> {
    quarantine.close();
    stopMembers();
    await discovery.close();
    await summaries.close();
    await replicas.close();
    await fleet.close();
    if (options.store === undefined) await store.close();
  }
  return {
    store,
    fleet,
    discovery: { ...discovery, nodes },
    port,
    stop,
    apply: async (yaml, removed = []) => {
      const writes = readObjects(yaml, model).map((object) => ({ kind: "put" as const, object: written(object), expected: "any" as const }));
      return commit([...writes, ...deletions(removed)]);
    },
    check: (yaml) =>
      checkWrite(
        fleet.world,
        readObjects(yaml, model).map((object) => ({ key: keyOf(object), before: undefined, after: object })),
      ),
    remove: (...keys) => commit(deletions(keys)),
    node: (id, nodeOptions = {}) => startNode(id, discovery, nodeOptions),
    settled: (timeoutMs = 10_000) => settled(fleet, nodes, timeoutMs),
  };

  async function commit(writes: Parameters<Store["commit"]>[0]["writes"]): Promise<number> {
    const result = await store.commit({ writes, author: "test", reason: "test", at: new Date().toISOString() });
    if (result.kind === "conflict") throw new Error(`Conflict: ${JSON.stringify(result.conflicts)}`);
    await waitFor(() => fleet.snapshots.revision >= result.revision, 10_000, `revision ${result.revision}`);
    return result.revision;
  }
}

function deletions(keys: readonly ObjectKey[]) {
  return keys.map((key) => ({ kind: "delete" as const, key, expected: "any" as const }));
}

function written({ kind, name, namespace, labels, spec }: ReturnType<typeof readObjects>[number]) {
  return { kind, name, namespace, labels, spec };
}

function startNode(id: string, discovery: Discovery, options: NodeOptions): Promise<Envoy> {
  const bootstrap = makeBootstrap({
    nodeId: id,
    cluster: options.cluster ?? "edge",
    discovery: options.discovery ?? [{ host: discovery.host, port: discovery.port }],
    variant: options.variant ?? "delta",
    locality: { region: "", zone: "", subZone: "" },
    adminPort: 0,
    maxHeapBytes: 2 ** 30,
    maxConnections: 1000,
  });
  return startEnvoy(bootstrap, { ...options, args: ["--drain-time-s", "5", ...(options.args ?? [])] });
}

async function settled(fleet: Fleet, table: NodeTable, timeoutMs: number): Promise<void> {
  const isSettled = (): boolean => {
    const nodes = table.list().filter(({ state }) => state === "connected");
    return nodes.length > 0 && nodes.every(({ agreedRevision }) => agreedRevision >= fleet.snapshots.revision);
  };
  await waitFor(isSettled, timeoutMs, "every node to have everything");
}

/** Polls a condition; rejects with its name when it does not come true in time. */
export async function waitFor(condition: () => boolean | Promise<boolean>, timeoutMs: number, what: string): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`Waited ${timeoutMs} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
