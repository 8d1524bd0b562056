import { z } from "zod";
import type { DeepReadonly } from "../../kit/deep-readonly.ts";
import { shown } from "../check/complaint.ts";
import { dnsLabel, formed, hostname } from "../object/common.ts";
import { exclusive } from "../object/exclusive.ts";
import { method } from "../object/http-text.ts";

const addressRange = formed(/^[0-9A-Fa-f.:]+(?:\/\d{1,3})?$/u, (value) => [
  "INVALID_ADDRESS",
  `Address range ${shown(value)} is not valid`,
  "Write an address, or one with its prefix length: 10.0.0.0/8",
]);

const instant = formed(/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/u, (value) => [
  "INVALID_TIME",
  `Time ${shown(value)} is not valid`,
  "Write it as ISO 8601 with its zone: 2026-11-25T08:00:00Z",
]);

const timeOfDay = formed(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/u, (value) => ["INVALID_TIME", `Time of day ${shown(value)} is not valid`, "Write it as 08:30"]);

const weekday = z.enum(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]);

/** When something holds. */
export const timeWindow = z.strictObject({
  from: instant.describe("From this moment on. Default: ever.").exactOptional(),
  until: instant.describe("Before this moment. Default: for ever.").exactOptional(),
  days: z.array(weekday).min(1).max(7).describe("On these days. Default: every day.").exactOptional(),
  hours: z
    .strictObject({
      from: timeOfDay.describe("From this time of the day on."),
      until: timeOfDay.describe("Before this time; earlier than `from`: past midnight."),
    })
    .describe("Within these hours. Default: the whole day.")
    .exactOptional(),
  zone: z.string().min(1).max(64).describe("Time zone of days and hours: Europe/Berlin. Default: UTC.").exactOptional(),
});

/** When something holds. */
export type TimeWindow = DeepReadonly<z.output<typeof timeWindow>>;

const scalar = z.union([z.string().max(4096), z.number(), z.boolean()]);

/** A test of one claim. */
export const claimTest = exclusive(
  { claim: z.string().min(1).max(512).describe("Name of a claim, or a JSON Pointer to one inside of another: /realm_access/roles.") },
  {
    equals: { equals: scalar.describe("The claim is this value.") },
    oneOf: { oneOf: z.array(scalar).min(1).max(256).describe("The claim is one of these values.") },
    contains: { contains: scalar.describe("The claim is a list that has this value, or a text of words that has this word.") },
    present: { present: z.boolean().describe("The claim is there, or is not.") },
  },
);

/** A test of one claim. */
export type ClaimTest = DeepReadonly<z.output<typeof claimTest>>;

const consumer = formed(/^(?:[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?\/)?[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/u, (value) => [
  "INVALID_NAME",
  `Name ${shown(value)} of a consumer is not valid`,
  "Write its name, or NAMESPACE/NAME for one of another namespace than the policy's: billing, shop/billing",
]);

const name = z.string().min(1).max(256);

const requestFields = {
  methods: z.array(method).min(1).max(32).describe("Methods; upper case. Default: every one.").exactOptional(),
  paths: z
    .array(z.string().min(1).max(4096))
    .min(1)
    .max(256)
    .describe("Paths as Envoy's URI templates: /orders/{id}, /files/**; a path counts without its query. Default: every one.")
    .exactOptional(),
  hosts: z.array(hostname).min(1).max(64).describe("Hostnames; *.example.com stands for every one below it. Default: every one.").exactOptional(),
} as const;

/** A kind of request. */
export const requestTest = z.strictObject(requestFields);

/** A kind of request. */
export type RequestTest = DeepReadonly<z.output<typeof requestTest>>;

/** One row of a rules table: every condition that it names must hold. */
export const authRule = z.strictObject({
  name: dnsLabel.describe("Name of the rule, for logs and explanations. Default: its number, from 1.").exactOptional(),
  effect: z.enum(["allow", "deny"]).describe("What becomes of a request that the rule fits. Default: allow.").exactOptional(),
  ...requestFields,
  identifiedBy: z.array(dnsLabel).min(1).max(16).describe("Ways of identification, by name. Default: every one.").exactOptional(),
  consumers: z
    .array(consumer)
    .min(1)
    .max(256)
    .describe("Consumers, by name; those of other namespaces than the policy's as NAMESPACE/NAME. Default: every one.")
    .exactOptional(),
  groups: z.array(name).min(1).max(256).describe("Groups, of which the caller has at least one.").exactOptional(),
  scopes: z.array(name).min(1).max(64).describe("Scopes, all of which the caller has.").exactOptional(),
  anyOfScopes: z.array(name).min(1).max(64).describe("Scopes, of which the caller has at least one.").exactOptional(),
  claims: z.array(claimTest).min(1).max(64).describe("Tests of claims, all of which hold.").exactOptional(),
  addresses: z.array(addressRange).min(1).max(256).describe("Address ranges, one of which the caller comes from, as Envoy sees it.").exactOptional(),
  time: timeWindow.describe("When the rule holds. Default: always.").exactOptional(),
  when: z
    .string()
    .min(1)
    .max(4096)
    .describe('Expression (CEL) that holds, on request, source, connection and identity: identity.claims.tenant == request.headers["x-tenant"].')
    .exactOptional(),
});

/** One row of a rules table. */
export type AuthRule = DeepReadonly<z.output<typeof authRule>>;
