import type { JsonObject } from "../../kit/json.ts";
import type { IstioAnswers } from "./asks.ts";

/** What selects the workloads, as Istio's objects have it. */
export function selectorOf({ workload }: Pick<IstioAnswers, "workload">, field: "matchLabels" | "labels"): JsonObject | undefined {
  return workload.length === 0 ? undefined : { [field]: Object.fromEntries(workload) };
}

/** Istio's words for the places of a kind of proxy. */
export function contextsOf(proxy: IstioAnswers["proxy"]): { readonly inbound: string; readonly outbound: string } {
  return proxy === "gateway" ? { inbound: "GATEWAY", outbound: "GATEWAY" } : { inbound: "SIDECAR_INBOUND", outbound: "SIDECAR_OUTBOUND" };
}

/** An EnvoyFilter on the workloads. */
export function envoyFilter(name: string, answers: IstioAnswers, configPatches: readonly JsonObject[]): JsonObject {
  const selector = selectorOf(answers, "labels");
  return {
    apiVersion: "networking.istio.io/v1alpha3",
    kind: "EnvoyFilter",
    metadata: { name, namespace: answers.namespace },
    spec: { ...(selector !== undefined && { workloadSelector: selector }), configPatches },
  };
}

/** A patch of an HTTP filter that is there, or one that puts another before it. */
export function httpFilterPatch(context: string, operation: { readonly on: string; readonly do: "MERGE" | "INSERT_BEFORE" }, value: JsonObject): JsonObject {
  const filterChain = { filter: { name: "envoy.filters.network.http_connection_manager", subFilter: { name: operation.on } } };
  return { applyTo: "HTTP_FILTER", match: { context, listener: { filterChain } }, patch: { operation: operation.do, value } };
}

/** A patch of every virtual host. */
export function virtualHostPatch(context: string, value: JsonObject): JsonObject {
  return { applyTo: "VIRTUAL_HOST", match: { context }, patch: { operation: "MERGE", value } };
}
