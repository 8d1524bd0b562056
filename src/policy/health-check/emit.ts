import { type HealthCheck, RequestMethod } from "../../gen/envoy/config/core/v3.ts";
import { CodecClientType } from "../../gen/envoy/type/v3.ts";
import { duration, plainFormat } from "../../xds/common.ts";
import type { ClusterDraft } from "../../xds/policy.ts";
import type { HealthCheckNode, Probe } from "./lower.ts";

/** Graph → Envoy's Cluster. An endpoint that is removed is let go at once, it is not asked whether it is still well. */
export function clusterHealthCheck(node: HealthCheckNode, draft: ClusterDraft): ClusterDraft {
  const check = { ...timing(node), ...probeOf(node.probe, draft) } as HealthCheck;
  return { ...draft, cluster: { ...draft.cluster, health_checks: [check], ignore_health_on_host_removal: true } };
}

function timing(node: HealthCheckNode): HealthCheck {
  return {
    interval: duration(node.intervalMs),
    timeout: duration(node.timeoutMs),
    unhealthy_threshold: { value: node.unhealthyThreshold },
    healthy_threshold: { value: node.healthyThreshold },
    interval_jitter_percent: node.jitterPercent,
    reuse_connection: { value: node.reuseConnection },
    ...(node.noTrafficIntervalMs !== undefined && { no_traffic_interval: duration(node.noTrafficIntervalMs) }),
    ...(node.unhealthyIntervalMs !== undefined && { unhealthy_interval: duration(node.unhealthyIntervalMs) }),
    ...(node.port !== undefined && { alt_port: { value: node.port } }),
  };
}

function probeOf(probe: Probe, draft: ClusterDraft): HealthCheck {
  switch (probe.kind) {
    case "http":
      return { http_health_check: httpProbe(probe, draft) };
    case "grpc":
      return { grpc_health_check: { service_name: probe.service ?? "", authority: defaultHost(draft) } };
    case "tcp":
      return {
        tcp_health_check: { ...(probe.send !== undefined && { send: { text: probe.send } }), receive: (probe.receive ?? []).map((text) => ({ text })) },
      };
  }
}

function httpProbe(probe: Extract<Probe, { kind: "http" }>, draft: ClusterDraft): NonNullable<HealthCheck["http_health_check"]> {
  const http2 = draft.http?.explicit_http_config?.http2_protocol_options !== undefined;
  return {
    path: probe.path,
    host: probe.host ?? defaultHost(draft),
    method: RequestMethod[probe.method ?? "GET"],
    codec_client_type: http2 ? CodecClientType.HTTP2 : CodecClientType.HTTP1,
    request_headers_to_add: Object.entries(probe.headers ?? {}).map(([key, value]) => ({ header: { key, value: plainFormat(value) } })),
    expected_statuses: [...(probe.expectedStatuses ?? [])].sort((left, right) => left - right).map((status) => ({ start: status, end: status + 1 })),
  };
}

/** Envoy's own default is the cluster's name, but no host has a slash in it: strict servers (Go, Node's HTTP/2) turn such a request away. */
function defaultHost({ cluster }: ClusterDraft): string {
  const [namespace = "", service = ""] = (cluster.name ?? "").split("/");
  return cluster.load_assignment?.endpoints?.[0]?.lb_endpoints?.[0]?.endpoint?.hostname ?? `${service}.${namespace}`;
}
