import type { AuthSpec } from "./auth-schema.ts";

/** What authorization tells other filters of who calls, as far as the policies say. */
export interface ToldIdentity {
  /** True when somebody may be known who calls: `consumer`, `plan` and `priority`. */
  readonly callers: boolean;
  /** Whether a claim of that name may be told. */
  claim(name: string): boolean;
}

/** What the levels of a policy tell together. Those in shadow tell nothing. */
export function toldIdentity(levels: readonly AuthSpec[]): ToldIdentity {
  const counting = levels.filter(({ shadow }) => shadow !== true);
  const chosen = new Set(counting.flatMap(({ shape }) => shape?.claims ?? []));
  const readers = counting.filter(({ identify = [] }) => identify.some(hasClaims));
  // Without a choice claims are told as they stand: one within another has no name of its own.
  const tellsAll = readers.some(({ shape }) => shape?.claims === undefined);
  return {
    callers: counting.some(({ identify = [] }) => identify.some(({ anonymous }) => anonymous === undefined)),
    claim: (name) => readers.length > 0 && (chosen.has(name) || (tellsAll && !name.startsWith("/"))),
  };
}

function hasClaims({ jwt, introspection, oidc, certificate }: NonNullable<AuthSpec["identify"]>[number]): boolean {
  return [jwt, introspection, oidc, certificate].some((way) => way !== undefined);
}
