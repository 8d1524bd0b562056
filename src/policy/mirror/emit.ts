import type { RouteAction } from "../../gen/envoy/config/route/v3.ts";
import { FractionalPercent_DenominatorType as Denominator } from "../../gen/envoy/type/v3.ts";
import type { MirrorNode } from "./lower.ts";

/** Graph → Envoy's RouteAction. */
export function forwardMirror({ targets }: MirrorNode, action: RouteAction): RouteAction {
  const policies = targets.map(({ cluster, perMillion }) => ({
    cluster,
    runtime_fraction: { default_value: { numerator: perMillion, denominator: Denominator.MILLION } },
  }));
  return { ...action, request_mirror_policies: policies };
}
