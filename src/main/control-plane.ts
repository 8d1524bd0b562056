import { type Admin, adminRecords, createAdmin } from "../admin/admin.ts";
import { ListenError, type RunningAdmin, serveAdmin } from "../admin/serve-admin.ts";
import type { Logger } from "../kit/telemetry.ts";
import { createModel } from "../model/model.ts";
import { createSealer } from "../model/secret/sealer.ts";
import { policies } from "../policy/registry.ts";
import { createPrometheusMetrics } from "../telemetry/prometheus-metrics.ts";
import { provideAdminKey } from "./admin-key.ts";
import { createFleet } from "./fleet/fleet.ts";
import { openConfiguredStore } from "./open-store.ts";
import { createFleetPort } from "./ports/fleet-port.ts";
import { programFacts } from "./program-facts.ts";
import type { ServeSettings } from "./settings/serve-settings.ts";
import { StartError } from "./start-error.ts";
import { findSealKey } from "./state/seal-key-file.ts";
import { systemClock as clock, systemRandom as random } from "./system.ts";
import { readTls, type TlsTexts } from "./tls-files.ts";

/** A control plane that runs in this process. */
export interface ControlPlane {
  /** Where the REST API is; undefined without the role admin. */
  readonly adminUrl: string | undefined;
  /** Rejects when it cannot go on; resolves after `close`. */
  readonly ended: Promise<void>;
  /** Ends streams and answers under way, then lets go of the store. May be called twice. */
  close(): Promise<void>;
}

/** Starts every role that the settings name. Throws a `StartError` or `StoreError` with one sentence when that is not possible. */
export async function startControlPlane(settings: ServeSettings, logger: Logger): Promise<ControlPlane> {
  const stack = new AsyncDisposableStack();
  try {
    return await assemble(settings, logger, stack);
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

/** The composition: everything is made here, in the order in which it needs each other. */
async function assemble(settings: ServeSettings, logger: Logger, stack: AsyncDisposableStack): Promise<ControlPlane> {
  for (const warning of settings.warnings) logger.warn(warning.detail);
  const tls = await readTls(settings);
  const metrics = createPrometheusMetrics({ process: true });
  const store = await openConfiguredStore(settings.store, { clock, random, logger });
  stack.defer(() => store.close());
  const { key: sealKey, warnings } = await findSealKey({ file: settings.sealKeyFile, mayMake: settings.store.kind === "sqlite", store, random });
  for (const warning of warnings) logger.warn(warning);
  const model = createModel(policies);
  const late: { admin?: Admin } = {};
  const fleet = createFleet({ store, model, policies, sealKey, logger, metrics, records: adminRecords, onEvent: (event) => late.admin?.apply(event) });
  stack.defer(() => fleet.close());
  const missing = new Set(["The first state of the store is being read"]);
  const admin = createAdmin({
    store,
    model,
    sealer: createSealer(sealKey, random),
    fleet: createFleetPort(fleet),
    clock,
    random,
    logger,
    metrics,
    metricsPage: metrics,
    program: programFacts,
    missing: () => [...missing],
  });
  late.admin = admin;
  if (settings.roles.has("admin")) await provideAdminKey(settings, { store, random, clock, sealKey, logger });
  const running = settings.roles.has("admin") ? await listen({ admin, settings, tls, stack }) : undefined;
  await fleet.ready;
  missing.clear();
  logger.info("Ready", { admin: running?.url });
  return { adminUrl: running?.url, ended: fleet.ended, close: () => stack.disposeAsync() };
}

interface ListenRequest {
  readonly admin: Admin;
  readonly settings: ServeSettings;
  readonly tls: TlsTexts | undefined;
  readonly stack: AsyncDisposableStack;
}

async function listen({ admin, settings, tls, stack }: ListenRequest): Promise<RunningAdmin> {
  try {
    const pair = tls === undefined ? {} : { tls: { cert: tls.cert, key: tls.key } };
    const running = await serveAdmin({ admin, address: settings.adminAddress, ...pair });
    stack.defer(() => running.close());
    return running;
  } catch (cause) {
    if (cause instanceof ListenError) throw new StartError("ERR_LISTEN", cause.message, { cause });
    throw cause;
  }
}
