import { Server, type ServerCredentials, type ServiceDefinition } from "@grpc/grpc-js";
import { HealthImplementation } from "grpc-health-check";
import type { Clock } from "../../kit/clock.ts";
import type { Logger, Metrics } from "../../kit/telemetry.ts";
import type { Snapshots } from "../../snapshot/snapshots.ts";
import { clientStatusService } from "../client-status/client-status-service.ts";
import { noReaders, type StatusReaders } from "../client-status/status-readers.ts";
import type { AdmissionPort } from "../fleet/node-identity.ts";
import type { NodeTable } from "../fleet/node-table.ts";
import { type LoadReporting, loadReportService } from "../load/load-report-service.ts";
import type { Quarantine } from "../quarantine/quarantine.ts";
import type { Action } from "../subscription/action.ts";
import type { DiscoveryContext, OpenStream, StreamObserver } from "./discovery-context.ts";
import { type DiscoveryMeters, discoveryMeters } from "./discovery-meters.ts";
import { discoveryMethods } from "./discovery-methods.ts";
import { type ByteStream, serveStream } from "./discovery-stream.ts";
import { Outflow } from "./outflow.ts";
import { type DiscoveryTls, serverCredentials } from "./server-credentials.ts";
import { connectionAge, type StreamAge } from "./stream-age.ts";
import { StreamSession } from "./stream-session.ts";
import { Turns } from "./turns.ts";

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

/** Serves xDS: the aggregated service and one service a type, in both variants, and gRPC health. */
export async function serveDiscovery(options: DiscoveryOptions): Promise<Discovery> {
  const turns = new Turns({ clock: options.clock });
  const context = createContext(options, turns);
  const server = new Server({
    "grpc.max_receive_message_length": options.maxRequestBytes ?? 67_108_864,
    "grpc.max_send_message_length": -1,
    "grpc.max_concurrent_streams": 100_000,
    "grpc.keepalive_time_ms": 30_000,
    "grpc.keepalive_timeout_ms": 10_000,
    ...(options.streamAge !== undefined && connectionAge(options.streamAge)),
  });
  for (const { definition, handlers } of discoveryMethods((call, kind) => serveStream(call as ByteStream, context, kind))) {
    server.addService(definition as ServiceDefinition, handlers);
  }
  const clientStatus = clientStatusService({ readers: noReaders, ...options });
  server.addService(clientStatus.definition as ServiceDefinition, clientStatus.handlers);
  const { snapshots, loadReporting: reporting } = options;
  const loadReports = loadReportService({ ...options, hasCluster: (name) => snapshots.has("cluster", name), reporting });
  server.addService(loadReports.service.definition as ServiceDefinition, loadReports.service.handlers);
  const health = new HealthImplementation({ "": "NOT_SERVING" });
  health.addToServer(server);
  const { credentials, setTls } = serverCredentials(options.tls);
  const port = await bind(server, options, credentials);
  const stopReviews = reviewOnChange(context, options);
  const stopTurns = options.snapshots.onUpdate(() => turns.run());
  void options.snapshots.whenReady().then(() => health.setStatus("", "SERVING"));
  return {
    host: options.host,
    port,
    setTls,
    close: async () => {
      stopReviews();
      stopTurns();
      health.setStatus("", "NOT_SERVING");
      for (const stream of [...context.streams]) stream.shutDown("The control plane stops, connect to another replica");
      loadReports.close();
      await shutDown(server);
    },
  };
}

function createContext(options: DiscoveryOptions, turns: Turns): DiscoveryContext {
  const meters = discoveryMeters(options.metrics);
  const { snapshots, admission, logger, clock, replica, nodes, quarantine } = options;
  const shared = { snapshots, clock, replica, turns, outflow: new Outflow({ clock, maxBytes: options.maxBytesOnWay ?? 1 << 26 }) };
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

function bind(server: Server, { host, port }: DiscoveryOptions, credentials: ServerCredentials): Promise<number> {
  const address = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
  return new Promise((resolve, reject) => {
    server.bindAsync(address, credentials, (error, bound) => (error === null ? resolve(bound) : reject(error)));
  });
}

function shutDown(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.forceShutdown(), 2000);
    server.tryShutdown(() => {
      clearTimeout(force);
      resolve();
    });
  });
}
