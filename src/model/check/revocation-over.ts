import type { Problem } from "../../kit/problem.ts";
import type { WrittenObject } from "../object/object.ts";
import type { RevocationSpec } from "../object/revocation.ts";

/**
 * A warning about a Revocation that is over at `now` (milliseconds since the Unix epoch): a typing error revokes nothing. It is no error, because a file of the past may be
 * applied again.
 */
export function overWarnings({ kind, spec }: Pick<WrittenObject, "kind" | "spec">, now: number): readonly Problem[] {
  const until = kind === "Revocation" ? (spec as unknown as RevocationSpec).until : undefined;
  if (until === undefined || now < Date.parse(until)) return [];
  const detail = `Time ${until} is in the past: the Revocation revokes nothing`;
  return [
    { code: "REVOCATION_OVER", pointer: "/spec/until", detail, hint: "Write a later time, or leave it out to revoke until it is deleted", severity: "warning" },
  ];
}
