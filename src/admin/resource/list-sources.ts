import type { Kind } from "../../model/object/object.ts";
import { describePrincipal, mayRead, type Principal } from "../access/principal.ts";
import { AdminError } from "../problem/admin-error.ts";

/** A stretch of the key order to list: a kind, in one namespace or in all. */
export interface ListSource {
  readonly kind: Kind;
  readonly namespace?: string;
}

/**
 * Where a caller's list of a kind comes from: the namespace that was asked for, else all that the token covers. Throws 403 for a
 * namespace that it does not cover, the same whether or not there is anything in it.
 */
export function listSources(kind: Kind, namespace: string | undefined, principal: Principal): readonly ListSource[] {
  if (namespace !== undefined) {
    demandRead(principal, namespace);
    return [namespace === "" ? { kind } : { kind, namespace }];
  }
  if (principal.namespaces === "*") return [{ kind }];
  return [...principal.namespaces].sort().map((name) => ({ kind, namespace: name }));
}

/** Throws 403 when the principal may not read the namespace; the empty one stands for what belongs to the fleet. */
export function demandRead(principal: Principal, namespace: string): void {
  if (mayRead(principal, namespace)) return;
  const what = namespace === "" ? "what belongs to the fleet" : `namespace ${namespace}`;
  throw new AdminError("FORBIDDEN", `${describePrincipal(principal)}; it may not read ${what}`);
}
