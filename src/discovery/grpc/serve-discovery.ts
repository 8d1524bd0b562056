import { createHealth } from "../../http2/health/health.ts";
import type { Lane, LaneOptions } from "../../http2/serve/lane.ts";
import { serveLane } from "../../http2/serve/serve-lane.ts";
import type { LaneTls } from "../../http2/tls/lane-tls.ts";
import type { Clock, Random } from "../../kit/clock.ts";
import type { Logger, Metrics } from "../../kit/telemetry.ts";
import type { Snapshots } from "../../snapshot/snapshots.ts";
import { clientStatusMethods } from "../client-status/client-status-service.ts";
import { noReaders, type StatusReaders } from "../client-status/status-readers.ts";
import type { AdmissionPort } from "../fleet/node-identity.ts";
import type { NodeTable } from "../fleet/node-table.ts";
import { type LoadReporting, loadReportService } from "../load/load-report-service.ts";
import type { Quarantine } from "../quarantine/quarantine.ts";
import type { Action } from "../subscription/action.ts";
import type { DiscoveryContext, OpenStream, StreamObserver } from "./discovery-context.ts";
import { type DiscoveryMeters, discoveryMeters } from "./discovery-meters.ts";
import { discoveryMethods } from "./discovery-methods.ts";
import { openStream } from "./discovery-stream.ts";
import { Outflow } from "./outflow.ts";
import { connectionAge, type StreamAge } from "./stream-age.ts";
import { StreamSession } from "./stream-session.ts";
import { Turns } from "./turns.ts";

/** PEM texts for TLS; with `clientCa` a client certificate is asked for, and checked when one is shown: a client without may still show a token. */
export interface DiscoveryTls {
  readonly certificate: string;
  readonly privateKey: string;
  readonly clientCa?: string;
}

/** What the discovery role is made with. */
export interface DiscoveryOptions {
  readonly snapshots: Snapshots;
  /** Where this replica keeps what it knows of its nodes. */
  readonly nodes: NodeTable;
  readonly admission: AdmissionPort;
  /** What becomes of refusals. Default: they are remembered on their streams alone. */
  readonly quarantine?: Quarantine;
  /** Who may read by CSDS what the nodes have. Default: nobody. */
  readonly readers?: StatusReaders;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly random: Random;
  /** What connections are timed by. Default: `clock`. */
  readonly connectionClock?: Clock;
  /** What carries it. Default: our own HTTP/2. */
  readonly serve?: (options: LaneOptions) => Promise<Lane>;
  /** Name of this replica, unique among all. */
  readonly replica: string;
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Default: cleartext. */
  readonly tls?: DiscoveryTls;
  /** Largest request, in bytes. Default 64 MiB: a proxy that comes back lists all that it holds. */
  readonly maxRequestBytes?: number;
  /** Ends streams that are old, so that proxies spread over the replicas that there are by now. Default: none is too old. */
  readonly streamAge?: StreamAge;
  /** Asks proxies for their load. Default: nobody is asked. */
  readonly loadReporting?: LoadReporting;
  /** Bytes of responses that may be on their way on all streams together. Default 64 MiB. */
  readonly maxBytesOnWay?: number;
}

/** The running discovery role. */
export interface Discovery {
  readonly host: string;
  readonly port: number;
  /** Uses another certificate, and other client authorities where there were some, for new connections. */
  setTls(tls: DiscoveryTls): void;
  /** Ends all streams with a reason, then the server. */
  close(): Promise<void>;
}

/** Bytes of responses that may be on their way on all streams together. */
const defaultBytesOnWay = 1 << 26;

/**
 * A connection may have so many times what may be on its way to all proxies together: its streams hold back by themselves, so nobody who keeps to the
 * protocol meets it, whatever the streams are that it has besides.
 */
const connectionShare = 4;

/** How long connections may take to end with the server, milliseconds. */
const endMs = 2000;

