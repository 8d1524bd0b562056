import type { Admin } from "../admin/admin.ts";
import { ListenError, type RunningAdmin, serveAdmin } from "../admin/serve-admin.ts";
import type { StatusReaders } from "../discovery/client-status/status-readers.ts";
import type { AdmissionPort } from "../discovery/fleet/node-identity.ts";
import type { NodeTable } from "../discovery/fleet/node-table.ts";
import { type Discovery, type DiscoveryTls, serveDiscovery } from "../discovery/grpc/serve-discovery.ts";
import type { LoadHistory } from "../discovery/load/load-history.ts";
import type { Quarantine } from "../discovery/quarantine/quarantine.ts";
import { serveGrpcJsLane } from "../http2/grpc-js/serve-grpc-js-lane.ts";
import { serveLane } from "../http2/serve/serve-lane.ts";
import { listenAddressText } from "../kit/listen-address.ts";
import type { Logger, Metrics } from "../kit/telemetry.ts";
import type { Snapshots } from "../snapshot/snapshots.ts";
import type { ServerTls } from "./files/follow-tls.ts";
import type { ServeSettings } from "./settings/serve-settings.ts";
import { messageOf, StartError } from "./start-error.ts";
import { systemClock, systemRandom } from "./system.ts";
import type { TlsTexts } from "./tls-files.ts";

interface ListenRequest {
  readonly settings: ServeSettings;
  readonly tls: ServerTls | undefined;
  /** Gets what has to be closed. */
  readonly stack: AsyncDisposableStack;
}

/** Gives the admin role its socket; throws `ERR_LISTEN` when it cannot be had. */
export async function listenAdmin({ admin, settings, tls, stack }: ListenRequest & { readonly admin: Admin }): Promise<RunningAdmin> {
  try {
    const pair = tls === undefined ? {} : { tls: { cert: tls.texts.cert, key: tls.texts.key } };
    const running = await serveAdmin({ admin, address: settings.adminAddress, ...pair });
    stack.defer(() => running.close());
    tls?.onChange(({ cert, key }) => running.setTls({ cert, key }));
    return running;
  } catch (cause) {
    if (cause instanceof ListenError) throw new StartError("ERR_LISTEN", cause.message, { cause });
    throw cause;
  }
}

/** What the discovery role is given. */
export interface DiscoveryRequest extends ListenRequest {
  readonly snapshots: Snapshots;
  readonly nodes: NodeTable;
  readonly admission: AdmissionPort;
  readonly quarantine: Quarantine;
  readonly readers: StatusReaders;
  readonly loads: LoadHistory;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Gives the discovery role its socket; throws `ERR_LISTEN` when it cannot be had. */
export async function listenDiscovery({ settings, tls, stack, loads, ...parts }: DiscoveryRequest): Promise<Discovery> {
  const { host, port } = settings.discoveryAddress;
  const secure = tls === undefined ? {} : { tls: discoveryTls(tls.texts) };
  try {
    const streamAge = settings.maxStreamAgeMs === undefined ? {} : { streamAge: { maxMs: settings.maxStreamAgeMs, random: systemRandom } };
    const { loadReportIntervalMs: intervalMs } = settings;
    const loadReporting = intervalMs === undefined ? {} : { loadReporting: { history: loads, intervalMs } };
    const discovery = await serveDiscovery({
      ...parts,
      ...loadReporting,
      clock: systemClock,
      random: systemRandom,
      serve: settings.lanes.kind === "http2" ? serveLane : serveGrpcJsLane,
      replica: settings.replicaId,
      host,
      port,
      ...secure,
      ...streamAge,
    });
    stack.defer(() => discovery.close());
    tls?.onChange((texts) => discovery.setTls(discoveryTls(texts)));
    return discovery;
  } catch (cause) {
    throw new StartError("ERR_LISTEN", `Discovery cannot listen on ${listenAddressText(settings.discoveryAddress)}: ${messageOf(cause)}`, { cause });
  }
}

function discoveryTls({ cert, key, clientCa }: TlsTexts): DiscoveryTls {
  return { certificate: cert, privateKey: key, ...(clientCa !== undefined && { clientCa }) };
}
