import type { StatusReaders } from "../../../src/discovery/client-status/status-readers.ts";
import type { Admission, AdmissionPort, NodeCredential, NodeIdentity } from "../../../src/discovery/fleet/node-identity.ts";
import { NodeTable } from "../../../src/discovery/fleet/node-table.ts";
import { type Discovery, type DiscoveryTls, serveDiscovery } from "../../../src/discovery/grpc/serve-discovery.ts";
import type { StreamAge } from "../../../src/discovery/grpc/stream-age.ts";
import type { LoadReporting } from "../../../src/discovery/load/load-report-service.ts";
import type { Clock } from "../../../src/kit/clock.ts";
import { type Metrics, noMetrics, silentLogger } from "../../../src/kit/telemetry.ts";
import { systemClock, systemRandom } from "../../../src/main/system.ts";
import type { Resource, ResourceType } from "../../../src/snapshot/resource.ts";
import { createSnapshots, type Snapshots } from "../../../src/snapshot/snapshots.ts";
import { atEnd } from "../binary/at-end.ts";

/** A discovery server in this process whose one view (`edge|envoy`) is edited by hand. */
export interface ServedView {
  readonly address: string;
  readonly host: string;
  readonly port: number;
  readonly snapshots: Snapshots;
  readonly nodes: NodeTable;
  /** Sets resources in one step; answers the revision. */
  set(...resources: readonly Resource[]): number;
  /** Removes and sets in one step. */
  change(removed: readonly (readonly [type: ResourceType, name: string])[], ...resources: readonly Resource[]): number;
  /** Ends the server; the view stays. */
  stop(): Promise<void>;
  /** Serves the view again, at the same address, as a restarted replica would. */
  restart(): Promise<void>;
  /** Admission may be another now. */
  reviewAll(): void;
}

/** How the view is served. */
export interface ServedViewOptions {
  readonly clock?: Clock;
  readonly metrics?: Metrics;
  readonly tls?: DiscoveryTls;
  /** Who may connect; default: everybody. */
  readonly admit?: (node: NodeIdentity, credential: NodeCredential) => Admission | Promise<Admission>;
  /** Who may read by CSDS; default: everybody. */
  readonly readers?: StatusReaders;
  /** Default: one that the system chooses. */
  readonly port?: number;
  /** False: nothing is in the views yet, not even that they are empty. */
  readonly ready?: boolean;
  readonly streamAge?: StreamAge;
  readonly loadReporting?: LoadReporting;
  readonly maxBytesOnWay?: number;
  /** Default: one of its own. */
  readonly snapshots?: Snapshots;
}

const view = { group: "edge", capability: "envoy" } as const;

/** Starts the server on a free port; it ends with the test file. */
export async function serveView(options: ServedViewOptions = {}): Promise<ServedView> {
  const snapshots = options.snapshots ?? createSnapshots();
  if (options.ready !== false) snapshots.apply({ revision: 0, changes: [] });
  const clock = options.clock ?? systemClock;
  const nodes = new NodeTable(clock);
  const listeners = new Set<() => void>();
  const admission: AdmissionPort = {
    admit: async (node, credential) => (await options.admit?.(node, credential)) ?? { kind: "admitted", view },
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const serve = (port: number): Promise<Discovery> => {
    const tls = options.tls === undefined ? {} : { tls: options.tls };
    const metrics = options.metrics ?? noMetrics;
    const readers = options.readers ?? { mayRead: async () => ({ kind: "permitted" }) };
    const streamAge = options.streamAge === undefined ? {} : { streamAge: options.streamAge };
    const loads = options.loadReporting === undefined ? {} : { loadReporting: options.loadReporting };
    const bytes = options.maxBytesOnWay === undefined ? {} : { maxBytesOnWay: options.maxBytesOnWay };
    const timed = { clock, connectionClock: systemClock, random: systemRandom };
    const listen = { replica: "test", host: "127.0.0.1", port, ...tls, ...streamAge, ...bytes, ...loads };
    return serveDiscovery({ snapshots, nodes, admission, readers, ...timed, logger: silentLogger, metrics, ...listen });
  };
  let discovery = await serve(options.port ?? 0);
  atEnd(() => void discovery.close());
  const { host, port } = discovery;
  const change: ServedView["change"] = (removed, ...resources) => {
    const revision = snapshots.revision + 1;
    const gone = removed.map(([type, name]) => ({ view: "edge|envoy", type, name, resource: undefined }));
    const set = resources.map((resource) => ({ view: "edge|envoy", type: resource.type, name: resource.name, resource }));
    snapshots.apply({ revision, changes: [...gone, ...set] });
    return revision;
  };
  return {
    address: `${host}:${port}`,
    host,
    port,
    snapshots,
    nodes,
    change,
    set: (...resources) => change([], ...resources),
    stop: () => discovery.close(),
    restart: async () => {
      discovery = await serve(port);
    },
    reviewAll: () => {
      for (const listener of listeners) listener();
    },
  };
}
