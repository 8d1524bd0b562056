import { adminRecords, createAdmin } from "../admin/admin.ts";
import { meterFleet } from "../discovery/fleet/fleet-meters.ts";
import { NodeTable } from "../discovery/fleet/node-table.ts";
import { ReplicaSummaries } from "../discovery/fleet/replica-summaries.ts";
import { LoadHistory } from "../discovery/load/load-history.ts";
import type { QuarantineChanges } from "../discovery/quarantine/quarantine-table.ts";
import { laneAddressText } from "../http2/serve/lane.ts";
import { listenAddressText } from "../kit/listen-address.ts";
import type { SealKey } from "../kit/seal.ts";
import { createModel } from "../model/model.ts";
import { createSealer } from "../model/secret/sealer.ts";
import { newestLevel, policies } from "../policy/registry.ts";
import { recordPrefix, type Store, type WatchEvent } from "../store/store.ts";
import { provideAdminKey } from "./admin-key.ts";
import { type AuthBook, createAuthFacts } from "./authz/auth-book.ts";
import { authObjectsBook } from "./authz/auth-objects-book.ts";
import { followAuthObjects } from "./authz/follow-auth-objects.ts";
import { type RunningAuthz, serveAuthz } from "./authz/serve-authz.ts";
import { followTls, type ServerTls } from "./files/follow-tls.ts";
import { createFleet, type Fleet } from "./fleet/fleet.ts";
import { followMembers } from "./fleet/follow-members.ts";
import { startHousekeeping } from "./housekeeping.ts";
import { followLimitObjects, type LimitObjects } from "./limits/follow-limit-objects.ts";
import { serveLimits } from "./limits/serve-limits.ts";
import { listenAdmin, listenDiscovery } from "./listen.ts";
import { openConfiguredStore } from "./open-store.ts";
import { createAdmission } from "./ports/admission-port.ts";
import { createAuthPort } from "./ports/auth-port.ts";
import { createFleetPort } from "./ports/fleet-port.ts";
import { createLimitsPort, type LateLimitsPort } from "./ports/limits-port.ts";
import { countMemories } from "./ports/memory-notices.ts";
import { nodeGroups } from "./ports/node-groups.ts";
import { statusReaders } from "./ports/status-readers.ts";
import type { ProcessParts, RunningRoles } from "./process-parts.ts";
import { programFacts } from "./program-facts.ts";
import { openQuarantine } from "./quarantine/open-quarantine.ts";
import { openReplicas, replicaRecords } from "./replicas/open-replicas.ts";
import type { AuthMemory } from "./replicas/replica-record.ts";
import { roleEndpoints } from "./role-endpoints.ts";
import { provideSealKey } from "./seal-key.ts";
import type { ServeSettings } from "./settings/serve-settings.ts";
import { systemClock as clock, systemRandom as random } from "./system.ts";

/** A proxy whose connection is lost is back within its back-off, 0.2 to 1 s in our bootstrap; with the time to connect, milliseconds. */
const settleMs = 3000;

/** A control plane that runs in this process. */
export interface ControlPlane extends RunningRoles {
  /** Where the REST API is; undefined without the role admin. */
  readonly adminUrl: string | undefined;
}

