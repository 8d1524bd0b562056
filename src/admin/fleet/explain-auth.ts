import { z } from "zod";
import { type AuthExplanation, authExplanation } from "../../model/auth/auth-explanation.ts";
import { metadataSchema } from "../../model/auth/metadata-schema.ts";
import { mayRead, type Principal } from "../access/principal.ts";
import type { AdminContext } from "../admin-context.ts";
import { checkBody } from "../http/check-body.ts";
import { defineOperation } from "../http/define-operation.ts";
import type { Operation } from "../http/operation.ts";
import { jsonAnswer } from "../openapi/json-answer.ts";
import type { AuthAnswer, AuthQuestion } from "../port/auth.ts";
import { AdminError } from "../problem/admin-error.ts";
import { oneDocument } from "../resource/put-object.ts";
import { askedGroup, askedHeaders, askedMethod, askedUrl } from "./asked-fields.ts";

const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/u;
const policy = z
  .strictObject({ name: z.string().regex(label), namespace: z.string().regex(label).describe("Default: default").exactOptional() })
  .describe("A Policy that decides in place of what the route demands");

const bodySchema = z
  .strictObject({
    url: askedUrl.describe("Absolute. Default: any, for a policy that is named").exactOptional(),
    policy: policy.exactOptional(),
    method: askedMethod.describe("Default GET").exactOptional(),
    headers: askedHeaders.describe("Those with the credentials too: they are used, and neither kept, logged nor shown").exactOptional(),
    group: askedGroup.exactOptional(),
    source: z.string().max(64).describe("The caller's address").exactOptional(),
    principal: z.string().max(2048).describe("Name in the client certificate").exactOptional(),
    certificate: z.string().max(65_536).describe("The client certificate, PEM").exactOptional(),
    body: z.string().max(262_144).describe("As proxies would send it; rules and signatures look at it").exactOptional(),
    metadata: metadataSchema.describe("What filters would have left of the request, by namespace").exactOptional(),
    routeMetadata: metadataSchema.describe("The route's own metadata, by namespace").exactOptional(),
  })
  .refine(({ url, policy: named }) => url !== undefined || named !== undefined, { error: "must name url or policy" })
  .meta({ id: "AuthQuestion" });

/** What authorization makes of a request, phase by phase. */
export function explainAuth(context: AdminContext): Operation {
  return defineOperation({
    id: "explainAuth",
    method: "post",
    path: "/v1/auth/explain",
    tag: "Fleet",
    access: "token",
    summary: "Explain who a request would be taken for, and whether it would get in",
    parameters: {},
    body: { size: "object", content: { "application/json": bodySchema, "application/yaml": bodySchema } },
    problems: ["INVALID_OBJECT", "NOT_FOUND"],
    answers: { 200: jsonAnswer("Every phase of every policy that is asked", authExplanation) },
    handle: async (call) => {
      const asked = checkBody(oneDocument(await call.documents()), bodySchema);
      const question = questionOf(asked);
      if (question.policy !== undefined && !mayRead(call.principal, question.policy.namespace)) throw unknownPolicy(question.policy);
      const answer = await context.auth.explain(question);
      if (question.policy !== undefined && answer.namespace === undefined) throw unknownPolicy(question.policy);
      return { status: 200, body: shownTo(call.principal, answer) };
    },
  });
}

function questionOf({ url, policy: named, method = "GET", headers = {}, ...rest }: z.infer<typeof bodySchema>): AuthQuestion {
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return {
    ...rest,
    method,
    url: url ?? "http://localhost/",
    headers: lower,
    ...(named !== undefined && { policy: { namespace: named.namespace ?? "default", name: named.name } }),
  };
}

function unknownPolicy({ namespace, name }: NonNullable<AuthQuestion["policy"]>): AdminError {
  return new AdminError("NOT_FOUND", `Policy ${namespace}/${name} does not exist, or has no block auth`);
}

/** What policies and consumers of other tenants come to is told without a word about them. */
function shownTo(principal: Principal, { explanation, namespace, layers }: AuthAnswer): AuthExplanation {
  const { outcome } = explanation;
  const isHidden = (owner: string): boolean => !mayRead(principal, owner);
  if (namespace === undefined ? principal.namespaces !== "*" : isHidden(namespace))
    return { outcome, summary: "It is decided in a namespace that the token does not cover", layers: [] };
  const foreign = explanation.identity?.consumer?.split("/")[0];
  if (!layers.some(isHidden) && (foreign === undefined || !isHidden(foreign))) return explanation;
  const shown = explanation.layers.map((layer, index) => (isHidden(layers[index] ?? "") ? hidden(layer) : withoutConsumer(layer, isHidden)));
  const { code, answer } = explanation;
  return {
    outcome,
    summary: "A part of it is decided in a namespace that the token does not cover",
    layers: shown,
    ...(code !== undefined && { code }),
    ...(answer !== undefined && { answer }),
  };
}

type Layer = AuthExplanation["layers"][number];

function hidden({ shadow, outcome }: Layer): Layer {
  return { source: "", shadow, outcome, identify: [], rules: [] };
}

function withoutConsumer(layer: Layer, isHidden: (namespace: string) => boolean): Layer {
  const owner = layer.identity?.consumer?.split("/")[0];
  return owner !== undefined && isHidden(owner) ? hidden(layer) : layer;
}
