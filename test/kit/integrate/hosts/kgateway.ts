import { z } from "zod";
import type { EnforcementPlaces } from "../it-enforces.ts";
import { backend, backendConfigPolicy, gatewayExtension, trafficPolicy } from "../schemas/kgateway.ts";
import { cluster, foreignProxy, type Node, speaksHttp2 } from "./foreign-proxy.ts";

const objects = z.array(z.union([backend, gatewayExtension, backendConfigPolicy, trafficPolicy]));

/** The proxy that kgateway makes of these objects. */
export function kgatewayProxy(documents: readonly unknown[], places: EnforcementPlaces): Record<string, unknown> {
  const all = objects.parse(documents);
  const policy = all.find((one) => one.kind === "TrafficPolicy");
  const filters = all.flatMap((one) => (one.kind === "GatewayExtension" ? [filterOf(one.spec)] : []));
  const clusters = all.flatMap((one) => (one.kind === "Backend" ? [cluster(one.metadata.name, one.spec.static.hosts, speaksHttp2)] : []));
  const rate_limits = policy?.spec.rateLimit?.global.descriptors.map(({ entries }) => ({ actions: entries.map(actionOf) }));
  const context_extensions = policy?.spec.extAuth?.contextExtensions ?? {};
  const perRoute = { "@type": "type.googleapis.com/envoy.extensions.filters.http.ext_authz.v3.ExtAuthzPerRoute", check_settings: { context_extensions } };
  const virtualHost = { rate_limits, typed_per_filter_config: { "envoy.filters.http.ext_authz": perRoute } };
  return foreignProxy({ clusters, filters: filters.sort((left, right) => (left.name < right.name ? -1 : 1)), virtualHost }, places);
}

function filterOf(spec: z.infer<typeof gatewayExtension>["spec"]): Node & { readonly name: string } {
  if ("extAuth" in spec) {
    const { grpcService, failOpen, statusOnError, withRequestBody } = spec.extAuth;
    const typed = {
      "@type": "type.googleapis.com/envoy.extensions.filters.http.ext_authz.v3.ExtAuthz",
      transport_api_version: "V3",
      grpc_service: serviceOf(grpcService),
      failure_mode_allow: failOpen,
      status_on_error: { code: statusOnError },
      ...(withRequestBody !== undefined && { with_request_body: withRequestBody }),
    };
    return { name: "envoy.filters.http.ext_authz", typed_config: typed };
  }
  const { grpcService, domain, failOpen, timeout } = spec.rateLimit;
  const typed = {
    "@type": "type.googleapis.com/envoy.extensions.filters.http.ratelimit.v3.RateLimit",
    domain,
    timeout: inSeconds(timeout),
    failure_mode_deny: !failOpen,
    enable_x_ratelimit_headers: "DRAFT_VERSION_03",
    rate_limit_service: { transport_api_version: "V3", grpc_service: serviceOf(grpcService) },
  };
  return { name: "envoy.filters.http.ratelimit", typed_config: typed };
}

type GrpcService = Extract<z.infer<typeof gatewayExtension>["spec"], { extAuth: unknown }>["extAuth"]["grpcService"];

function serviceOf({ backendRef, requestTimeout, retry }: GrpcService): Node {
  const retry_back_off = { base_interval: inSeconds(retry.backoff.baseInterval), max_interval: inSeconds(retry.backoff.maxInterval) };
  return {
    envoy_grpc: { cluster_name: backendRef.name },
    ...(requestTimeout !== undefined && { timeout: inSeconds(requestTimeout) }),
    retry_policy: { num_retries: retry.attempts, retry_back_off },
  };
}

type Entry = NonNullable<z.infer<typeof trafficPolicy>["spec"]["rateLimit"]>["global"]["descriptors"][number]["entries"][number];

function actionOf(entry: Entry): Node {
  switch (entry.type) {
    case "Generic":
      return { generic_key: { descriptor_key: entry.generic.key, descriptor_value: entry.generic.value } };
    case "Header":
      return { request_headers: { header_name: entry.header, descriptor_key: entry.header } };
    case "RemoteAddress":
      return { remote_address: {} };
  }
}

/** `500ms` as Envoy writes it. */
function inSeconds(time: string): string {
  return time.endsWith("ms") ? `${Number.parseInt(time, 10) / 1000}s` : time;
}
