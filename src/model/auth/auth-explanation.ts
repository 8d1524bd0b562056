import { z } from "zod";
import type { DeepReadonly } from "../../kit/deep-readonly.ts";

const text = z.string();
const texts = z.record(text, text);

const condition = z.strictObject({
  field: text.describe("Field of the rule: groups, when"),
  wanted: z.json().describe("What the policy says"),
  had: z.json().describe("What it looked at"),
  holds: z.boolean(),
  error: text.describe("Why it cannot be said whether it holds; a rule that denies decides then").exactOptional(),
});

const attempt = z.strictObject({
  method: text.describe("Name of the way of identification"),
  outcome: z.enum(["absent", "foreign", "refused", "identified"]),
  read: z.array(z.strictObject({ input: text, value: text })).describe("What it read of the request; of credentials only how long they are"),
  detail: text.describe("Why it was refused, as the caller is told").exactOptional(),
  why: text.describe("More of it, which the caller is not told").exactOptional(),
});

const identity = z.strictObject({
  kind: text,
  method: text,
  subject: text,
  consumer: text.describe("namespace/name").exactOptional(),
  credential: text.exactOptional(),
  groups: z.array(text),
  scopes: z.array(text),
});

const layer = z.strictObject({
  source: text.describe("Who demands it: Policy shop/orders"),
  shadow: z.boolean().describe("True: it decides nothing"),
  outcome: z.enum(["excused", "passed", "refused", "undecided"]).describe("undecided: in shadow alone, where something from outside cannot be had"),
  failure: text.describe("Code of what kept it from being decided").exactOptional(),
  excuse: z.array(condition).describe("Why nothing of it applies (unless)").exactOptional(),
  identify: z.array(attempt),
  identity: identity.exactOptional(),
  rules: z.array(z.strictObject({ rule: text, effect: z.enum(["allow", "deny"]), decides: z.boolean(), conditions: z.array(condition) })),
  refusal: z.strictObject({ code: text, detail: text }).exactOptional(),
});

const held = z.strictObject({ outcome: z.enum(["allowed", "denied"]), seconds: z.number().min(0).describe("How much longer") });

/** A decision that a replica has kept. */
export type HeldDecision = DeepReadonly<z.output<typeof held>>;

/** What authorization makes of one request, phase by phase. No credential is in it. */
export const authExplanation = z
  .strictObject({
    outcome: z.enum(["allowed", "denied", "error", "unasked"]).describe("unasked: no policy demands anything of it"),
    summary: text.describe("One sentence"),
    layers: z.array(layer).describe("Blocks of the policy auth that were asked, the broadest first"),
    identity: identity.exactOptional(),
    answer: z.strictObject({ status: z.int(), headers: texts, body: text }).describe("To a caller who does not get in").exactOptional(),
    code: text.describe("Why not, as programs read it").exactOptional(),
    upstream: z
      .strictObject({
        headers: texts.describe("Set"),
        removed: z.array(text).describe("Headers that do not go on"),
        query: texts,
        queryRemoved: z.array(text),
        responseHeaders: texts,
        metadata: z.record(text, z.json()).describe("Dynamic metadata envoy.filters.http.ext_authz"),
      })
      .describe("What changes on the way to the backend")
      .exactOptional(),
    cache: z
      .strictObject({
        seconds: z.number().min(0).describe("How long the decision may be used again; 0: it is not kept"),
        bound: text.describe("What ends it, or why it is not kept"),
        inputs: z.array(text).describe("Requests that are equal in these get the same decision"),
        held: held
          .nullable()
          .describe("What the replica that tells this has kept for such requests: they get it now; null: nothing. Without it, requests are decided elsewhere")
          .exactOptional(),
      })
      .exactOptional(),
  })
  .meta({ id: "AuthExplanation" });

/** What authorization makes of one request, phase by phase. No credential is in it. */
export type AuthExplanation = DeepReadonly<z.output<typeof authExplanation>>;
