import type { EffectivePolicy, LowerContext } from "../../graph/policy/graph-policy.ts";
import { refKey } from "../../model/object/common.ts";
import { originOf, readEffective } from "../read-effective.ts";
import { mirrorSchema } from "./schema.ts";

/** Where copies go. */
export interface MirrorNode {
  readonly targets: readonly { readonly cluster: string; readonly perMillion: number }[];
}

/** Object → graph. A service is looked up from where the block stands, not from the route that it reaches. */
export function lowerMirror(effective: EffectivePolicy, context: LowerContext): MirrorNode | undefined {
  const spec = readEffective(mirrorSchema, effective, context);
  if (spec?.to === undefined) return undefined;
  const targets = spec.to.map(({ service, version, percent }, index) => {
    const origin = originOf(effective, ["to", String(index)], context);
    const cluster = context.backend({ service: refKey(service, "Service", origin.object.namespace), version }, origin);
    return { cluster, perMillion: Math.round((percent ?? 100) * 10_000) };
  });
  return { targets };
}
