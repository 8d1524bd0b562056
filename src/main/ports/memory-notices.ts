import type { AuthSpec } from "../../model/auth/auth-schema.ts";
import type { Model } from "../../model/model.ts";
import { keyTitle } from "../../model/object/object.ts";
import { auth } from "../../policy/auth/auth.ts";
import type { WorldChange } from "../fleet/world.ts";

/** What is known of the replicas of the role authz. */
export interface MemoryFacts {
  readonly model: Pick<Model, "policiesIn">;
  readonly memories: { readonly all: number; readonly own: number };
}

/** What a person should know who writes a policy that has to remember something, where several replicas remember each for itself. */
export function memoryNotices(changes: readonly WorldChange[], { model, memories: { all, own } }: MemoryFacts): readonly string[] {
  if (own === 0 || all < 2) return [];
  return changes.flatMap(({ after }) => {
    if (after === undefined) return [];
    const specs = model.policiesIn(after).flatMap(({ name, value }) => (name === auth.name ? [value as AuthSpec] : []));
    const lost = [...new Set(specs.flatMap(({ identify = [] }) => identify.flatMap(lossesOf)))];
    return lost.map(
      (what) => `${keyTitle(after)}: ${what}, since ${own} of ${all} replicas of the role authz remember for themselves (--auth-state redis://HOST:PORT)`,
    );
  });
}

function lossesOf({ signature, oidc }: NonNullable<AuthSpec["identify"]>[number]): readonly string[] {
  return [
    ...(signature === undefined ? [] : ["a signed request gets in once at each replica"]),
    ...(oidc?.session?.keptIn === "server" ? ["a session is known at the replica alone where it began"] : []),
  ];
}
