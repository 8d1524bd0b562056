import { createWriteStream } from "node:fs";
import { createPrometheusMetrics } from "../../telemetry/prometheus-metrics.ts";
import { type ControlPlane, startControlPlane } from "../control-plane.ts";
import { openLogger } from "../open-logger.ts";
import type { AuthLogSettings } from "../settings/authz-settings.ts";
import type { ServeSettings } from "../settings/serve-settings.ts";
import type { StateFolder } from "../state/state-folder.ts";
import type { PortPlan } from "./port-plan.ts";

/** What the control plane of `sluice dev` is made of. */
export interface DevControlPlaneOptions {
  readonly folder: StateFolder;
  readonly ports: PortPlan;
  readonly logFile: string;
  readonly logLevel: ServeSettings["logLevel"];
  /** Where decisions are recorded, and what of them. */
  readonly authLog: AuthLogSettings;
}

/** Starts the control plane in this process: embedded store, keys and log in the state folder, loopback only. */
export async function startDevControlPlane({ folder, ports, logFile, logLevel, authLog }: DevControlPlaneOptions): Promise<ControlPlane> {
  const log = createWriteStream(logFile, { flags: "w" });
  const settings: ServeSettings = {
    roles: new Set(["discovery", "ratelimit", "authz", "admin"]),
    workers: 1,
    part: "whole",
    discoveryAddress: { host: "127.0.0.1", port: ports.discovery },
    maxStreamAgeMs: undefined,
    loadReportIntervalMs: 10_000,
    adminAddress: { host: "127.0.0.1", port: ports.admin },
    store: { kind: "sqlite", path: folder.file("sluice.db") },
    stateDir: folder.path,
    sealKeyFile: folder.file("seal.key"),
    adminKeyFile: folder.file("admin.key"),
    adminKeyGiven: false,
    tls: undefined,
    clientCaFile: undefined,
    lanes: { kind: "http2", limits: {}, clientNames: undefined },
    limits: {
      address: { kind: "tcp", host: "127.0.0.1", port: ports.ratelimit },
      httpAddress: { host: "127.0.0.1", port: ports.ratelimitHttp },
      advertise: [{ kind: "tcp", host: "127.0.0.1", port: ports.ratelimit }],
      caFile: undefined,
      counters: { kind: "memory" },
      redis: {
        user: undefined,
        passwordFile: undefined,
        sentinelPasswordFile: undefined,
        caFile: undefined,
        client: undefined,
        prefix: "sluice:",
        timeoutMs: 40,
        waitReplicas: 0,
      },
      folder: undefined,
      server: undefined,
      merge: false,
      shadow: false,
      quota: false,
      headers: "off",
    },
    authz: {
      address: { kind: "tcp", host: "127.0.0.1", port: ports.authz },
      advertise: [{ kind: "tcp", host: "127.0.0.1", port: ports.authz }],
      caFile: undefined,
      folder: undefined,
      defaultPolicy: undefined,
      log: authLog,
      state: { kind: "memory" },
    },
    replicaId: "dev",
    history: { keep: 1000, ageMs: 90 * 86_400_000 },
    logLevel,
    logFormat: "text",
    warnings: [],
  };
  const logger = openLogger(settings, (text) => void log.write(text));
  const running = await startControlPlane(settings, { logger, metrics: createPrometheusMetrics({ process: true }) });
  logger.info("Ready", running.places);
  return running;
}