/** Starts every role that the settings name. Throws a `StartError` or `StoreError` with one sentence when that is not possible. */
export async function startControlPlane(settings: ServeSettings, parts: ProcessParts): Promise<ControlPlane> {
  const stack = new AsyncDisposableStack();
  try {
    return await assemble(settings, parts, stack);
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

/** What is told of the store's watch and made after the fleet that follows it. */
interface Late {
  onEvent(event: WatchEvent): void;
  onQuarantines(changes: QuarantineChanges): void;
  /** Undefined without the role. */
  authz: RunningAuthz | undefined;
}

/** The composition: everything is made here, in the order in which it needs each other. */
async function assemble(settings: ServeSettings, { logger, metrics, missing }: ProcessParts, stack: AsyncDisposableStack): Promise<ControlPlane> {
  const { replicaId: replica } = settings;
  for (const warning of settings.warnings) logger.warn(warning.detail);
  const tls = await followTls({ settings, clock, logger, stack });
  const store = await openConfiguredStore(settings.store, { clock, random, logger });
  stack.defer(() => store.close());
  const sealKey = await provideSealKey(settings, store, logger);
  const model = createModel(policies, { filterChainLevel: newestLevel() });
  const replicas = await openReplicas({ store, replica, decides: decides(settings), memory: authMemory(settings), clock, random, logger });
  stack.defer(() => replicas.close());
  countMemories(metrics, () => replicas.answers.memories());
  const late: Late = { onEvent: () => undefined, onQuarantines: () => undefined, authz: undefined };
  const fleet = createFleet({
    store,
    model,
    policies,
    sealKey,
    roles: await roleEndpoints(settings),
    logger,
    metrics,
    records: [...adminRecords, recordPrefix.summary, ...replicaRecords],
    onEvent: (event) => late.onEvent(event),
    onQuarantines: (changes) => late.onQuarantines(changes),
  });
  stack.defer(() => fleet.close());
  const limitObjects = followLimitObjects(fleet.world, model);
  const facts = createAuthFacts(sealKey);
  const authObjects = followAuthObjects(fleet.world, { model, facts, logger });
  for (const { rolePlans } of [limitObjects, authObjects]) fleet.keptPlans.join(rolePlans);
  const authBook = settings.roles.has("authz")
    ? authObjectsBook({ fleet, store, facts, objects: authObjects, clock, random, logger, metrics, stack })
    : undefined;
  const { nodes, loads, summaries, quarantine } = knowNodes({ replica, store, fleet, sealKey, logger, metrics, stack });
  const { world, quarantines } = fleet;
  const port = createFleetPort({ world, model, nodes: summaries, table: nodes, loads, quarantines, replicas: replicas.answers, clock, settleMs });
  const auth = createAuthPort({ world, model, facts, role: () => late.authz, clock });
  const missingNow = (): readonly string[] => (fleet.snapshots.ready ? [] : ["The first state of the store"]);
  const limitsPort = createLimitsPort();
  const ports = { fleet: port, auth, rateLimits: limitsPort };
  const parts = { store, model, sealer: createSealer(sealKey, random), ...ports, clock, random, logger, program: programFacts };
  const admin = createAdmin({ ...parts, metrics, metricsPage: metrics, missing: missingNow });
  const admission = createAdmission({ tokens: admin.tokens, groups: () => nodeGroups(world, model), clock });
  stack.defer(() => admission.close());
  late.onQuarantines = (changes) => quarantine.review(changes);
  late.onEvent = (event) => {
    quarantine.onUpdate();
    summaries.apply(event);
    replicas.apply(event, fleet.snapshots.revision);
    admin.apply(event);
    admission.apply(event);
  };
  stack.defer(startHousekeeping({ store, replica, limits: settings.history, clock, logger }));
  if (settings.roles.has("admin")) await provideAdminKey(settings, { store, random, clock, sealKey, logger });
  const forProxies = { nodes, loads, admission, readers: statusReaders(admin.tokens), quarantine, snapshots: fleet.snapshots };
  const discovery = settings.roles.has("discovery") ? await listenDiscovery({ settings, tls, stack, logger, metrics, ...forProxies }) : undefined;
  const asked = await serveAsked(
    settings,
    { logger, metrics, ...(missing && { missing }) },
    { tls, stack, limitObjects, limitsPort, loaded: fleet.ready, authBook, late },
  );
  const running = settings.roles.has("admin") ? await listenAdmin({ admin, settings, tls, stack }) : undefined;
  await fleet.ready;
  const places = { admin: running?.url, discovery: discovery && listenAddressText(discovery), ...asked };
  return { places, adminUrl: running?.url, ended: fleet.ended, close: () => stack.disposeAsync() };
}

/** Whether proxies ask this process with each request. */
function decides({ roles, part }: ServeSettings): boolean {
  return part !== "front" && (roles.has("ratelimit") || roles.has("authz"));
}

/** Where the role authz of this process remembers nonces and sessions. */
function authMemory({ roles, authz }: ServeSettings): AuthMemory | undefined {
  if (!roles.has("authz")) return undefined;
  return authz.state.kind === "memory" ? "own" : "shared";
}

interface NodesParts extends Pick<ProcessParts, "logger" | "metrics"> {
  readonly replica: string;
  readonly store: Store;
  readonly fleet: Fleet;
  readonly sealKey: SealKey;
  readonly stack: AsyncDisposableStack;
}

/** What is known of nodes here and at the other replicas, and what becomes of their refusals. */
function knowNodes({ replica, store, fleet, sealKey, logger, metrics, stack }: NodesParts) {
  const [nodes, loads] = [new NodeTable(clock), new LoadHistory(clock)];
  const summaries = new ReplicaSummaries({ store, replica, nodes, clock, logger });
  stack.defer(() => summaries.close());
  fleet.snapshots.onUpdate(() => summaries.touch());
  meterFleet({ metrics, nodes, quarantines: fleet.quarantines, revision: () => fleet.snapshots.revision });
  const quarantine = openQuarantine({ store, fleet, summaries, replica, sealKey, clock, random, logger });
  stack.defer(() => quarantine.close());
  stack.defer(followMembers({ nodes: summaries, clock, onMembers: fleet.setMembers }));
  return { nodes, loads, summaries, quarantine };
}

interface AskedSources {
  readonly tls: ServerTls | undefined;
  readonly stack: AsyncDisposableStack;
  readonly limitObjects: LimitObjects;
  readonly limitsPort: LateLimitsPort;
  /** Resolves when the first state of objects is there. */
  readonly loaded: Promise<void>;
  /** Undefined without the role. */
  readonly authBook: AuthBook | undefined;
  readonly late: Late;
}

/** Starts the roles that proxies ask with each request; answers where. */
async function serveAsked(settings: ServeSettings, { logger, metrics, missing }: ProcessParts, sources: AskedSources) {
  const { tls, stack, limitObjects, limitsPort, loaded, authBook, late } = sources;
  const { lanes, part, replicaId: replica } = settings;
  const limits = settings.roles.has("ratelimit")
    ? await serveLimits({ settings: settings.limits, part, lanes, tls, replica, logger, metrics, missing, stack, objects: limitObjects, loaded })
    : undefined;
  if (limits !== undefined) limitsPort.use(limits.limiter);
  const authz = authBook && (await serveAuthz({ settings: settings.authz, part, lanes, tls, book: authBook, logger, metrics, stack }));
  late.authz = authz;
  return { ratelimit: limits && laneAddressText(limits.address), authz: authz && laneAddressText(authz.address) };
}
