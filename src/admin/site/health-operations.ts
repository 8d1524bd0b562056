import { z } from "zod";
import type { AdminContext } from "../admin-context.ts";
import { defineOperation } from "../http/define-operation.ts";
import type { Operation } from "../http/operation.ts";
import { jsonAnswer } from "../openapi/json-answer.ts";

const health = z.strictObject({ status: z.literal("ok") }).meta({ id: "Health" });
const readiness = z.strictObject({ ready: z.boolean(), missing: z.array(z.string()), storeReachable: z.boolean() }).meta({ id: "Readiness" });

/** Is the process alive, may it get traffic, and what it counts. */
export function healthOperations(context: AdminContext): readonly Operation[] {
  return [
    defineOperation({
      id: "healthz",
      method: "get",
      path: "/healthz",
      tag: "Health",
      summary: "Is the process alive",
      access: "public",
      parameters: {},
      answers: { 200: jsonAnswer("It is", health) },
      handle: () => ({ status: 200, body: { status: "ok" } }),
    }),
    defineOperation({
      id: "readyz",
      method: "get",
      path: "/readyz",
      tag: "Health",
      summary: "May this replica get traffic; it may while the store is out, it serves the last state",
      access: "public",
      parameters: {},
      answers: { 200: jsonAnswer("It may", readiness), 503: jsonAnswer("Not yet; `missing` says why", readiness) },
      handle: () => {
        const missing = context.missing();
        return { status: missing.length === 0 ? 200 : 503, body: { ready: missing.length === 0, missing: [...missing], storeReachable: context.objects.live } };
      },
    }),
    defineOperation({
      id: "metrics",
      method: "get",
      path: "/metrics",
      tag: "Health",
      summary: "Metrics for Prometheus",
      access: context.openMetrics ? "public" : "fleet",
      parameters: {},
      answers: { 200: { description: "All series in Prometheus' text format", content: { "text/plain": z.string() } } },
      handle: async () => ({ status: 200, mediaType: context.metricsPage.contentType, text: await context.metricsPage.page() }),
    }),
  ];
}
