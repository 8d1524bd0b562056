import type { Problem } from "../../kit/problem.ts";
import { ref, refKey } from "../object/common.ts";
import type { Kind } from "../object/object.ts";
import { consumerChecks } from "./check-consumer.ts";
import { envoyPatchChecks } from "./check-envoy-patch.ts";
import { gatewayChecks } from "./check-gateway.ts";
import { rateLimitDomainChecks } from "./check-rate-limit-domain.ts";
import { revocationChecks } from "./check-revocation.ts";
import { backendChecks, routeChecks } from "./check-route.ts";
import { serviceChecks } from "./check-service.ts";
import { certificateChecks, trustBundleChecks } from "./check-tls-material.ts";
import { type PlacedCheck, placed, runChecks } from "./placed-check.ts";

const noChecks: readonly PlacedCheck[] = [];

const checks: Readonly<Record<Kind, readonly PlacedCheck[]>> = {
  Gateway: gatewayChecks,
  Route: routeChecks,
  StreamRoute: backendChecks("/backends"),
  Service: serviceChecks,
  Instance: noChecks,
  Consumer: consumerChecks,
  Revocation: revocationChecks,
  Certificate: certificateChecks,
  Secret: noChecks,
  TrustBundle: trustBundleChecks,
  NodeGroup: noChecks,
  Policy: noChecks,
  RateLimitDomain: rateLimitDomainChecks,
  EnvoyPatch: envoyPatchChecks,
};

/** What is wrong with a spec by itself, beyond what its schema says; policies excepted. Warnings are among it. */
export function checkSpec(kind: Kind, spec: unknown, namespace: string): readonly Problem[] {
  return [...runChecks(checks[kind], spec), ...(kind === "Instance" ? runChecks([ownService(namespace)], spec) : [])];
}

/** Who could register instances with another namespace's service would get its requests. */
function ownService(namespace: string): PlacedCheck {
  return placed("/service", ref, (reference, pointer) => {
    const target = refKey(reference, "Service", namespace);
    if (target.namespace === namespace) return [];
    return [
      {
        code: "NOT_ALLOWED",
        pointer,
        detail: `Instance of namespace ${namespace} names Service ${target.namespace}/${target.name}`,
        hint: "An instance and its service stand in one namespace",
      },
    ];
  });
}
