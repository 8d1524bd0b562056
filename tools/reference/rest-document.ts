import { createAdmin } from "../../src/admin/admin.ts";
import { openApiDocument } from "../../src/admin/openapi/document.ts";
import type { AuthPort } from "../../src/admin/port/auth.ts";
import type { FleetPort } from "../../src/admin/port/fleet.ts";
import type { LimitsPort } from "../../src/admin/port/limits.ts";
import type { JsonObject } from "../../src/kit/json.ts";
import { sealKey } from "../../src/kit/seal.ts";
import { noMetrics, silentLogger } from "../../src/kit/telemetry.ts";
import { systemClock, systemRandom } from "../../src/main/system.ts";
import type { Model } from "../../src/model/model.ts";
import { createSealer } from "../../src/model/secret/sealer.ts";
import { newMemoryStore } from "../../src/store/memory/memory-store.ts";

/** The OpenAPI document of the whole admin API, without a server: operations are described, not called. */
export function restDocument(model: Model): JsonObject {
  const admin = createAdmin({
    store: newMemoryStore({ clock: systemClock }),
    model,
    sealer: createSealer(sealKey(new Uint8Array(32)), systemRandom),
    fleet: {} as FleetPort,
    auth: {} as AuthPort,
    rateLimits: {} as LimitsPort,
    clock: systemClock,
    random: systemRandom,
    logger: silentLogger,
    metrics: noMetrics,
    metricsPage: { contentType: "text/plain", page: () => Promise.resolve("") },
    program: { name: "Sluice", version: "" },
    missing: () => [],
  });
  return openApiDocument(admin.operations, { name: "Sluice", version: "" });
}