/** Serves xDS: the aggregated service and one service a type, in both variants, CSDS, LRS and gRPC health. */
export async function serveDiscovery(options: DiscoveryOptions): Promise<Discovery> {
  const { snapshots, loadReporting: reporting } = options;
  const turns = new Turns({ clock: options.clock });
  const context = createContext(options, turns);
  const loadReports = loadReportService({ ...options, hasCluster: (name) => snapshots.has("cluster", name), reporting });
  const health = createHealth();
  const methods = {
    ...discoveryMethods((call, kind) => openStream(call, context, kind)),
    ...clientStatusMethods({ readers: noReaders, ...options }),
    ...loadReports.methods,
  };
  const lane = await (options.serve ?? serveLane)({ ...laneOptions(options), methods, health });
  const stopReviews = reviewOnChange(context, options);
  const stopTurns = snapshots.onUpdate(() => turns.run());
  void snapshots.whenReady().then(() => health.set("", true));
  const { host } = options;
  return {
    host,
    port: lane.address.kind === "tcp" ? lane.address.port : 0,
    setTls: (tls) => lane.setTls(laneTls(tls)),
    close: async () => {
      stopReviews();
      stopTurns();
      for (const stream of [...context.streams]) stream.shutDown("The control plane stops, connect to another replica");
      loadReports.close();
      await lane.close(endMs);
    },
  };
}

/** A proxy has one long stream, or a few, which are bounded by themselves; its requests may be large, and it may be busy for long. */
function laneOptions(options: DiscoveryOptions) {
  const { host, port, tls, clock, connectionClock = clock, random, logger, metrics, streamAge } = options;
  const { maxRequestBytes = 1 << 26, maxBytesOnWay = defaultBytesOnWay } = options;
  return {
    name: "discovery",
    address: { kind: "tcp" as const, host, port },
    ...(tls !== undefined && { tls: laneTls(tls) }),
    limits: {
      ...connectionAge(streamAge),
      maxConnections: 1_000_000,
      maxMessageBytes: maxRequestBytes,
      maxBufferedBytes: 2 * maxRequestBytes,
      maxOutputBytes: connectionShare * Math.max(maxBytesOnWay, defaultBytesOnWay),
      stallTimeoutMs: 120_000,
    },
    ...{ clock: connectionClock, random, logger, metrics },
  };
}

function laneTls(tls: DiscoveryTls): LaneTls {
  return { ...tls, isClientOptional: true };
}

function createContext(options: DiscoveryOptions, turns: Turns): DiscoveryContext {
  const meters = discoveryMeters(options.metrics);
  const { snapshots, admission, logger, clock, replica, nodes, quarantine } = options;
  const shared = { snapshots, clock, replica, turns, outflow: new Outflow({ clock, maxBytes: options.maxBytesOnWay ?? defaultBytesOnWay }) };
  let sessions = 0;
  return {
    admission,
    snapshots,
    clock,
    logger,
    replica,
    streams: new Set<OpenStream>(),
    streamAge: options.streamAge,
    observer: streamObserver(options, meters),
    openSession: (opened) => {
      sessions += 1;
      const onAction = (action: Action, from: StreamSession): void => {
        meters.onAction(action);
        nodes.onAction(action, from);
        quarantine?.onAction(action, from);
        logAction(logger, action, from);
      };
      const view = quarantine?.open(opened.view, opened.node.id) ?? opened.view;
      const session = new StreamSession({ ...opened, ...shared, view, id: `${replica}-${sessions}-`, onAction, onTurn: (from) => quarantine?.onTurn(from) });
      quarantine?.join(session);
      nodes.join(session, { group: opened.group, peer: opened.peer });
      meters.onOpen(session);
      return session;
    },
  };
}

function streamObserver({ nodes, quarantine, logger }: DiscoveryOptions, meters: DiscoveryMeters): StreamObserver {
  return {
    onEnd: (session) => {
      nodes.leave(session);
      quarantine?.leave(session);
      meters.onEnd(session);
    },
    onDenied: (node, denial, peer) => {
      nodes.deny(node, denial.message, peer);
      meters.onDenied(denial.code);
    },
    onUnknownType: (node, typeUrl) => {
      meters.onUnknownType();
      logger.warn("Node asks for a type that is not served", { node: node?.id, type: typeUrl });
    },
  };
}

function logAction(logger: Logger, action: Action, session: StreamSession): void {
  const node = session.options.node.id;
  if (action.kind === "nacked") logger.warn("Node refuses a response", { node, type: action.type, reason: action.detail });
  if (action.kind === "overdue") {
    logger.warn("Resource was sent although a cluster that it uses is not ready", {
      node,
      type: action.type,
      resource: action.name,
      clusters: action.clusters,
    });
  }
}

/** An answer about admission may be another one now: every open stream is asked about again. */
function reviewOnChange(context: DiscoveryContext, { admission, logger }: DiscoveryOptions): () => void {
  return admission.onChange(() => {
    for (const stream of [...context.streams]) {
      stream
        .review()
        .catch((error: unknown) => logger.error("Admission of a node could not be asked about again", { node: stream.node?.id, error: String(error) }));
    }
  });
}
