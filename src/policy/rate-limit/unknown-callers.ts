import type { Finding } from "../../graph/node/finding.ts";
import type { LowerContext, PolicySource } from "../../graph/policy/graph-policy.ts";
import { authSchema } from "../../model/auth/auth-schema.ts";
import { type ToldIdentity, toldIdentity } from "../../model/auth/told-identity.ts";
import { distinctSources } from "../distinct-sources.ts";
import type { KeyPart, RateLimitSpec } from "./schema.ts";

/** A block of limits, and where it stands. */
export interface LimitBlock {
  readonly source: PolicySource;
  readonly spec: RateLimitSpec;
}

/** Limits that go by something of the caller that no policy auth tells here: all callers would share one counter. */
export function unknownCallers(blocks: readonly LimitBlock[], context: LowerContext): readonly Finding[] {
  const parts = blocks.flatMap(callerParts);
  if (parts.length === 0) return [];
  const told = toldCallers(context);
  return parts.flatMap(({ object, pointer, limit, part }): readonly Finding[] => {
    const lack = lackOf(part, told);
    if (lack === undefined) return [];
    return [{ object, pointer, condition: "Accepted", code: "NEEDS_AUTH", detail: `Limit ${limit} goes by ${factOf(part)}, and ${lack.why}`, hint: lack.hint }];
  });
}

function toldCallers({ sourcesOf }: LowerContext): ToldIdentity | undefined {
  const levels = distinctSources(sourcesOf?.("auth") ?? []).map(({ value }) => authSchema.parse(value));
  return levels.length === 0 ? undefined : toldIdentity(levels);
}

/** A part of a limit that is of the caller: a claim, or what else is known. */
type CallerPart = "consumer" | "plan" | "priority" | { readonly claim: string };

interface PlacedPart {
  readonly object: PolicySource["origin"]["object"];
  readonly pointer: string;
  readonly limit: string;
  readonly part: CallerPart;
}

function callerParts({ source: { origin }, spec }: LimitBlock): readonly PlacedPart[] {
  return spec.limits.flatMap(({ name, key, priority }, index) => {
    const parts: readonly (readonly [pointer: string, part: KeyPart | undefined])[] = [
      ...key.map((part, place) => [`key/${place}`, part] as const),
      ["priority/from", priority?.from],
    ];
    return parts.flatMap(([place, part]) =>
      isOfCaller(part) ? [{ object: origin.object, pointer: `${origin.pointer}/limits/${index}/${place}`, limit: name, part }] : [],
    );
  });
}

function isOfCaller(part: KeyPart | undefined): part is CallerPart & KeyPart {
  return part === "consumer" || part === "plan" || part === "priority" || (typeof part === "object" && part.claim !== undefined);
}

function factOf(part: CallerPart): string {
  return typeof part === "string" ? `the caller's ${part}` : `the claim ${part.claim}`;
}

interface Lack {
  readonly why: string;
  readonly hint: string;
}

function lackOf(part: CallerPart, told: ToldIdentity | undefined): Lack | undefined {
  if (told === undefined) return { why: "no policy auth says who calls here", hint: "Add the policy auth to the route, or to a broader level" };
  if (!told.callers)
    return {
      why: "the policy auth finds of nobody who calls here: it is in shadow, or has no way of identification but anonymous",
      hint: "Add a way of identification to the route or to a broader level, not in shadow",
    };
  if (typeof part === "string" || told.claim(part.claim)) return undefined;
  return {
    why: "the policy auth tells no such claim here",
    hint: "Identify by tokens, a login or certificates, and name the claim in shape.claims where that is written or the claim stands within another",
  };
}
