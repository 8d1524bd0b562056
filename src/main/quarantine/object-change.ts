import { canonicalJson, equalJson, type Json, type JsonObject } from "../../kit/json.ts";
import { appendPointer } from "../../kit/json-pointer.ts";
import type { Kind, StoredObject } from "../../model/object/object.ts";
import { changedMembers, changedPointer } from "./changed-pointer.ts";

/** An object that changed: as it was (null: it did not exist) and as it is. */
export interface ObjectChange {
  readonly before: StoredObject | null;
  readonly after: StoredObject;
}

/** A part of a change that can be made without the others. */
export type ChangePart =
  | { readonly kind: "whole"; readonly pointer: string }
  | { readonly kind: "member"; readonly pointer: string; readonly member: string }
  | { readonly kind: "rule"; readonly pointer: string; readonly rule: string };

/** Kinds whose fields stand for themselves, so that some of them may be new while others are old. */
const divisible: ReadonlySet<Kind> = new Set<Kind>(["Route", "Service", "Gateway", "Policy"]);

/** The parts of a change, at least one; rules of a route each for itself. */
export function partsOf(change: ObjectChange): readonly ChangePart[] {
  const { before, after } = change;
  if (!divisible.has(after.kind)) return [wholeOf(change)];
  const members = before === null ? [] : changedMembers(before.spec, after.spec);
  const parts = members.filter((member) => member !== "rules" || after.kind !== "Route").map((member) => memberPart(change, member));
  const all = [...parts, ...(after.kind === "Route" ? rulesOf(change) : [])];
  return all.length === 0 ? [wholeOf(change)] : all;
}

/** The object with some of its parts as they are now and the others as they were; null: it would not exist. */
export function mixObject({ before, after }: ObjectChange, applied: readonly ChangePart[], all: readonly ChangePart[]): StoredObject | null {
  if (applied.length === all.length) return after;
  if (applied.length === 0) return before;
  const spec: Record<string, Json> = { ...(before ?? after).spec };
  for (const part of applied) if (part.kind === "member") setMember(spec, part.member, after.spec[part.member]);
  if (after.kind !== "Route") return { ...after, spec };
  const rules = mixRules(listOf(before?.spec["rules"]), listOf(after.spec["rules"]), applied);
  return rules.length === 0 ? null : { ...after, spec: { ...spec, rules } };
}

function wholeOf({ before, after }: ObjectChange): ChangePart {
  return { kind: "whole", pointer: before === null ? "" : changedPointer(before.spec, after.spec, "/spec") };
}

function memberPart({ before, after }: ObjectChange, member: string): ChangePart {
  return { kind: "member", member, pointer: changedPointer(before?.spec[member], after.spec[member], appendPointer("/spec", member)) };
}

/** Every rule that is new or other than before. */
function rulesOf({ before, after }: ObjectChange): readonly ChangePart[] {
  const old = new Map(listOf(before?.spec["rules"]).map((rule) => [identityOf(rule), rule]));
  return listOf(after.spec["rules"]).flatMap((rule, index): readonly ChangePart[] => {
    const earlier = old.get(identityOf(rule));
    if (equalJson(earlier, rule)) return [];
    const place = `/spec/rules/${index}`;
    return [{ kind: "rule", rule: identityOf(rule), pointer: earlier === undefined ? place : changedPointer(earlier, rule, place) }];
  });
}

/** In the order of now; what is gone stays as long as not everything is applied. */
function mixRules(before: readonly Json[], after: readonly Json[], applied: readonly ChangePart[]): readonly Json[] {
  const chosen = new Set(applied.flatMap((part) => (part.kind === "rule" ? [part.rule] : [])));
  const old = new Map(before.map((rule) => [identityOf(rule), rule]));
  const known = new Set(after.map(identityOf));
  const present = after.flatMap((rule) => (chosen.has(identityOf(rule)) ? [rule] : (old.get(identityOf(rule)) ?? [])));
  return [...present, ...before.filter((rule) => !known.has(identityOf(rule)))];
}

/** A rule's name, or its matches: never its place, which moves. */
function identityOf(rule: Json): string {
  const { name, matches } = rule as JsonObject;
  return typeof name === "string" ? `name ${name}` : `matches ${canonicalJson(matches ?? null)}`;
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

function setMember(spec: Record<string, Json>, member: string, value: Json | undefined): void {
  if (value === undefined) delete spec[member];
  else spec[member] = value;
}
