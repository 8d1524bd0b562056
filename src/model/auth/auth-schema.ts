import { z } from "zod";
import type { DeepReadonly } from "../../kit/deep-readonly.ts";
import { dnsLabel, duration } from "../object/common.ts";
import { askSchema } from "./ask-schema.ts";
import { identifyMethod } from "./identify-schema.ts";
import { authRule, requestTest } from "./rule-schema.ts";
import { answersSchema, shapeSchema } from "./shape-schema.ts";

const authorize = z.strictObject({
  rules: z.array(authRule).min(1).max(1000).describe("The first rule that fits decides; a request that none fits is denied."),
});

/** Who gets in: one block of the policy `auth`. */
export const authSchema = z.strictObject({
  identify: z
    .array(identifyMethod)
    .min(1)
    .max(16)
    .describe("Ways to find out who calls, tried in order: the first whose credential is shown decides. Default: the identity that a broader level found.")
    .exactOptional(),
  consumers: z
    .union([
      z.literal("all").describe("Consumers of every namespace."),
      z.strictObject({ namespaces: z.array(dnsLabel).min(1).describe("Namespaces of the consumers.") }),
    ])
    .describe("Whose consumers are known here. Default: those of the namespace in which this stands.")
    .exactOptional(),
  unless: z
    .array(requestTest)
    .min(1)
    .max(64)
    .describe(
      "Requests that are not asked who they are: a health check, a landing page. Credentials, and what shape sets or removes, do not go on with them either.",
    )
    .exactOptional(),
  authorize: authorize.describe("What callers may do. Default: everything, once it is known who they are.").exactOptional(),
  shape: shapeSchema.describe("What goes on to the backend.").exactOptional(),
  answers: answersSchema.describe("Answers to those who do not get in.").exactOptional(),
  cache: z
    .strictObject({
      allowed: duration
        .describe("How long a decision to let in may be used again; never beyond the credential's end. 0 switches it off. Default: 60s.")
        .exactOptional(),
      denied: duration
        .describe(
          "How long a decision to keep out may be used again; no longer than one to let in, unless such ones are not kept. 0 switches it off. Default: 5s, or allowed where that is shorter.",
        )
        .exactOptional(),
    })
    .describe("Decisions that are used again for requests that are the same in everything that was looked at.")
    .exactOptional(),
  staleness: z
    .enum(["continue", "deny"])
    .describe("What becomes of requests once the control plane has heard nothing from its store for a minute. Default: continue.")
    .exactOptional(),
  ask: askSchema.describe("How proxies ask. What several levels say is joined, field by field.").exactOptional(),
  shadow: z.boolean().describe("True: decide, count and log, and let every request pass as it is. Default: false.").exactOptional(),
});

/** What users write of who gets in. */
export type AuthSpec = DeepReadonly<z.output<typeof authSchema>>;
