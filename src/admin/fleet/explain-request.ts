import { z } from "zod";
import type { Json } from "../../kit/json.ts";
import type { ObjectKey } from "../../model/object/object.ts";
import { mayRead, type Principal } from "../access/principal.ts";
import type { AdminContext } from "../admin-context.ts";
import { checkBody } from "../http/check-body.ts";
import { defineOperation } from "../http/define-operation.ts";
import type { Operation } from "../http/operation.ts";
import { jsonAnswer } from "../openapi/json-answer.ts";
import type { ExplainRequest, Explanation } from "../port/fleet.ts";
import { objectName } from "../problem/violation.ts";
import { oneDocument } from "../resource/put-object.ts";
import { explanationSchema } from "../resource/schemas.ts";
import { askedGroup, askedHeaders, askedMethod, askedUrl } from "./asked-fields.ts";

const query = z.strictObject({ url: askedUrl, method: askedMethod.describe("Default GET").exactOptional(), group: askedGroup.exactOptional() });
const bodySchema = z
  .strictObject({
    url: askedUrl,
    method: askedMethod.describe("Default GET").exactOptional(),
    headers: askedHeaders.exactOptional(),
    group: askedGroup.exactOptional(),
  })
  .meta({ id: "ExplainRequest" });

/** How a request would be answered, and why: by GET, or by POST for one with headers. Nothing is sent anywhere. */
export function explainOperations(context: AdminContext): readonly Operation[] {
  const common = { path: "/v1/explain", tag: "Fleet", access: "token", answers: { 200: jsonAnswer("Every step of the way", explanationSchema) } } as const;
  return [
    defineOperation({
      ...common,
      id: "explain",
      method: "get",
      summary: "Explain how a request would be answered",
      parameters: { query },
      handle: ({ principal, query: asked }) => ({ status: 200, body: explained(requestOf(asked), principal, context) }),
    }),
    defineOperation({
      ...common,
      id: "explainRequest",
      method: "post",
      summary: "Explain how a request with headers would be answered",
      parameters: {},
      body: { size: "object", content: { "application/json": bodySchema, "application/yaml": bodySchema } },
      problems: ["INVALID_OBJECT"],
      handle: async (call) => {
        const asked = checkBody(oneDocument(await call.documents()), bodySchema);
        return { status: 200, body: explained(requestOf(asked), call.principal, context) };
      },
    }),
  ];
}

function requestOf(asked: z.infer<typeof bodySchema>): ExplainRequest {
  const headers = Object.entries(asked.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const);
  return { method: asked.method ?? "GET", url: asked.url, headers: Object.fromEntries(headers), ...(asked.group === undefined ? {} : { group: asked.group }) };
}

/** Steps through objects of other tenants are told without their names. */
function explained(request: ExplainRequest, principal: Principal, context: AdminContext): Json {
  const explanation = context.fleet.explain(request);
  const visible = (key: ObjectKey | undefined): boolean => mayRead(principal, key?.namespace ?? "");
  return {
    outcome: explanation.outcome,
    summary: isOwn(explanation, visible) ? explanation.summary : "It is decided in a namespace that the token does not cover",
    steps: explanation.steps.map((step) => shownStep(step, visible(step.object))),
    clusters: explanation.clusters
      .filter((cluster) => visible(cluster.object))
      .map(({ name, weight, endpoints }) => ({ name, weight, endpoints: [...endpoints] })),
  };
}

/** Stages that often belong to others, and do not decide where the request goes. */
const ofOthers: ReadonlySet<string> = new Set(["listener", "host", "policy"]);

/** What decides the answer – rule, clusters – belongs to the caller; or nothing does, and there is nothing of others to tell. */
function isOwn({ steps }: Explanation, visible: (key: ObjectKey | undefined) => boolean): boolean {
  return steps.every(({ stage, taken, object }) => !taken || ofOthers.has(stage) || visible(object));
}

function shownStep({ object, ...step }: Explanation["steps"][number], visible: boolean): Json {
  if (visible) return { ...step, ...(object === undefined ? {} : { object: { ...objectName(object) } }) };
  return { stage: step.stage, name: "", taken: step.taken, detail: "Belongs to a namespace that the token does not cover" };
}
