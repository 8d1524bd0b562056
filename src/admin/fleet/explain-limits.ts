import { z } from "zod";
import { parsePlanDomain } from "../../model/limit/limit-plan.ts";
import type { Principal } from "../access/principal.ts";
import type { AdminContext } from "../admin-context.ts";
import { checkBody } from "../http/check-body.ts";
import { defineOperation } from "../http/define-operation.ts";
import type { Operation } from "../http/operation.ts";
import { jsonAnswer } from "../openapi/json-answer.ts";
import { AdminError } from "../problem/admin-error.ts";
import { limitExplanationSchema } from "../resource/limit-explanation-schema.ts";
import { demandRead } from "../resource/list-sources.ts";
import { oneDocument } from "../resource/put-object.ts";

const text = z.string().max(4096, { error: "must have at most 4096 characters" });
const descriptor = z.strictObject({
  entries: z
    .array(z.strictObject({ key: text, value: text }))
    .min(1)
    .max(64),
});
const bodySchema = z
  .strictObject({
    domain: text.min(1).describe("Of a RateLimitDomain, a limit file, or a plan: `sluice|NAMESPACE/ROUTE/RULE|`"),
    descriptors: z.array(descriptor).min(1).max(256),
  })
  .meta({ id: "ExplainLimitsRequest" });

/** Which limits a request meets, how their counters stand, and when the next hit would pass. Nothing is charged. */
export function explainLimits(context: AdminContext): Operation {
  return defineOperation({
    id: "explainLimits",
    method: "post",
    path: "/v1/limits/explain",
    tag: "Fleet",
    summary: "Explain which limits a request meets, and how their counters stand",
    access: "token",
    parameters: {},
    body: { size: "object", content: { "application/json": bodySchema, "application/yaml": bodySchema } },
    answers: { 200: jsonAnswer("Descriptor by descriptor: the rules that were tried, and the counter", limitExplanationSchema) },
    problems: ["INVALID_OBJECT", "LIMITS_UNAVAILABLE"],
    handle: async (call) => {
      const asked = checkBody(oneDocument(await call.documents()), bodySchema);
      demandDomain(call.principal, asked.domain);
      const answer = await context.rateLimits.explain(asked);
      if (answer.kind !== "explained") throw new AdminError(answer.kind === "invalid" ? "INVALID_OBJECT" : "LIMITS_UNAVAILABLE", answer.detail);
      return { status: 200, body: answer.explanation };
    },
  });
}

/** A plan belongs to the namespace of its route; several namespaces may have rules in any other domain, so it belongs to the fleet. */
function demandDomain(principal: Principal, domain: string): void {
  demandRead(principal, parsePlanDomain(domain)?.target.split("/")[0] ?? "");
}
