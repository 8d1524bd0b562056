import { z } from "zod";
import { complaint, shown } from "../../model/check/complaint.ts";
import { isTimeZone } from "../../model/limit/window.ts";
import { dnsLabel, duration, durationMs } from "../../model/object/common.ts";
import { exclusive } from "../../model/object/exclusive.ts";
import { headerName } from "../../model/object/http-text.ts";
import { formatText } from "../format-text.ts";

const callerKeys = ["consumer", "plan", "priority", "remoteAddress", "method", "path", "host"] as const;

/** Where a text of the request stands. */
const keyPart = z.union([
  z.enum(callerKeys),
  exclusive(
    {},
    {
      header: { header: headerName.describe("A request header.") },
      query: { query: z.string().min(1).max(256).describe("A query parameter.") },
      cookie: { cookie: headerName.describe("A cookie.") },
      claim: { claim: z.string().min(1).max(256).describe("A claim of the caller's token, as authorization found it.") },
      network: {
        network: z
          .strictObject({
            v4: z.int().min(0).max(32).default(32).describe("Bits of an IPv4 address that count."),
            v6: z.int().min(0).max(128).default(64).describe("Bits of an IPv6 address that count."),
          })
          .describe("The caller's network, so that many addresses of one caller count as one."),
      },
      cel: { cel: z.string().min(1).max(4096).describe("A CEL expression of the request that gives a text.") },
    },
  ),
]);

const ratePattern = /^(?<count>[1-9]\d{0,9})\/(?<unit>[a-z0-9.]+)$/u;
const calendarWords = ["hour", "day", "week", "month", "year"] as const;

/** `100/s`, `5/7s`, `1000/day`. */
const rate = z.string().refine((text) => parseRate(text) !== undefined, {
  error: ({ input }) => complaint("INVALID_VALUE", `Rate ${shown(input)} is not valid`, "Write for example 100/s, 5/7s or 1000/day"),
});

/** A rate as it was written: so many in a length of time, or in a unit of the calendar. */
export type ParsedRate =
  | { readonly kind: "length"; readonly count: number; readonly ms: number }
  | { readonly kind: "calendar"; readonly count: number; readonly unit: (typeof calendarWords)[number] };

/** Shortest window; shorter ones would be finer than the clocks that they go by. */
const shortestMs = 100;

/** Reads a rate; undefined for a text that is none. */
export function parseRate(text: string): ParsedRate | undefined {
  const parts = ratePattern.exec(text)?.groups;
  const count = Number(parts?.["count"]);
  const unit = parts?.["unit"] ?? "";
  if (parts === undefined || count > 4_294_967_295) return undefined;
  const word = calendarWords.find((known) => known === unit);
  if (word !== undefined) return { kind: "calendar", count, unit: word };
  const ms = durationMs(/^\d/u.test(unit) ? unit : `1${unit}`);
  return ms >= shortestMs && Number.isInteger(ms) ? { kind: "length", count, ms } : undefined;
}

const enforcement = z.enum(["exact", "local"], {
  error: ({ input }) =>
    input === "lease"
      ? complaint("NOT_IN_THIS_VERSION", "Enforcement lease is not in this version", "Write exact, or local")
      : complaint("INVALID_VALUE", `Value ${shown(input)} is not a kind of enforcement`, "Write exact (asked per request) or local (inside Envoy)"),
});

const priority = z.strictObject({
  from: keyPart.describe("What of the request names its class; who belongs to none belongs to the last."),
  classes: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(63).describe("Value that names the class."),
        reserved: z.int().min(0).max(99).default(0).describe("Per cent of the limit that less important classes leave to this one. Default: 0."),
      }),
    )
    .min(2)
    .max(8)
    .describe("Classes, the most important first. As the limit fills, the last is refused first."),
});

const limit = z.strictObject({
  name: dnsLabel.describe("Name of the limit, unique in its policy; it names the counter, metrics and answers."),
  key: z
    .array(keyPart)
    .max(8)
    .default([])
    .describe(
      "Requests of equal values share a counter: consumer, plan, remoteAddress, method, path, host, or a header, query parameter, cookie, claim, network or CEL expression. Default: one counter for all.",
    ),
  rate: rate.describe("So many requests in a time: 100/s, 5/7s; in a calendar window: 1000/day. Of every algorithm but concurrency.").exactOptional(),
  algorithm: z
    .enum(["fixed-window", "sliding-window", "token-bucket", "concurrency"])
    .default("fixed-window")
    .describe("How requests are counted. Default: fixed-window."),
  burst: z.int().min(1).max(4_294_967_295).describe("Size of a token bucket. Default: the count of the rate.").exactOptional(),
  max: z.int().min(1).max(4_294_967_295).describe("Requests in flight, of a concurrency limit.").exactOptional(),
  lease: duration.describe("After this long a request in flight counts no more, though nobody has told that it ended. Default: 60s.").exactOptional(),
  timeZone: z
    .string()
    .refine(isTimeZone, { error: ({ input }) => complaint("INVALID_VALUE", `Time zone ${shown(input)} is not known`, "Write for example Europe/Berlin") })
    .describe("Time zone of a calendar window. Default: UTC.")
    .exactOptional(),
  cost: z
    .union([z.int().min(0).max(1_000_000_000), formatText(256).regex(/^%.*%$/u, { error: "must be one command operator" })])
    .describe("What a request counts: a number, or a command operator that gives one, as %REQ(x-cost)%. Default: 1.")
    .exactOptional(),
  enforce: enforcement.default("exact").describe("exact: asked per request, the same limit for the whole fleet; local: inside each proxy. Default: exact."),
  perFleet: z
    .boolean()
    .default(false)
    .describe("Of a local limit: the proxies of a node group have equal shares of it, instead of each the whole. Default: false."),
  onOutage: z
    .enum(["allow", "deny", "local"])
    .default("local")
    .describe("While counters cannot be reached: let pass, refuse, or count in each replica against its share. Default: local."),
  shadow: z.boolean().default(false).describe("Counts and tells, but refuses nothing. Default: false."),
  headers: z
    .enum(["off", "draft-03", "draft-10"])
    .default("draft-03")
    .describe("Headers that tell callers of the limit: RateLimit-Limit and so on (draft-03), RateLimit and RateLimit-Policy (draft-10). Default: draft-03."),
  priority: priority.describe("Classes of requests that are shed one after the other as the limit fills.").exactOptional(),
});

/** What users write. */
export const rateLimitSchema = z.strictObject({
  limits: z.array(limit).min(1).max(32).describe("Limits; all of them apply, and those of broader levels too."),
  timeout: duration.describe("How long a proxy waits for the decision. Default: 100ms.").exactOptional(),
  denied: z
    .enum(["keep", "charge"])
    .default("keep")
    .describe("What a refused request takes of its other limits: nothing, or what it asked for. Default: keep."),
});

/** A policy block as it is read. */
export type RateLimitSpec = z.output<typeof rateLimitSchema>;

/** One limit of a block. */
export type LimitSpec = RateLimitSpec["limits"][number];

/** What names a counter, or a class. */
export type KeyPart = LimitSpec["key"][number];
