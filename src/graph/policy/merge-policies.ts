import type { Json, JsonObject } from "../../kit/json.ts";
import { keyText, keyTitle, type Origin } from "../../model/object/object.ts";
import type { Finding } from "../node/finding.ts";
import { type EffectivePolicy, type FieldOrigin, type PolicySource, policyLevels } from "./graph-policy.ts";

/** The effective policies by name, and what clashed on the way. */
export interface MergedPolicies {
  readonly effective: ReadonlyMap<string, EffectivePolicy>;
  readonly findings: readonly Finding[];
}

/**
 * Brings the sources of all policies into the order of design: the most specific wins field by field; overrides come after all others
 * and turn the order round, so that the broadest of them wins. Of two with equal rank the older wins and the other is `Conflicted`.
 */
export function mergePolicies(sources: readonly PolicySource[], accumulating: ReadonlySet<string>): MergedPolicies {
  const findings: Finding[] = [];
  const byPolicy = new Map<string, PolicySource[]>();
  for (const source of sources) {
    const list = byPolicy.get(source.policy);
    if (list === undefined) byPolicy.set(source.policy, [source]);
    else list.push(source);
  }
  const effective = new Map<string, EffectivePolicy>();
  for (const [policy, list] of byPolicy) {
    effective.set(policy, accumulating.has(policy) ? accumulate(policy, list) : overlay(policy, withoutTies(list.sort(byRank), findings)));
  }
  return { effective, findings };
}

/** Weakest first; equal ranks by age, then by key, so that every replica agrees. */
function byRank(left: PolicySource, right: PolicySource): number {
  return rankOf(left) - rankOf(right) || compareText(left.createdAt, right.createdAt) || compareText(keyText(left.origin.object), keyText(right.origin.object));
}

function rankOf(source: PolicySource): number {
  const level = policyLevels.indexOf(source.level);
  return source.override ? 2 * policyLevels.length - level : level;
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function withoutTies(sorted: readonly PolicySource[], findings: Finding[]): readonly PolicySource[] {
  const kept: PolicySource[] = [];
  for (const source of sorted) {
    const winner = kept.at(-1);
    if (winner === undefined || rankOf(winner) !== rankOf(source)) kept.push(source);
    else if (!sameBlock(winner, source)) findings.push(conflictOf(winner, source));
  }
  return kept;
}

/** A Policy may reach one object by two of its targets. */
function sameBlock(left: PolicySource, right: PolicySource): boolean {
  return left.origin.pointer === right.origin.pointer && keyText(left.origin.object) === keyText(right.origin.object);
}

function conflictOf(winner: PolicySource, loser: PolicySource): Finding {
  return {
    object: loser.origin.object,
    pointer: loser.origin.pointer,
    condition: "Conflicted",
    code: "POLICY_CONFLICT",
    detail: `Policy ${loser.policy} is set at the same level by ${keyTitle(winner.origin.object)}${winner.origin.pointer}, which is older and wins`,
    hint: "Keep one of both, or mark one with override: true",
    involves: [winner.origin.object],
  };
}

function accumulate(policy: string, sources: readonly PolicySource[]): EffectivePolicy {
  return { policy, value: {}, fields: new Map(), sources: [...sources].sort(byRank) };
}

function overlay(policy: string, sources: readonly PolicySource[]): EffectivePolicy {
  if (sources.length === 1 && sources[0] !== undefined) return single(policy, sources[0]);
  const fields = new Map<string, FieldOrigin>();
  let value: JsonObject = {};
  for (const source of sources) value = mergeObject(value, source.value, { pointer: "", origin: source.origin, at: source.origin.pointer, fields });
  return { policy, value, fields, sources };
}

/** The usual case: one source, nothing to merge but the nulls. */
function single(policy: string, source: PolicySource): EffectivePolicy {
  const fields = new Map<string, FieldOrigin>();
  const value = mergeObject({}, source.value, { pointer: "", origin: source.origin, at: source.origin.pointer, fields });
  return { policy, value, fields, sources: [source] };
}

interface MergePlace {
  /** In the merged value. */
  readonly pointer: string;
  /** In the object that is being merged in. */
  readonly at: string;
  readonly origin: Origin;
  readonly fields: Map<string, FieldOrigin>;
}

function mergeObject(base: JsonObject, over: JsonObject, place: MergePlace): JsonObject {
  const merged: Record<string, Json> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const inner = { ...place, pointer: `${place.pointer}/${escapePointer(key)}`, at: `${place.at}/${escapePointer(key)}` };
    const next = mergeValue(merged[key], value, inner);
    if (next === undefined) delete merged[key];
    else merged[key] = next;
  }
  return merged;
}

function mergeValue(base: Json | undefined, over: Json, place: MergePlace): Json | undefined {
  if (over === null) {
    takeOver(place);
    return undefined;
  }
  if (isObject(over)) return mergeObject(isObject(base) ? base : {}, over, place);
  if (isNamedList(over) && isNamedList(base)) return mergeNamedLists(base, over, place);
  takeOver(place);
  return withoutNulls(over);
}

/** In a list that replaces another there is nothing to unset. */
function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(kept.map(([name, member]) => [name, withoutNulls(member)]));
}

/** Lists of named items are merged by name; new names go to the end. */
function mergeNamedLists(base: readonly JsonObject[], over: readonly JsonObject[], place: MergePlace): Json {
  const merged = [...base];
  over.forEach((item, index) => {
    const found = merged.findIndex((candidate) => candidate["name"] === item["name"]);
    const target = found < 0 ? merged.length : found;
    merged[target] = mergeObject(merged[target] ?? {}, item, { ...place, pointer: `${place.pointer}/${target}`, at: `${place.at}/${index}` });
  });
  return merged;
}

/** Notes that this source set the field (and everything below it), and whose value gave way. */
function takeOver(place: MergePlace): void {
  const overrode: Origin[] = [];
  for (const [pointer, field] of place.fields) {
    if (pointer !== place.pointer && !pointer.startsWith(`${place.pointer}/`)) continue;
    overrode.push(...field.overrode, field.set);
    place.fields.delete(pointer);
  }
  place.fields.set(place.pointer, { set: { object: place.origin.object, pointer: place.at }, overrode });
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isNamedList(value: Json | undefined): value is readonly JsonObject[] {
  return Array.isArray(value) && value.length > 0 && value.every((item: Json) => isObject(item) && typeof item["name"] === "string");
}

function escapePointer(segment: string): string {
  return segment.replaceAll("~", "~0").replaceAll("/", "~1");
}
