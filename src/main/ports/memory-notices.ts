import type { Condition } from "../../admin/port/fleet.ts";
import type { Metrics } from "../../kit/telemetry.ts";
import type { AuthSpec } from "../../model/auth/auth-schema.ts";
import type { Model } from "../../model/model.ts";
import { keyTitle, type StoredObject } from "../../model/object/object.ts";
import { auth } from "../../policy/auth/auth.ts";
import type { WorldChange } from "../fleet/world.ts";

/** What is known of the replicas of the role authz. */
export interface MemoryFacts {
  readonly model: Pick<Model, "policiesIn">;
  readonly memories: { readonly all: number; readonly own: number };
}

/** What a person should know who writes a policy that has to remember something, where several replicas remember each for itself. */
export function memoryNotices(changes: readonly WorldChange[], facts: MemoryFacts): readonly string[] {
  return changes.flatMap(({ after }) => (after === undefined ? [] : memoryLosses(after, facts).map((what) => `${keyTitle(after)}: ${what}`)));
}

/** The conditions of an object with what it loses now: replicas come, and their settings change, after it was written. */
export function withMemoryLosses(conditions: readonly Condition[], object: StoredObject | undefined, facts: MemoryFacts): readonly Condition[] {
  const lost = object === undefined ? [] : memoryLosses(object, facts);
  if (lost.length === 0) return conditions;
  return conditions.map((condition) =>
    condition.type === "Accepted" && condition.status === "True" ? { ...condition, reason: "MemoryNotShared", message: lost.join("; ") } : condition,
  );
}

/** Counts replicas that remember for themselves although there are others; those who wrote no policy for it lose nothing by that. */
export function countMemories(metrics: Metrics, memories: () => MemoryFacts["memories"]): void {
  const help = "Replicas of the role authz that remember nonces and sessions each for itself although there are others";
  metrics.collected({ name: "sluice_authz_unshared_memories", help, labels: [], collectedAs: "gauge", joined: "max" }, () => {
    const { all, own } = memories();
    return [{ labels: {}, value: all < 2 ? 0 : own }];
  });
}

function memoryLosses(object: StoredObject, { model, memories: { all, own } }: MemoryFacts): readonly string[] {
  if (own === 0 || all < 2) return [];
  const specs = model.policiesIn(object).flatMap(({ name, value }) => (name === auth.name ? [value as AuthSpec] : []));
  const lost = [...new Set(specs.flatMap(({ identify = [] }) => identify.flatMap(lossesOf)))];
  return lost.map((what) => `${what}, since ${own} of ${all} replicas of the role authz remember for themselves (--auth-state redis://HOST:PORT)`);
}

function lossesOf({ signature, oidc }: NonNullable<AuthSpec["identify"]>[number]): readonly string[] {
  return [
    ...(signature === undefined ? [] : ["a signed request gets in once at each replica"]),
    ...(oidc?.session?.keptIn === "server" ? ["a session is known at the replica alone where it began"] : []),
  ];
}
