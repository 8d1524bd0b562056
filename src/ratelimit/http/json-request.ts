import { z } from "zod";
import type { Problem } from "../../kit/problem.ts";
import { problemsIn } from "../../model/schema/problems-in.ts";
import type { Answer } from "../decide/answer.ts";
import type { LimitRequest } from "../decide/request.ts";
import { type ShownLimit, wireUnits } from "../decide/rules/rule.ts";

// The proto3 JSON form of RateLimitRequest: lowerCamelCase, and the names of the .proto file as well; 64-bit numbers also as text.
const count = z.union([z.int().min(0), z.string().regex(/^\d{1,20}$/u)]);
const unit = z.union([z.int().min(0), z.enum(Object.keys(wireUnits).map((name) => name.toUpperCase()))]);
const override = z.strictObject({ requestsPerUnit: count.exactOptional(), unit: unit.exactOptional(), unitMultiplier: count.exactOptional() });
const descriptor = z.strictObject({
  entries: z.array(z.strictObject({ key: z.string().exactOptional(), value: z.string().exactOptional() })).exactOptional(),
  limit: override.nullable().exactOptional(),
  hitsAddend: count.nullable().exactOptional(),
  isNegativeHits: z.boolean().exactOptional(),
});
const request = z.strictObject({ domain: z.string().exactOptional(), descriptors: z.array(descriptor).exactOptional(), hitsAddend: count.exactOptional() });

/** Reads a request, or tells what is wrong with it. */
export function readJsonRequest(value: unknown): LimitRequest | { readonly problems: readonly Problem[] } {
  const camel = camelCased(value);
  const parsed = request.safeParse(camel);
  if (!parsed.success) return { problems: problemsIn(request, camel) };
  const { domain = "", descriptors = [], hitsAddend = 0 } = parsed.data;
  return {
    domain,
    hitsAddend: Number(hitsAddend),
    descriptors: descriptors.map((one) => ({
      entries: (one.entries ?? []).map(({ key = "", value: text = "" }) => ({ key, value: text })),
      limit: one.limit === undefined || one.limit === null ? undefined : overrideOf(one.limit),
      hitsAddend: one.hitsAddend === undefined || one.hitsAddend === null ? undefined : Number(one.hitsAddend),
      isNegativeHits: one.isNegativeHits ?? false,
    })),
  };
}

function overrideOf({ requestsPerUnit = 0, unit: name = 0, unitMultiplier }: z.infer<typeof override>): LimitRequest["descriptors"][number]["limit"] {
  const numbers: Readonly<Record<string, number>> = wireUnits;
  return {
    requestsPerUnit: Number(requestsPerUnit),
    unit: typeof name === "number" ? name : (numbers[name.toLowerCase()] ?? 0),
    multiplier: unitMultiplier === undefined ? undefined : Number(unitMultiplier),
  };
}

function camelCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCased);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name.replaceAll(/_(.)/gu, (_, letter: string) => letter.toUpperCase()), camelCased(member)]),
  );
}

/** The answer in proto3 JSON; what has its default is left out. */
export function answerJson({ over, statuses, headers, metadata }: Answer): Readonly<Record<string, unknown>> {
  return {
    overallCode: over ? "OVER_LIMIT" : "OK",
    statuses: statuses.map((status) => ({
      code: status.over ? "OVER_LIMIT" : "OK",
      ...(status.limit !== undefined && { currentLimit: limitJson(status.limit) }),
      ...(status.remaining !== 0 && { limitRemaining: status.remaining }),
      ...(status.resetSeconds !== undefined && { durationUntilReset: `${status.resetSeconds}s` }),
    })),
    ...(headers.length > 0 && { responseHeadersToAdd: headers.map(([key, value]) => ({ key, value })) }),
    ...(metadata !== undefined && { dynamicMetadata: metadata }),
  };
}

function limitJson({ name, requestsPerUnit, unit: of, multiplier }: ShownLimit): Readonly<Record<string, unknown>> {
  return {
    ...(name !== "" && { name }),
    ...(requestsPerUnit !== 0 && { requestsPerUnit }),
    unit: of.toUpperCase(),
    ...(multiplier !== 1 && { unitMultiplier: multiplier }),
  };
}
