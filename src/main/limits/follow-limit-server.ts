import { isIP } from "node:net";
import { checkServerIdentity, type PeerCertificate } from "node:tls";
import { credentials, type VerifyOptions } from "@grpc/grpc-js";
import type { Logger, Metrics } from "../../kit/telemetry.ts";
import type { Domains } from "../../ratelimit/source/domain-source.ts";
import { followLimitServer, type LimitServer, type LimitStreamObserver } from "../../ratelimit/xds/limit-stream.ts";
import { readSettingFile } from "../read-file.ts";
import type { LimitServerSettings } from "../settings/limit-server-settings.ts";
import { systemClock as clock, systemRandom as random } from "../system.ts";
import { readKeyPair } from "../tls-files.ts";
import { loadCounter } from "./load-counter.ts";

/** What {@link followServer} is given. */
export interface FollowServerOptions {
  readonly server: LimitServerSettings;
  readonly merge: boolean;
  /** Names this process among the replicas. */
  readonly replica: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly onDomains: (domains: Domains) => void;
}

/**
 * Follows the limits of an xDS server. One that cannot be reached is no reason not to start: the role is not ready until it has had limits once. Throws a
 * `StartError` where a file cannot be read.
 */
export async function followServer({ server, merge, replica, onDomains, ...telemetry }: FollowServerOptions): Promise<() => void> {
  const { url, tokenFile } = server;
  // A file that is not there is told at the start, and not with each stream.
  await readToken(tokenFile);
  return followLimitServer({
    target: portOf(url),
    credentials: await credentialsOf(server),
    ...(isIP(hostOf(url)) !== 0 && { serverName: noServerName }),
    node: { id: server.nodeId ?? replica, cluster: server.nodeCluster },
    token: () => readToken(tokenFile),
    merge,
    clock,
    random,
    observer: observerOf(url.host, telemetry, onDomains),
  });
}

/** The host, of IPv6 without brackets. */
function hostOf({ hostname }: URL): string {
  return hostname.replaceAll(/[[\]]/gu, "");
}

/** TLS has names for servers, not addresses, and grpc-js would send the address: a name that nobody has goes in its place (RFC 6761). */
const noServerName = "address.invalid";

/** The certificate must be one for the address that was asked, whatever name was sent. */
function addressCheck(host: string): VerifyOptions {
  return isIP(host) === 0 ? {} : { checkServerIdentity: (_: string, certificate: PeerCertificate) => checkServerIdentity(host, certificate) };
}

/** `URL` leaves out the port that its scheme has by default. */
function portOf({ hostname, port, protocol }: URL): string {
  return `${hostname}:${port === "" ? (protocol === "https:" ? 443 : 80) : port}`;
}

async function readToken(file: string | undefined): Promise<string | undefined> {
  return file === undefined ? undefined : (await readSettingFile(file, "Token")).trim();
}

async function credentialsOf({ url, caFile, client }: LimitServerSettings): Promise<LimitServer["credentials"]> {
  if (url.protocol === "http:") return credentials.createInsecure();
  const ca = caFile === undefined ? undefined : await readSettingFile(caFile, "CA of the xDS server");
  const pair = client === undefined ? undefined : await readKeyPair(client, "Client");
  const [key, cert] = pair === undefined ? [null, null] : [Buffer.from(pair.key), Buffer.from(pair.cert)];
  return credentials.createSsl(ca === undefined ? null : Buffer.from(ca), key, cert, addressCheck(hostOf(url)));
}

function observerOf(server: string, { logger, metrics }: Pick<FollowServerOptions, "logger" | "metrics">, onDomains: (domains: Domains) => void) {
  const loads = loadCounter(metrics);
  const connected = metrics.gauge({ name: "sluice_ratelimit_config_connected", help: "1 while the xDS server that gives the limits answers" });
  connected.set(0);
  const state = { reason: "" };
  const observer: LimitStreamObserver = {
    onDomains: (domains) => {
      loads.add(1, { outcome: "success" });
      logger.info("Limits loaded", { server, domains: domains.size });
      onDomains(domains);
    },
    onRefused: (problems) => {
      loads.add(1, { outcome: "error" });
      logger.error("Limits cannot be used, the last good ones stay in force", { server, problems: problems.map(({ name, detail }) => `${name}: ${detail}`) });
    },
    onConnected: (isConnected) => {
      connected.set(isConnected ? 1 : 0);
      if (isConnected) state.reason = "";
    },
    onEnded: (reason) => {
      if (reason !== state.reason) logger.warn("xDS server that gives the limits cannot be asked, the last good ones stay in force", { server, reason });
      state.reason = reason;
    },
  };
  return observer;
}
