import type { Express } from "express";
import type { Clock, Random } from "../kit/clock.ts";
import type { Logger, Metrics } from "../kit/telemetry.ts";
import { referencesOf } from "../model/check/references.ts";
import type { Model } from "../model/model.ts";
import { keyText, kinds, type ObjectKey, type StoredObject } from "../model/object/object.ts";
import type { Sealer } from "../model/secret/sealer.ts";
import { recordPrefix, type Store, type WatchEvent } from "../store/store.ts";
import { TokenDirectory } from "./access/token-directory.ts";
import type { AdminContext, MetricsPage } from "./admin-context.ts";
import { listAudit } from "./audit/list-audit.ts";
import { explainAuth } from "./fleet/explain-auth.ts";
import { explainLimits } from "./fleet/explain-limits.ts";
import { explainOperations } from "./fleet/explain-request.ts";
import { nodeOperations } from "./fleet/node-operations.ts";
import { listQuarantines } from "./fleet/quarantine-operations.ts";
import { serviceLoad } from "./fleet/service-load.ts";
import { diffRevisions } from "./history/diff-revisions.ts";
import { getRevision } from "./history/get-revision.ts";
import { getRollout } from "./history/get-rollout.ts";
import { listRevisions, objectHistory } from "./history/list-revisions.ts";
import { hasHistory, revertObject } from "./history/revert-object.ts";
import { revertRevisions } from "./history/revert-revisions.ts";
import type { Operation } from "./http/operation.ts";
import type { BodyLimits } from "./http/read-body.ts";
import { createRouter } from "./http/router.ts";
import { createMeters } from "./meters.ts";
import { docsOperations } from "./openapi/docs-page.ts";
import { openApiDocument, type ProgramFacts } from "./openapi/document.ts";
import { documentOperation } from "./openapi/document-operation.ts";
import type { AuthPort } from "./port/auth.ts";
import type { FleetPort } from "./port/fleet.ts";
import type { LimitsPort } from "./port/limits.ts";
import type { ObjectsPort } from "./port/objects.ts";
import { ephemeralPrefixes } from "./projection/ephemeral-record.ts";
import { LastUseDirectory } from "./projection/last-use-directory.ts";
import { ObjectProjection } from "./projection/object-projection.ts";
import { batch } from "./resource/batch.ts";
import { deleteObject } from "./resource/delete-object.ts";
import { getObject } from "./resource/get-object.ts";
import { listOperations } from "./resource/list-objects.ts";
import { patchObject } from "./resource/patch-object.ts";
import { putObject } from "./resource/put-object.ts";
import { backupOperation } from "./site/backup-operation.ts";
import { healthOperations } from "./site/health-operations.ts";
import { homeOperation } from "./site/home-operation.ts";
import { problemOperation } from "./site/problem-operation.ts";
import { tokenOperations } from "./token/token-operations.ts";
import { whoamiOperation } from "./token/whoami-operation.ts";
import { exportObjects } from "./transfer/export-objects.ts";
import { importObjects } from "./transfer/import-objects.ts";
import { watchObjects } from "./watch/watch-objects.ts";

/** Options of {@link createAdmin}. */
export interface AdminOptions {
  readonly store: Store;
  readonly model: Model;
  readonly sealer: Sealer;
  readonly fleet: FleetPort;
  readonly auth: AuthPort;
  readonly rateLimits: LimitsPort;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** What `/metrics` answers. */
  readonly metricsPage: MetricsPage;
  readonly program: ProgramFacts;
  /** What this replica still waits for before it may get traffic, in words; empty: nothing. */
  readonly missing: () => readonly string[];
  /** `/metrics` without a token. Default false: labels name objects and nodes. */
  readonly openMetrics?: boolean;
  /** Largest bodies, in bytes. Default 1 MiB for one object, 64 MiB for many, 4 MiB of YAML. */
  readonly limits?: Partial<BodyLimits>;
}

/** The admin role without its socket. */
export interface Admin {
  readonly app: Express;
  /** The newest state of all objects. */
  readonly objects: ObjectsPort;
  /** Tokens of callers and nodes; discovery asks it for nodes. */
  readonly tokens: TokenDirectory;
  /** Everything it serves, for the OpenAPI document and the tests. */
  readonly operations: readonly Operation[];
  /**
   * Takes the next event of the store's watch, whose `records` must include {@link adminRecords}. Call it after the graph has taken
   * the same event: a writer is answered as soon as this knows its revision, and the answer has the graph's status.
   */
  apply(event: WatchEvent): void;
  /** Ends watches; called before the socket is closed. */
  stop(): void;
}

/** Prefixes of the records that the admin role follows. */
export const adminRecords: readonly string[] = [...ephemeralPrefixes, recordPrefix.token, recordPrefix.use];

/** Puts the admin role together: an Express application that `serveAdmin` gives a socket. */
export function createAdmin(options: AdminOptions): Admin {
  const { store, clock } = options;
  const stop = new AbortController();
  const objects = new ObjectProjection({ clock, referencesOf: (object) => targetsOf(object, options) });
  const tokens = new TokenDirectory({ store, clock });
  const lastUses = new LastUseDirectory();
  const context: AdminContext = {
    ...options,
    objects,
    tokens,
    lastUses,
    meters: createMeters(options.metrics),
    openMetrics: options.openMetrics ?? false,
    limits: { object: 1_048_576, bulk: 67_108_864, yaml: 4_194_304, ...options.limits },
    signal: stop.signal,
  };
  const operations = allOperations(context, options.program);
  return {
    app: createRouter(operations, context),
    objects,
    tokens,
    operations,
    apply: (event) => {
      if (event.kind === "records") {
        tokens.apply(event);
        lastUses.apply(event);
      }
      objects.apply(event);
    },
    stop: () => stop.abort(),
  };
}

/** What cannot be read was written by a newer program; that it refers to something cannot be known, and must not stop the rest. */
function targetsOf(object: StoredObject, { model, logger }: Pick<AdminOptions, "model" | "logger">): readonly ObjectKey[] {
  try {
    return referencesOf(object, model).map(({ target }) => target);
  } catch (error) {
    logger.warn("Object cannot be read, what it refers to is not known", { object: keyText(object), error: String(error) });
    return [];
  }
}

function allOperations(context: AdminContext, program: ProgramFacts): readonly Operation[] {
  const operations: Operation[] = [
    ...kinds.flatMap((kind) => [
      ...listOperations(kind, context),
      getObject(kind, context),
      putObject(kind, context),
      patchObject(kind, context),
      deleteObject(kind, context),
      ...(hasHistory(kind) ? [objectHistory(kind, context), revertObject(kind, context)] : []),
    ]),
    batch(context),
    exportObjects(context),
    importObjects(context),
    watchObjects(context),
    listRevisions(context),
    getRevision(context),
    getRollout(context),
    diffRevisions(context),
    revertRevisions(context),
    listAudit(context),
    ...nodeOperations(context),
    listQuarantines(context),
    serviceLoad(context),
    ...explainOperations(context),
    explainAuth(context),
    explainLimits(context),
    ...tokenOperations(context),
    whoamiOperation(),
    backupOperation(context),
    ...healthOperations(context),
    problemOperation(),
    homeOperation(),
    ...docsOperations(),
  ];
  operations.push(documentOperation(() => openApiDocument(operations, program)));
  return operations;
}
