import type { JsonObject } from "../../kit/json.ts";
import { appendPointer } from "../../kit/json-pointer.ts";
import type { Kind } from "../object/object.ts";
import type { PolicySchema } from "../policy-schema.ts";
import { type PolicyPlace, policiesAt } from "./policy-place.ts";

/** A policy block as it stands in an object; its value may be anything yet. */
export interface WrittenBlock {
  readonly policy: PolicySchema;
  readonly level: PolicyPlace;
  /** RFC 6901 pointer into the object. */
  readonly pointer: string;
  readonly value: unknown;
  /** Index of the rule that it stands in. */
  readonly ruleIndex?: number;
}

/** A policy block in an object. */
export interface PolicyBlock {
  readonly name: string;
  /** RFC 6901 pointer into the object. */
  readonly pointer: string;
  readonly value: JsonObject;
  readonly level: PolicyPlace;
  /** Identity of the rule that it stands in. */
  readonly rule?: string;
}

const placeOfKind: Readonly<Partial<Record<Kind, PolicyPlace>>> = { Gateway: "gateway", Route: "route", Service: "service", Policy: "policy" };

/** Finds the policy blocks of an object in the places where they may stand; whatever else is wrong with the spec. */
export function blocksIn(kind: Kind, spec: unknown, policies: readonly PolicySchema[]): readonly WrittenBlock[] {
  const level = placeOfKind[kind];
  if (level === undefined || !isObject(spec)) return [];
  const own = blocksOf(spec, { level, pointer: "/spec" }, policies);
  const rules = kind === "Route" && Array.isArray(spec["rules"]) ? (spec["rules"] as readonly unknown[]) : [];
  const inRules = rules.flatMap((rule, ruleIndex) => {
    if (!isObject(rule)) return [];
    return blocksOf(rule, { level: "rule", pointer: `/spec/rules/${ruleIndex}` }, policies).map((block) => ({ ...block, ruleIndex }));
  });
  return [...own, ...inRules];
}

function blocksOf(holder: Record<string, unknown>, place: Pick<WrittenBlock, "level" | "pointer">, policies: readonly PolicySchema[]): readonly WrittenBlock[] {
  return policiesAt(policies, place.level).flatMap((policy) =>
    Object.hasOwn(holder, policy.name) ? [{ policy, level: place.level, pointer: appendPointer(place.pointer, policy.name), value: holder[policy.name] }] : [],
  );
}

/** True for what JSON calls an object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A block without the members that are `null`, at any depth; lists keep their length. */
export function withoutNulls(value: JsonObject): JsonObject {
  const kept = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(kept.map(([name, member]) => [name, plain(member)])) as JsonObject;
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  return isObject(value) ? withoutNulls(value as JsonObject) : value;
}
